import type { BankAccount } from '../bank/account.js';
import { signed, type Book } from '../bank/book.js';
import type { Transfer } from '../bank/transfer.js';
import { vietnamDay } from '../vietnam-time.js';

/** One day (Viet Nam) of one account, as every format tells it. */
export interface Statement {
  account: BankAccount;
  /** `yyyy-MM-dd`. */
  day: string;
  /** VND. */
  opening: number;
  closing: number;
  /** By booking time. */
  entries: readonly Entry[];
  credits: Sum;
  debits: Sum;
}

export interface Entry {
  transfer: Transfer;
  /** Position on the statement, from 1. */
  position: number;
  /** Balance after it, in the order of the statement. */
  balance: number;
}

export interface Sum {
  count: number;
  amount: number;
}

/** Ways in which a statement may be wrong. */
export const statementFaults = ['wrongTotals', 'missingEntry', 'half', 'wrongEncoding'] as const;
export type StatementFault = (typeof statementFaults)[number];

/** The statement of a day; with `wrongTotals` its sums are 1000 too high, with `missingEntry` its middle entry is left out. */
export function statementOf(book: Book, account: BankAccount, day: string, fault?: StatementFault): Statement {
  const transfers = book.of(account.name);
  const dayOf = ({ at }: Transfer) => vietnamDay(new Date(at));
  const before = transfers.filter((transfer) => dayOf(transfer) < day);
  const opening = account.openingBalance + sumOf(before.map(signed));
  let balance = opening;
  const entries = transfers
    .filter((transfer) => dayOf(transfer) === day)
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.number - b.number))
    .map((transfer, i) => ({ transfer, position: i + 1, balance: (balance += signed(transfer)) }));
  const of = (direction: 'in' | 'out'): Sum => {
    const chosen = entries.filter(({ transfer }) => transfer.direction === direction);
    return { count: chosen.length, amount: sumOf(chosen.map(({ transfer }) => transfer.amount)) };
  };
  const wrong = fault === 'wrongTotals' ? 1000 : 0;
  const credits = of('in');
  return {
    account,
    day,
    opening,
    closing: balance + wrong,
    entries: fault === 'missingEntry' ? entries.toSpliced(entries.length >> 1, 1) : entries,
    credits: { ...credits, amount: credits.amount + wrong },
    debits: of('out'),
  };
}

const sumOf = (amounts: readonly number[]): number => amounts.reduce((sum, amount) => sum + amount, 0);
