import type { BankAccount } from './account.js';
import type { MoneySettings } from './settings.js';

/** Where the provider of an account calls us. */
export const callbackOf = (account: BankAccount, { callbackBase }: MoneySettings): string =>
  account.callbackUrl ?? `${callbackBase}/callbacks/bank/${account.provider}/${account.name}`;
