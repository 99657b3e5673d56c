import type { BankAccount } from '../bank-qr.account.js';
import type { BankSweep } from '../bank-qr.config.js';

/** By name. */
export type Accounts = ReadonlyMap<string, BankAccount>;

/** Seconds after which the provider of an account has given up telling. */
export const windowOf = ({ windows }: BankSweep, { provider }: BankAccount): number =>
  provider === 'none' ? 0 : windows[provider];
