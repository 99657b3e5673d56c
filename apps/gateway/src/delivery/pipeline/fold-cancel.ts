import type { CancelDeliveryAnswer } from '../core.js';
import type { Batch, HeldSubject } from '../../pipeline/batch.js';
import type { PipelineTools } from '../../pipeline/tools.js';
import type { UnitOf } from '../../pipeline/unit.js';
import { deliverySubject } from '@lienthong/contracts';
import { hasEnded, stateOf } from '../rules/delivery.js';
import { apply } from './apply.js';
import { startExchanges } from './make-delivery.js';

/** A client wants it back from the post, which may say no. */
export function foldCancelDelivery(
  { command }: UnitOf<'cancelDelivery'>,
  held: HeldSubject,
  batch: Batch,
  tools: PipelineTools,
): CancelDeliveryAnswer {
  const delivery = batch.post.deliveries.get(command.delivery);
  const { dossier } = held.state;
  if (!delivery || !dossier || !command.mayUseUnit(dossier.unit)) return { kind: 'notFound' };
  const state = stateOf(delivery);
  const { cancelExchange } = delivery;
  if (cancelExchange !== undefined && (state === 'cancelRequested' || state === 'cancelled')) {
    return { kind: 'same', exchanges: [cancelExchange], replayed: false };
  }
  if (hasEnded(state)) return { kind: 'ended', state };
  // Its lane goes on only after an operator has ended what the post refused.
  if (delivery.callOff?.standing === 'kept') return { kind: 'kept' };
  const { id, reference, account } = delivery;
  const [exchange] = startExchanges(
    {
      ...{ kind: 'deliveryCalledOff', client: command.client },
      cancellation: { delivery: id, reference, account },
      due: dossier.dueAt ?? new Date(Date.parse(batch.at) + tools.defaultDueMillis).toISOString(),
    },
    batch.held(deliverySubject(id))!,
    ...([batch, tools, command.traceparent] as const),
  );
  const cause = { at: batch.at, by: command.client, exchange: exchange! };
  const asked = { kind: 'callOffChanged', callOff: { standing: 'requested' } } as const;
  apply(asked, { ...delivery, cancelExchange: exchange! }, cause, batch, tools);
  return { kind: 'accepted', exchanges: [exchange!], replayed: false };
}
