import type { Violations } from '../../proof/books/violations.mts';
import type { Bank } from '../bank.mts';
import type { Credit } from '../operators.mts';
import { tills, type Till } from '../tills.mts';
import type { Books } from './books.mts';

/** What the sweeps found of an account: how many movements came in, of how many the provider never told, of how many it told when asked. */
export interface Swept {
  readonly account: string;
  readonly came: number;
  readonly lost: number;
  readonly asked: number;
  /** So many at least have to have been told by a question. */
  readonly least: number;
}

/**
 * Statements find everything in the end: that a run's money is whole does not show that anybody asked a provider. How often they have
 * to have been told when asked follows from what the run lost.
 */
export function judgeSweeps(all: readonly Swept[], violations: Violations): void {
  for (const { account, asked, least } of all.filter(isShort)) {
    violations.add('sweeps: too little was found by asking', `${account}: ${asked} of at least ${least}`);
  }
}

export const isShort = ({ asked, least }: Swept): boolean => asked < least;

export async function sweptIn(
  { movements, credits }: Pick<Books, 'movements' | 'credits'>,
  bank: Bank,
): Promise<readonly Swept[]> {
  const all: Swept[] = [];
  for (const till of tills) {
    const { account } = till;
    const own = movements.filter((one) => one.account === account && one.direction === 'in');
    const never = await bank.lost(account);
    const lost = own.filter(({ id }) => never.has(id)).length;
    all.push({
      ...{ account, came: own.length, lost },
      asked: credits.filter((credit) => credit.account === account && isToldByQuery(credit)).length,
      least: leastOf(till, own.length, lost),
    });
  }
  return all;
}

const isToldByQuery = ({ toldBy, direction }: Credit): boolean => direction === 'in' && toldBy.includes('query');

/** Lists tell everything; of what nobody signed each has to be asked about; of orders only what was not settled before. */
function leastOf({ provider }: Till, came: number, lost: number): number {
  if (provider === 'sepay' || provider === 'casso') return Math.floor(came * 0.75);
  if (provider === 'vietqr-vn' || provider === 'payment-platform') return Math.floor((came - lost) / 2);
  return came < 50 ? 0 : Math.max(1, Math.floor(lost / 3));
}
