import type { GatewayConfig } from '@lienthong/config';
import { StartRefused } from '@lienthong/process';
import { unitTree } from './access/unit-tree.js';
import { postAccounts } from './delivery/accounts.js';
import type { GatewayCoreOptions } from './create-core.js';
import { paymentRules } from './money/payment-rules.js';
import { faultOfPrefix } from './money/reference/prefix.js';
import type { CoreSettings } from './settings.js';

const day = 24 * 3_600_000;

/** What the configuration file says of the core. */
export const coreSettingsOf = ({ limits, journey, retention }: GatewayConfig): Partial<CoreSettings> => ({
  dossierBodyBytes: limits.bodyBytes,
  defaultDueMillis: journey.defaultDueDays * day,
  exchangeMillis: retention.exchangeDays * day,
  statementMillis: retention.statementDays * day,
  quarantineMillis: retention.quarantineDays * day,
});

/**
 * What the configuration file says of units, accounts and payments.
 * @throws {StartRefused} when transfer texts hold the prefix of references by themselves.
 */
export function rulesOf(
  config: GatewayConfig,
): Required<Pick<GatewayCoreOptions, 'unitName' | 'payments' | 'postAccountOf' | 'referencePrefix'>> {
  const { units, payments } = config;
  const tree = unitTree(units);
  const fault = faultOfPrefix(payments.referencePrefix);
  if (fault) throw new StartRefused([`payments.referencePrefix: found ${payments.referencePrefix}; ${fault}`]);
  return {
    unitName: (unit) => tree.nameOf(unit) ?? unit,
    payments: paymentRules(config, tree),
    postAccountOf: postAccounts(config.postAccounts, tree),
    referencePrefix: payments.referencePrefix,
  };
}
