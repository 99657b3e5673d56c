import {
  deliveryIdOf,
  deliveryReferenceOf,
  deliverySubject,
  type DeliveryDirection,
  type DeliveryOrder,
  type DeliveryParty,
} from '@lienthong/contracts';
import { canonicalJson } from '../../journey/canonical-json.js';
import type { JourneyEvent } from '../../journey/plan.js';
import type { Batch, HeldSubject } from '../../pipeline/batch.js';
import { carryOut } from '../../pipeline/carry-out.js';
import { newSubject } from '../../pipeline/new-subject.js';
import type { PipelineTools } from '../../pipeline/tools.js';
import { contentsOf } from './contents.messages.js';
import type { StoredDelivery } from './stored.js';

/** A delivery that somebody wants. */
export interface Wanted {
  readonly orderedBy: StoredDelivery['orderedBy'];
  readonly client: string;
  readonly account: string;
  readonly direction: DeliveryDirection;
  readonly sender?: DeliveryParty;
  readonly receiver?: DeliveryParty;
  readonly description?: string;
  readonly itemCode?: string;
  readonly traceparent?: string;
}

/** Whom it is for, so that the same order is known again. */
export const partyHashOf = (
  { account, sender, receiver }: Pick<Wanted, 'account' | 'sender' | 'receiver'>,
  dossier: HeldSubject,
  { sealer }: PipelineTools,
): string => sealer.hash(dossier.key, canonicalJson({ account, sender, receiver }));

/** Orders it with the post: a delivery of its own, with a number that never changes; its timeline is that of the dossier. */
export function makeDelivery(wanted: Wanted, dossier: HeldSubject, batch: Batch, tools: PipelineTools): StoredDelivery {
  const { account, direction, client, orderedBy, itemCode } = wanted;
  const reference = nextReference(dossier.subject, direction, batch);
  const id = deliveryIdOf(account, reference);
  const held = newSubject(deliverySubject(id), batch, tools);
  batch.logs.set(held.subject, dossier);
  const order = orderOf(wanted, { id, reference }, dossier, batch, tools);
  const due = dossier.state.dossier!.dueAt ?? new Date(Date.parse(batch.at) + tools.defaultDueMillis).toISOString();
  const [exchange] = startExchanges(
    { kind: 'deliveryAsked', client, order, due },
    held,
    batch,
    tools,
    wanted.traceparent,
  );
  const delivery: StoredDelivery = {
    ...{ id, dossier: dossier.subject, direction, reference, account, client, orderedBy },
    partyHash: partyHashOf(wanted, dossier, tools),
    ...{ order: 'requested', seen: false, exchange: exchange!, createdAt: batch.at },
    ...(itemCode === undefined ? {} : { itemCode }),
  };
  batch.post.put(delivery);
  return delivery;
}

/** A code that looks like a reference of another dossier never stands as one itself: it begins with a tail. */
function nextReference(dossier: string, direction: DeliveryDirection, { post }: Batch): string {
  const first = /__[CR]\d+$/.test(dossier) ? 2 : 1;
  return deliveryReferenceOf(dossier, direction, first + post.of(dossier, direction).length);
}

function orderOf(
  { account, direction, sender, receiver, description, itemCode }: Wanted,
  { id, reference }: { readonly id: string; readonly reference: string },
  { subject: code, state }: HeldSubject,
  { at }: Batch,
  { unitName }: PipelineTools,
): DeliveryOrder {
  const { unit } = state.dossier!;
  return {
    ...{ delivery: id, reference, account, direction, createdAt: at },
    dossier: { code, unit, unitName: unitName(unit) },
    sender: sender ?? null,
    receiver: receiver ?? null,
    contents: contentsOf[direction](code),
    description: description ?? null,
    itemCode: itemCode ?? null,
  };
}

/** What the journey makes of it; ids of the new exchanges. */
export function startExchanges(
  event: Extract<JourneyEvent, { readonly kind: 'deliveryAsked' | 'deliveryCalledOff' }>,
  held: HeldSubject,
  batch: Batch,
  tools: PipelineTools,
  traceparent: string | undefined,
): readonly string[] {
  return carryOut(event, held, batch, tools, { traceparent }).exchanges.map(({ id }) => id);
}
