import type { Blobs } from '@lienthong/blobs';
import { revealSecrets, type Config } from '@lienthong/config';
import {
  openConnectorsSide,
  type Connector,
  type ConnectorsSide,
  type ConnectorsSideOptions,
  type RunnerSettings,
} from '@lienthong/connector-kit';
import type { FileLinks } from './files/file-links.js';
import { createConnectors } from './partners.js';

const day = 24 * 3_600_000;

export interface SideOptions extends Pick<
  ConnectorsSideOptions,
  'store' | 'bus' | 'keyring' | 'owner' | 'onEvent' | 'retelling'
> {
  readonly config: Config;
  /** Where files of dossiers lie, for both sides; without it none are taken. */
  readonly blobs?: Blobs | undefined;
  /** What makes links to files, for partners that fetch them. */
  readonly links?: Pick<FileLinks, 'receiver'> | undefined;
  /** Beside the configured ones. */
  readonly moreConnectors?: readonly Connector[];
  /** Over what is usual. */
  readonly runnerSettings?: Partial<RunnerSettings> | undefined;
}

/** The connectors' side with the partners and the retention of the configuration. */
export function openSide({
  config,
  blobs,
  links,
  moreConnectors = [],
  runnerSettings,
  ...rest
}: SideOptions): Promise<ConnectorsSide> {
  const { partners, retention, attachments, limits } = config;
  return openConnectorsSide({
    ...rest,
    connectors: [
      ...createConnectors(revealSecrets(partners) as Record<string, unknown>, {
        ...{ blobs, links, contentTypes: attachments.contentTypes },
      }),
      ...moreConnectors,
    ],
    door: { bytesInFlight: limits.callbackBytesInFlight },
    ...(runnerSettings ? { settings: runnerSettings } : {}),
    retention: {
      workMillis: retention.workDays * day,
      quarantineMillis: retention.quarantineDays * day,
      receivedMillis: retention.receivedDays * day,
    },
  });
}
