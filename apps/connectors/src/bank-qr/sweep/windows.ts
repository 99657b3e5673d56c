import type { BankAccount } from '../bank-qr.account.js';
import type { BankSweep } from '../bank-qr.config.js';

/** Whose the facts are that an account's provider told when asked. */
export const namesOf = ({ provider, name }: BankAccount) => ({ partner: 'bank-qr', provider, account: name });

/** Seconds after which the provider of an account has given up telling; the others are not asked what they did not tell. */
export const windowOf = ({ windows }: BankSweep, { provider }: BankAccount): number =>
  provider === 'none' || provider === 'vietqr-vn' ? 0 : windows[provider];
