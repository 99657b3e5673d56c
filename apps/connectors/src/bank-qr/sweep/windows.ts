import type { BankAccount } from '../bank-qr.account.js';
import type { BankSweep } from '../bank-qr.config.js';

/** Whose the facts are that an account's provider told when asked. */
export const namesOf = ({ provider, name }: BankAccount) => ({ partner: 'bank-qr', provider, account: name });

/** Seconds after which the provider of an account has given up telling. */
export const windowOf = ({ windows }: BankSweep, { provider }: BankAccount): number =>
  provider === 'none' ? 0 : windows[provider];
