import { revealSecrets, type Config } from '@lienthong/config';
import {
  openConnectorsSide,
  type Connector,
  type ConnectorsSide,
  type ConnectorsSideOptions,
  type RunnerSettings,
} from '@lienthong/connector-kit';
import { createConnectors } from './partners.js';

const day = 24 * 3_600_000;

export interface SideOptions extends Pick<
  ConnectorsSideOptions,
  'store' | 'bus' | 'keyring' | 'owner' | 'onEvent' | 'retelling'
> {
  readonly config: Config;
  /** Beside the configured ones. */
  readonly moreConnectors?: readonly Connector[];
  /** Over what is usual. */
  readonly runnerSettings?: Partial<RunnerSettings> | undefined;
}

/** The connectors' side with the partners and the retention of the configuration. */
export function openSide({
  config,
  moreConnectors = [],
  runnerSettings,
  ...rest
}: SideOptions): Promise<ConnectorsSide> {
  const { partners, retention } = config;
  return openConnectorsSide({
    ...rest,
    connectors: [...createConnectors(revealSecrets(partners) as Record<string, unknown>), ...moreConnectors],
    ...(runnerSettings ? { settings: runnerSettings } : {}),
    retention: {
      workMillis: retention.workDays * day,
      quarantineMillis: retention.quarantineDays * day,
      receivedMillis: retention.receivedDays * day,
    },
  });
}
