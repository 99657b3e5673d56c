import { isDayOnly, vietnamDay } from './bank-day.js';

/** A movement of money as a bank or a provider tells it. */
export interface Movement {
  readonly account: string;
  readonly virtualAccount?: string;
  readonly direction: 'in' | 'out';
  /** Whole VND. */
  readonly amount: number;
  /** ISO 4217, letters. */
  readonly currency: string;
  /** ISO instant, or ISO date where the source has no more. */
  readonly bankTime: string;
}

/** What a payment of ours waits for. */
export interface Expected {
  readonly account: string;
  readonly virtualAccount?: string;
  /** What is still owed, whole VND. */
  readonly due: number;
  /** ISO instants. */
  readonly openedAt: string;
  readonly expiresAt?: string;
}

/** Why a movement cannot be a payment's money although it names it. Stable. */
export type Obstacle =
  | 'account.other'
  | 'virtualAccount.other'
  | 'direction.out'
  | 'currency.notVnd'
  | 'amount.notWhole'
  | 'time.unreadable'
  | 'time.beforeOpened';

export interface Comparison {
  readonly account: 'same' | 'other';
  /** `unsaid`: the payment has none of its own, or the movement names none. */
  readonly virtualAccount: 'same' | 'other' | 'unsaid';
  readonly direction: 'in' | 'out';
  readonly currency: 'same' | 'other';
  /** `by`: VND that lack or exceed. Short, over and late are no obstacles: they settle in their own ways. */
  readonly amount: { readonly verdict: 'exact' | 'short' | 'over'; readonly by: number };
  readonly time: 'inTime' | 'late' | 'early' | 'unreadable';
  readonly obstacles: readonly Obstacle[];
}

/** Clocks of banks and ours may differ by so much. */
const tolerance = 5 * 60_000;

/** Sets a movement beside what a payment expects, aspect by aspect. It may become the payment's when `obstacles` is empty. */
export function compareWithExpected(movement: Movement, expected: Expected): Comparison {
  const account = movement.account === expected.account ? 'same' : 'other';
  const virtualAccount = compareVirtual(movement.virtualAccount, expected.virtualAccount);
  const currency = movement.currency.toUpperCase() === 'VND' ? 'same' : 'other';
  const time = compareTime(movement.bankTime, expected);
  const amount = compareAmount(movement.amount, expected.due);

  const obstacles: Obstacle[] = [];
  if (account === 'other') obstacles.push('account.other');
  if (virtualAccount === 'other') obstacles.push('virtualAccount.other');
  if (movement.direction !== 'in') obstacles.push('direction.out');
  if (currency === 'other') obstacles.push('currency.notVnd');
  if (!Number.isSafeInteger(movement.amount) || movement.amount <= 0) obstacles.push('amount.notWhole');
  if (time === 'unreadable') obstacles.push('time.unreadable');
  if (time === 'early') obstacles.push('time.beforeOpened');
  return { account, virtualAccount, direction: movement.direction, currency, amount, time, obstacles };
}

function compareVirtual(seen: string | undefined, expected: string | undefined): Comparison['virtualAccount'] {
  if (!seen || !expected) return 'unsaid';
  return seen.toUpperCase() === expected.toUpperCase() ? 'same' : 'other';
}

function compareAmount(amount: number, due: number): Comparison['amount'] {
  if (amount === due) return { verdict: 'exact', by: 0 };
  return amount < due ? { verdict: 'short', by: due - amount } : { verdict: 'over', by: amount - due };
}

function compareTime(bankTime: string, { openedAt, expiresAt }: Expected): Comparison['time'] {
  const day = vietnamDay(bankTime);
  const opened = vietnamDay(openedAt);
  if (day === undefined || opened === undefined) return 'unreadable';
  if (isDayOnly(bankTime)) {
    if (day < opened) return 'early';
    return expiresAt !== undefined && day > vietnamDay(expiresAt)! ? 'late' : 'inTime';
  }
  const instant = Date.parse(bankTime);
  if (instant < Date.parse(openedAt) - tolerance) return 'early';
  return expiresAt !== undefined && instant > Date.parse(expiresAt) ? 'late' : 'inTime';
}
