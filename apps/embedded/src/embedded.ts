import { randomUUID } from 'node:crypto';
import { createEmbeddedBus, type Bus } from '@lienthong/bus';
import { revealSecrets, type Config } from '@lienthong/config';
import { createConnectors } from '@lienthong/connectors';
import { openConnectorsSide, type Connector, type ConnectorsSide, type RunnerSettings } from '@lienthong/connector-kit';
import { topics } from '@lienthong/contracts';
import {
  createGatewayCore,
  portalPlan,
  type CoreSettings,
  type OpenGatewayCore,
  type PartnerPlan,
} from '@lienthong/gateway';
import type { Keyring } from '@lienthong/seal';
import { openStore, type Store } from '@lienthong/store';

export interface EmbeddedOptions {
  readonly config: Config;
  readonly dataDir: string;
  readonly keyring: Keyring;
  /** Partners beside the configured ones, each with the plan by which it hears of a dossier. */
  readonly morePartners?: readonly { readonly connector: Connector; readonly plan: PartnerPlan }[];
  /** Over what the configuration says. */
  readonly coreSettings?: Partial<CoreSettings>;
  readonly runnerSettings?: Partial<RunnerSettings>;
  /** Fixed sentence and fields, for the log. */
  readonly onEvent?: (what: string, detail: unknown) => void;
}

/** Both sides in one process, over one database and a bus inside it. */
export interface Embedded {
  readonly store: Store;
  readonly bus: Bus;
  readonly core: OpenGatewayCore;
  readonly side: ConnectorsSide;
  /** In the order that loses nothing; the bus must have no consumer any more. */
  close(): Promise<void>;
}

const day = 24 * 3_600_000;

export async function openEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const { config, dataDir, keyring, morePartners = [] } = options;
  const onEvent = (what: string) => (detail: unknown) => options.onEvent?.(what, detail);
  const store = await openStore({ dataDir, onEvent: onEvent('store') });
  try {
    const owner = `${process.pid}-${randomUUID()}`;
    const bus = await createEmbeddedBus({ store, onEvent: onEvent('bus') });
    await bus.ensureTopics(Object.values(topics));
    const core = await createGatewayCore({
      ...{ store, bus, keyring, owner },
      plans: [portalPlan, ...morePartners.map(({ plan }) => plan)],
      settings: {
        dossierBodyBytes: config.limits.bodyBytes,
        defaultDueMillis: config.journey.defaultDueDays * day,
        exchangeMillis: config.retention.exchangeDays * day,
        quarantineMillis: config.retention.quarantineDays * day,
        ...options.coreSettings,
      },
      onEvent: onEvent('gateway'),
    });
    const slices = revealSecrets(config.partners) as Record<string, unknown>;
    const connectors = createConnectors(slices);
    const side = await openConnectorsSide({
      ...{ store, bus, keyring, owner },
      connectors: [...connectors, ...morePartners.map(({ connector }) => connector)],
      ...(options.runnerSettings ? { settings: options.runnerSettings } : {}),
      retention: {
        workMillis: config.retention.workDays * day,
        quarantineMillis: config.retention.quarantineDays * day,
      },
      onEvent: onEvent('connectors'),
    });
    return { store, bus, core, side, close: () => closeAll({ store, bus, core, side }) };
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** Calls that are out get their time first; what they brought is published; what is published stays for the next start. */
async function closeAll({ store, bus, core, side }: Omit<Embedded, 'close'>): Promise<void> {
  await side.stop();
  await core.close();
  await bus.close();
  await store.close();
}
