import { dossierMoved } from '../feed/rules/dossier-moved.js';
import { decide, type Decision } from '../journey/decide.js';
import type { EventDraft } from '../journey/draft.js';
import type { JourneyEvent } from '../journey/plan.js';
import type { Batch, HeldSubject } from './batch.js';
import { decideTools, type PipelineTools } from './tools.js';

export interface CarryOut {
  readonly traceparent?: string | undefined;
  /** Lines of the timeline that stand before those of the journey. */
  readonly lines?: (decision: Decision) => readonly EventDraft[];
}

/** Has the journey decide what an event means for a subject, and takes all of it into the batch. */
export function carryOut(
  event: JourneyEvent,
  held: HeldSubject,
  batch: Batch,
  tools: PipelineTools,
  { traceparent, lines }: CarryOut = {},
): Decision {
  const decision = decide(event, held.state, tools.plans, decideTools(tools, held, batch.at, traceparent));
  // What was there already is news to nobody.
  if (event.kind !== 'dossierRecorded')
    batch.tell(held, dossierMoved(held.state.dossier, decision.state.dossier, batch.at));
  held.state = decision.state;
  batch.newExchanges.push(...decision.exchanges);
  batch.record(held, [...(lines?.(decision) ?? []), ...decision.events]);
  batch.count(decision.counts);
  return decision;
}
