import { deliverySubject, type DeliveryTracked } from '@lienthong/contracts';
import type { CancelDelivery, CancelDeliveryAnswer, OrderDelivery, OrderDeliveryAnswer } from '../core.js';

/** What happens to deliveries. The subject of commands is the dossier; the loader finds whatever else is to be locked. */
export type DeliveryUnit =
  | { readonly kind: 'orderDelivery'; readonly subject: string; readonly command: OrderDelivery }
  | { readonly kind: 'cancelDelivery'; readonly subject: string; readonly command: CancelDelivery }
  /** Subject `delivery:<id>`: a row of the tracking feed. */
  | { readonly kind: 'tracked'; readonly subject: string; readonly tracked: DeliveryTracked };

/** What became of a row. `ignored`: nobody here has ordered such a delivery. */
export type TrackedAnswer = { readonly kind: 'kept' } | { readonly kind: 'ignored' };

export interface DeliveryAnswerOf {
  readonly orderDelivery: OrderDeliveryAnswer;
  readonly cancelDelivery: CancelDeliveryAnswer;
  readonly tracked: TrackedAnswer;
}

/** Id of the delivery that a subject names. */
export function deliveryOf(subject: string): string | undefined {
  const prefix = deliverySubject('');
  return subject.startsWith(prefix) ? subject.slice(prefix.length) : undefined;
}
