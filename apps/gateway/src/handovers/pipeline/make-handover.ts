import { hubReferenceOf } from '@lienthong/contracts';
import type { Batch, HeldSubject } from '../../pipeline/batch.js';
import { newSubject } from '../../pipeline/new-subject.js';
import type { PipelineTools } from '../../pipeline/tools.js';
import { handoverSubject } from './handover-unit.js';
import { putHandover } from './put-handover.js';
import type { Asked, StoredHandover } from './stored.js';
import { paidTo, tellHub } from './tell-hub.js';
import { countOf, lineOf, tellBoth } from './tell.js';

/** What is handed over, once it is known that it can be. */
export interface NewHandover extends Pick<
  StoredHandover,
  'id' | 'kind' | 'fromUnit' | 'toUnit' | 'addressedTo' | 'client' | 'dueAt' | 'step'
> {
  readonly asked: Asked;
  /** Who does it, for the line about it. */
  readonly by: string;
  readonly traceparent?: string | undefined;
}

/** Makes a handover of a dossier: it stands with its receiver, both sides are told, and it is on its way where that is behind another hub. */
export function makeHandover(made: NewHandover, held: HeldSubject, batch: Batch, tools: PipelineTools): StoredHandover {
  const { asked, by, traceparent, ...rest } = made;
  newSubject(handoverSubject(made.id), batch, tools);
  const handover: StoredHandover = {
    ...rest,
    ...{ dossier: held.subject, state: 'open', createdAt: batch.at, newAsked: asked },
  };
  batch.logs.set(handoverSubject(made.id), held);
  tellBoth(lineOf('sent', handover, tools, { at: batch.at, by }), handover, batch);
  const sent = sentOn(handover, asked, traceparent, held, batch, tools);
  putHandover(sent, batch, tools, by);
  batch.count([countOf(handover)]);
  return sent;
}

/** To a unit behind another hub it goes in the same transaction; what has been paid until now goes with it. */
function sentOn(
  handover: StoredHandover,
  { request: text, documents }: Asked,
  traceparent: string | undefined,
  { state }: HeldSubject,
  batch: Batch,
  tools: PipelineTools,
): StoredHandover {
  const partner = tools.handovers.hub.viaOf(handover.toUnit);
  if (partner === undefined) return handover;
  const reference = hubReferenceOf(handover.id);
  const carriage = { partner, from: 'here', reference, standing: 'pending', since: batch.at } as const;
  const exchange = tellHub('handOver', { ...handover, carriage }, { text, documents }, batch, tools, traceparent);
  const sent = { ...handover, carriage: { ...carriage, ...(exchange === undefined ? {} : { exchange }) } };
  const paid = state.dossier?.facts.paid;
  return paid ? paidTo(sent, paid, batch.contentOf(handover.dossier), batch, tools) : sent;
}
