import type { DeliveryParty, DossierContent } from '@lienthong/contracts';
import type { OrderDelivery, OrderDeliveryAnswer } from '../core.js';
import type { Batch, HeldSubject } from '../../pipeline/batch.js';
import type { PipelineTools } from '../../pipeline/tools.js';
import type { UnitOf } from '../../pipeline/unit.js';
import { hasEnded, stateOf } from '../rules/delivery.js';
import { applicantParty } from './applicant-party.js';
import { makeDelivery } from './make-delivery.js';
import { countsOf, lineOf } from './tell.js';

/** A client has something of its dossier collected or brought. */
export function foldOrderDelivery(
  { command }: UnitOf<'orderDelivery'>,
  held: HeldSubject,
  batch: Batch,
  tools: PipelineTools,
): OrderDeliveryAnswer {
  const { dossier } = held.state;
  // Another's dossier looks like none.
  if (!dossier || !command.mayUseUnit(dossier.unit)) return { kind: 'notFound' };
  const { client, direction, description, itemCode, traceparent } = command;
  const open = batch.post.of(held.subject, direction).find((one) => !hasEnded(stateOf(one)));
  if (open) return { kind: 'open', delivery: open.id };
  const account = tools.postAccountOf(dossier.unit);
  if (account === undefined) return { kind: 'noAccount' };
  const ends = endsOf(command, batch.contentOf(held.subject)!);
  if ('missing' in ends) return { kind: 'applicantIncomplete', missing: ends.missing };
  const delivery = makeDelivery(
    {
      ...{ orderedBy: 'client', client, account, direction, ...ends },
      ...(description === undefined ? {} : { description }),
      ...(itemCode === undefined ? {} : { itemCode }),
      ...(traceparent === undefined ? {} : { traceparent }),
    },
    ...([held, batch, tools] as const),
  );
  const { exchange } = delivery;
  batch.record(held, [lineOf('requested', delivery, { at: batch.at, by: client, exchange })]);
  batch.count(countsOf({ kind: 'moved', to: 'requested' }, delivery));
  return { kind: 'accepted', delivery: delivery.id, exchanges: [exchange], replayed: false };
}

type Ends = { readonly sender?: DeliveryParty; readonly receiver?: DeliveryParty };

/** Who sends and who receives: as stated, and the applicant where nothing was said. */
function endsOf(
  { direction, sender, receiver }: OrderDelivery,
  content: DossierContent,
): Ends | { readonly missing: readonly string[] } {
  const stated = { ...(sender ? { sender } : {}), ...(receiver ? { receiver } : {}) };
  if (direction === 'return' ? receiver : sender) return stated;
  const applicant = applicantParty(content);
  if ('missing' in applicant) return applicant;
  return { ...stated, [direction === 'return' ? 'receiver' : 'sender']: applicant.party };
}
