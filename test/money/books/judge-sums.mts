import type { Violations } from '../../proof/books/violations.mts';
import { noSums, places, type Sums } from './sums.mts';

const vnd = (amount: number): string => amount.toLocaleString('en-US');

/** Each account's sums against what the bank's journal says, to the dong. */
export function judgeSums(
  by: string,
  sums: ReadonlyMap<string, Sums>,
  bank: ReadonlyMap<string, Sums>,
  violations: Violations,
): void {
  for (const account of new Set([...bank.keys(), ...sums.keys()])) {
    const own = sums.get(account) ?? noSums();
    const came = bank.get(account)?.credited ?? 0;
    const placed = places.reduce((sum, place) => sum + own[place], 0);
    if (own.credited !== came)
      violations.add(
        `sums, ${by}: credits are not what the bank moved`,
        `${account}: ${vnd(own.credited)} of ${vnd(came)}`,
      );
    if (placed !== came)
      violations.add(`sums, ${by}: a dong without an owner`, `${account}: ${vnd(placed)} of ${vnd(came)}`);
    if (own.refundsOpen !== 0)
      violations.add(`sums, ${by}: refunds that are not done`, `${account}: ${vnd(own.refundsOpen)}`);
  }
}

/** What is sent back, left over and taken back is what the plan calls for, by account. */
export function judgePlan(
  plan: ReadonlyMap<string, Sums>,
  sums: ReadonlyMap<string, Sums>,
  violations: Violations,
): void {
  for (const [account, wanted] of plan) {
    const own = sums.get(account) ?? noSums();
    for (const place of places) {
      if (own[place] !== wanted[place])
        violations.add(`plan: another sum ${place}`, `${account}: ${vnd(own[place])} of ${vnd(wanted[place])}`);
    }
  }
}

export interface Heard {
  readonly account: string;
  readonly connectors: number;
  readonly gateway: number;
}

/** Nothing is lost between the two sides. */
export function judgeHeard(rows: readonly Heard[], violations: Violations): void {
  for (const { account, connectors, gateway } of rows) {
    if (connectors !== gateway)
      violations.add(
        'sums: heard by the connectors and not by the gateway',
        `${account}: ${vnd(connectors)} and ${vnd(gateway)}`,
      );
  }
}
