import type { Batch } from '../../pipeline/batch.js';
import type { PaymentFee } from '../rules/payment.js';
import type { Admission } from './admission.js';
import { firstFrom, slotOf, takeNumber } from './slots.js';

/** A window whose calendar has no place left. */
export interface FullWindow {
  readonly full: { readonly id: string; readonly class: string };
}

/** The next place in the window of a payment's class; nothing where there is none. */
export function placeIn(
  procedure: string,
  fees: readonly PaymentFee[],
  { money, at }: Batch,
): Admission | FullWindow | undefined {
  const classes = new Set([`procedure:${procedure}`, ...fees.map(({ code }) => `fee:${code}`)]);
  const window = [...money.windows.values()].find((one) => classes.has(one.class));
  if (!window) return undefined;
  const number = takeNumber(window, Date.parse(at));
  if (number === undefined) return { full: { id: window.id, class: window.class } };
  // Those whose turn has passed are of no use to anybody.
  const from = firstFrom(window, Date.parse(at));
  const freed = window.freed.filter((one) => one !== number && one >= from);
  const next = Math.max(window.next, number + 1);
  money.windows.set(window.id, { ...window, next, freed, placed: window.placed + 1 });
  return { window: window.id, number, releaseAt: new Date(slotOf(window, number)!).toISOString() };
}
