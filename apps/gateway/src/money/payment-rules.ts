import { defaultsOf, type GatewayConfig } from '@lienthong/config';
import { unitTree, type UnitTree } from '../access/unit-tree.js';
import { paymentAccounts, type PaymentAccounts } from './accounts.js';

/** What the configuration says of payments. */
export interface PaymentRules {
  readonly accounts: PaymentAccounts;
  /** How long a payment stays open whose request names no end, milliseconds. */
  readonly openMillis: number;
  /** How far ahead a request may set the end. */
  readonly longestOpenDays: number;
}

export const paymentRules = (
  { accounts, payments }: Pick<GatewayConfig, 'accounts' | 'payments'>,
  units: UnitTree,
): PaymentRules => ({
  accounts: paymentAccounts(accounts, units),
  openMillis: payments.openHours * 3_600_000,
  longestOpenDays: payments.longestOpenDays,
});

/** Without a configuration: the usual times, and no account. */
export const usualRules = (): PaymentRules =>
  paymentRules({ accounts: [], payments: defaultsOf('payments') }, unitTree([]));
