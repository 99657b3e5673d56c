import type { BankAccount } from '../bank/account.js';
import type { Transfer } from '../bank/transfer.js';

/** What a provider tells of: money that moved on an account it watches. */
export interface TransferFacts {
  transfer: Transfer;
  account: BankAccount;
  /** Where to call. */
  url: string;
}

const minutes = (list: readonly number[]): number[] => list.map((minute) => minute * 60_000);

export const wait = { minutes };

export const withMore = <F extends TransferFacts>(facts: F): F => ({
  ...facts,
  transfer: { ...facts.transfer, amount: facts.transfer.amount + 1000 },
});

/** Another account number: that of the account with its last digit changed. */
export const elsewhere = <F extends TransferFacts>(facts: F): F => {
  const { accountNumber } = facts.account;
  const other = accountNumber.slice(0, -1) + (accountNumber.endsWith('9') ? '8' : '9');
  return { ...facts, account: { ...facts.account, accountNumber: other } };
};

/** Payment code in the text of a transfer, as a provider that knows the prefix finds it. */
export function codeIn(text: string, prefix: string): string | null {
  return new RegExp(`${prefix}[A-Z0-9]{1,30}`, 'i').exec(text)?.[0].toUpperCase() ?? null;
}
