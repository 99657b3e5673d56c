import type { Payment } from '../fee.mts';
import type { Planned } from '../load.mts';
import { noSums, type Sums } from './sums.mts';

/** What the plan alone says of each account: nothing of it comes from the gateway but the amounts that the fees have. */
export function sumsOfPlan(
  planned: readonly Planned[],
  payments: ReadonlyMap<string, Payment>,
): ReadonlyMap<string, Sums> {
  const sums = new Map<string, Sums>();
  const of = (account: string): Sums => {
    const found = sums.get(account) ?? noSums();
    sums.set(account, found);
    return found;
  };
  for (const { till, ending } of planned) {
    const own = of(till.account);
    for (const [id, { state, coverage, refunded = 0 }] of ending.fates) {
      const amount = payments.get(id)?.amount ?? 0;
      if (state === 'settled') {
        own.settled += amount;
        own.over += refunded;
      } else {
        own.returned += refunded;
        // A part is two fifths, as `part` in cases says.
        if (coverage === 'partial' && refunded === 0) own.partial += Math.floor(amount * 0.4);
      }
    }
    own.takenBack += ending.takenBack ?? 0;
    const { loose } = ending;
    if (loose?.then === 'leave') of(loose.account).unmatched += loose.amount;
    if (loose?.then === 'refund') of(loose.account).returned += loose.amount;
  }
  return sums;
}
