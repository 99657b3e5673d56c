import type { AddStepAnswer } from '../core.js';
import { decide } from '../journey/decide.js';
import type { Batch, HeldSubject } from '../pipeline/batch.js';
import { decideTools, type PipelineTools } from '../pipeline/tools.js';
import type { UnitOf } from '../pipeline/unit.js';

/** `subject key-hash`: where a step stands in the batch. */
export const stepKey = (subject: string, keyHash: string): string => `${subject} ${keyHash}`;

/** One processing step of a dossier, under its lock. */
export function foldStep(unit: UnitOf<'step'>, held: HeldSubject, batch: Batch, tools: PipelineTools): AddStepAnswer {
  const { dossier } = held.state;
  // Another's dossier looks like none.
  if (!dossier || !unit.command.mayUseUnit(dossier.unit)) return { kind: 'notFound' };
  const keyHash = tools.sealer.hash(held.key, unit.command.step.key);
  const contentHash = tools.sealer.hash(held.key, unit.canonical);
  const known = batch.steps.get(stepKey(held.subject, keyHash));
  if (known) {
    if (known.contentHash !== contentHash) return { kind: 'stepConflict' };
    return { kind: 'same', exchanges: known.exchanges, replayed: false };
  }
  const { client, step, traceparent } = unit.command;
  const decision = decide(
    { kind: 'stepAdded', client, step },
    held.state,
    tools.plans,
    decideTools(tools, held, batch.at, traceparent),
  );
  held.state = decision.state;
  const exchanges = decision.exchanges.map((draft) => draft.id);
  const stored = { contentHash, exchanges };
  batch.steps.set(stepKey(held.subject, keyHash), stored);
  batch.newSteps.push({ subject: held.subject, keyHash, ...stored });
  batch.newExchanges.push(...decision.exchanges);
  batch.record(held, [
    {
      at: batch.at,
      kind: 'step.accepted',
      by: client,
      ...(exchanges[0] ? { exchange: exchanges[0] } : {}),
      args: { status: step.status },
      personal: { by: step.by, content: step.content, at: step.at },
    },
    ...decision.events,
  ]);
  batch.count([{ name: 'steps_accepted_total', labels: { unit: dossier.unit } }, ...decision.counts]);
  return { kind: 'accepted', exchanges, replayed: false };
}
