import type { Batch } from '../../pipeline/batch.js';
import { hasEnded, stateOf } from '../rules/delivery.js';
import { deliveryOf } from './delivery-unit.js';

/**
 * Is this exchange the order of a delivery in whose place another one was made that is under way, or has arrived? Asked for again, it
 * would be a second parcel.
 */
export function isOvertaken(exchange: string, subject: string, { post }: Batch): boolean {
  const delivery = post.deliveries.get(deliveryOf(subject) ?? '');
  if (!delivery || delivery.exchange !== exchange) return false;
  return post.of(delivery.dossier, delivery.direction).some((one) => {
    const state = stateOf(one);
    return one.id !== delivery.id && (!hasEnded(state) || state === 'delivered');
  });
}
