import { deliveryIdOf, deliverySubject, isOwnId, trackedStates, type DeliveryTracked } from '@lienthong/contracts';
import type { DeliveryUnit } from './delivery-unit.js';
import { isBox, isInstant, isName } from '../../pipeline/shapes.js';

type Read = { readonly unit: DeliveryUnit } | { readonly reason: string };

/** The unit of a row of the tracking feed, or why it is none. What passes can stand in tables as it is. */
export function unitOfTracking(tracked: DeliveryTracked): Read {
  const fault = faultOf(tracked);
  if (fault !== undefined) return { reason: `message.shape: ${fault}` };
  return { unit: { kind: 'tracked', subject: tracked.subject, tracked } };
}

function faultOf(tracked: DeliveryTracked): string | undefined {
  const { delivery, subject, event, account, reference, state, code, at, receivedAt, confirmed } = tracked;
  if (!isOwnId(delivery)) return 'delivery is no id';
  if (subject !== deliverySubject(delivery)) return 'subject';
  if (![event, account, reference, code].every(isName)) return 'event, account, reference or code';
  // Both sides give the same id to the same delivery: one that does not fit would be another's.
  if (delivery !== deliveryIdOf(account, reference)) return 'delivery is not that of its reference';
  if (!(trackedStates as readonly unknown[]).includes(state)) return 'state';
  if (!isInstant(at) || !isInstant(receivedAt)) return 'at or receivedAt';
  if (typeof confirmed !== 'boolean') return 'confirmed';
  if (tracked.itemCode !== undefined && !isName(tracked.itemCode)) return 'itemCode';
  return isBox(tracked.detail) ? undefined : 'detail';
}
