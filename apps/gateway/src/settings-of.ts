import type { GatewayConfig } from '@lienthong/config';
import type { CoreSettings } from './settings.js';

const day = 24 * 3_600_000;

/** What the configuration file says of the core. */
export const coreSettingsOf = ({ limits, journey, retention }: GatewayConfig): Partial<CoreSettings> => ({
  dossierBodyBytes: limits.bodyBytes,
  defaultDueMillis: journey.defaultDueDays * day,
  exchangeMillis: retention.exchangeDays * day,
  quarantineMillis: retention.quarantineDays * day,
});
