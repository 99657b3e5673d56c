import { defaultsOf, type GatewayConfig } from '@lienthong/config';
import { unitTree, type UnitTree } from '../access/unit-tree.js';
import { paymentAccounts, type PaymentAccounts } from './accounts.js';
import { statementFormats, type StatementFormats } from './statements/formats.js';

/** What the configuration says of payments. */
export interface PaymentRules {
  readonly accounts: PaymentAccounts;
  readonly statementFormats: StatementFormats;
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
  statementFormats: statementFormats(payments.statementProfiles),
  openMillis: payments.openHours * 3_600_000,
  longestOpenDays: payments.longestOpenDays,
});

/** Without a configuration: the usual times, and no account. */
export const usualRules = (): PaymentRules =>
  paymentRules({ accounts: [], payments: defaultsOf('payments') }, unitTree([]));
