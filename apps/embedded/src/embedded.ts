import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { createEmbeddedBus, type Bus } from '@lienthong/bus';
import type { Config } from '@lienthong/config';
import { FileLinks, openSide } from '@lienthong/connectors';
import type { Connector, ConnectorsSide, RetellingSettings, RunnerSettings } from '@lienthong/connector-kit';
import { topics } from '@lienthong/contracts';
import {
  coreSettingsOf,
  createGatewayCore,
  plansFor,
  rulesOf,
  type CoreSettings,
  type OpenGatewayCore,
  type PartnerPlan,
} from '@lienthong/gateway';
import { openBlobs } from '@lienthong/process';
import type { Keyring } from '@lienthong/seal';
import { openStore, type Store } from '@lienthong/store';
import { embeddedCommands } from './upkeep/commands.js';
import { openControl } from './upkeep/control-server.js';

export interface EmbeddedOptions {
  readonly config: Config;
  readonly dataDir: string;
  readonly keyring: Keyring;
  /** Partners beside the configured ones, each with the plan by which it hears of a dossier. */
  readonly morePartners?: readonly { readonly connector: Connector; readonly plan: PartnerPlan }[];
  /** Over what the configuration says. */
  readonly coreSettings?: Partial<CoreSettings>;
  readonly runnerSettings?: Partial<RunnerSettings>;
  readonly retelling?: Partial<RetellingSettings>;
  /** Fixed sentence and fields, for the log. */
  readonly onEvent?: (what: string, detail: unknown) => void;
}

/** Both sides in one process, over one database and a bus inside it. */
export interface Embedded {
  readonly store: Store;
  readonly bus: Bus;
  readonly core: OpenGatewayCore;
  readonly side: ConnectorsSide;
  /** By which partners fetch files. */
  readonly links: FileLinks;
  /** In the order that loses nothing; the bus must have no consumer any more. */
  close(): Promise<void>;
}

export async function openEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const { config, dataDir, keyring, morePartners = [] } = options;
  const onEvent = (what: string) => (detail: unknown) => options.onEvent?.(what, detail);
  const store = await openStore({ dataDir, onEvent: onEvent('store') });
  try {
    const owner = `${process.pid}-${randomUUID()}`;
    const bus = await createEmbeddedBus({ store, onEvent: onEvent('bus') });
    await bus.ensureTopics(Object.values(topics));
    const blobs = await openBlobs(config.attachments, join(dataDir, 'attachments'));
    const core = await createGatewayCore({
      ...{ store, bus, keyring, owner, blobs },
      ...rulesOf(config),
      plans: [...plansFor(config.partnerNames), ...morePartners.map(({ plan }) => plan)],
      settings: {
        ...coreSettingsOf(config),
        ...options.coreSettings,
      },
      onEvent: onEvent('gateway'),
    });
    const links = new FileLinks({ keyring, blobs, now: Date.now });
    const side = await openSide({
      ...{ store, bus, keyring, owner, config, blobs, links },
      moreConnectors: morePartners.map(({ connector }) => connector),
      runnerSettings: options.runnerSettings,
      retelling: options.retelling,
      onEvent: onEvent('connectors'),
    });
    const control = await openControl(dataDir, embeddedCommands({ store, core, side }, dataDir)).catch(
      // Everything else works without.
      (error: unknown) => void options.onEvent?.('control', { kind: 'control.unavailable', error }),
    );
    const close = async (): Promise<void> => {
      await control?.close();
      await closeAll({ store, bus, core, side });
    };
    return { store, bus, core, side, links, close };
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** Calls that are out get their time first; what they brought is published; what is published stays for the next start. */
async function closeAll({ store, bus, core, side }: Omit<Embedded, 'close' | 'links'>): Promise<void> {
  await side.stop();
  await core.close();
  await bus.close();
  await store.close();
}
