import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { lockFolder } from './folder-lock.js';
import type { MoneyAgreements } from './bank/settings.js';
import { Journal, type JournalOpened } from './journal/journal.js';
import type { DvcPortalConfig } from './partners/dvc-portal/dvc-portal.config.js';
import { openMoney } from './money.js';
import { openDvcPortal } from './partners/dvc-portal/dvc-portal.open.js';
import type { PopulationConfig } from './partners/population/population.config.js';
import type { EmcConfig } from './partners/emc/emc.config.js';
import { openEmc } from './partners/emc/emc.open.js';
import { createPopulation } from './partners/population/population.partner.js';
import { openLgspExchange, type HubGiven } from './partners/lgsp-exchange/lgsp-exchange.open.js';
import { openPostOffice, type PostOfficeGiven } from './partners/post-office/post-office.open.js';
import { createTelecom } from './partners/telecom/telecom.partner.js';
import { Pauses } from './serving/pauses.js';
import { createServer } from './serving/server.js';
import { Situations } from './situations/situations.js';
import { product, version } from './version.js';

export interface SandboxOptions {
  /** 0 = any free port. */
  port: number;
  /** Address to listen on; default 127.0.0.1. */
  host?: string;
  dataDir: string;
  /** Lets `DELETE /journal` empty the journal. */
  allowReset?: boolean;
  dvcPortal?: Partial<DvcPortalConfig>;
  population?: Partial<PopulationConfig>;
  /** Agreements with bank, providers and payment platform; wins over what was set over HTTP before. */
  money?: Partial<MoneyAgreements>;
  postOffice?: PostOfficeGiven;
  emc?: Partial<EmcConfig>;
  lgspExchange?: HubGiven;
  now?: () => Date;
  /** The journal could not be written; the sandbox answers failures from then on. */
  onBroken?: (error: Error) => void;
}

export interface Sandbox {
  url: string;
  port: number;
  opened: JournalOpened;
  /** Stops listening, ends held calls, finishes the others, closes the journal. */
  close(): Promise<void>;
}

/** Starts every partner's stand-in on one port. Throws FolderInUseError, DamagedLogError or the system's error. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { port, host = '127.0.0.1', now = () => new Date() } = options;
  const dataDir = resolve(options.dataDir);
  const startedAt = now().toISOString();
  const unlock = await lockFolder(dataDir);
  try {
    const [journal, opened] = await Journal.open(dataDir, now);
    journal.onBroken = options.onBroken ?? (() => undefined);
    const pauses = new Pauses();
    const situations = new Situations(now);
    const money = await openMoney({ folder: dataDir, journal, situations, given: options.money ?? {}, now }).catch(
      async (error: unknown) => {
        await journal.close();
        throw error;
      },
    );
    const post = await openPostOffice(options.postOffice ?? {}, journal, now).catch(async (error: unknown) => {
      await money.close();
      await journal.close();
      throw error;
    });
    const emc = await openEmc(options.emc ?? {}, journal, now).catch(async (error: unknown) => {
      await money.close();
      await journal.close();
      throw error;
    });
    const { tell, callbackBase } = money;
    const hub = await openLgspExchange(options.lgspExchange ?? {}, { journal, tell, callbackBase, now }).catch(
      async (error: unknown) => {
        await money.close();
        await journal.close();
        throw error;
      },
    );
    const portal = openDvcPortal(options.dvcPortal ?? {}, { journal, callbackBase, now });
    const app = createServer({
      partners: [
        portal.partner,
        createPopulation(options.population, now),
        createTelecom(),
        ...money.partners,
        post.partner,
        emc.partner,
        hub.partner,
      ],
      parties: [portal, post, emc, hub],
      journal,
      situations,
      money,
      pauses,
      allowReset: options.allowReset ?? false,
      now,
      health: () => ({ product, version, pid: process.pid, startedAt, dataDir, journal: journal.counts }),
      onBroken: options.onBroken ?? (() => undefined),
    });
    const close = async () => {
      pauses.stop();
      await app.close();
      await pauses.idle();
      portal.close();
      await money.close();
      await journal.close();
      await unlock();
    };
    try {
      await app.listen({ port, host });
    } catch (error) {
      await money.close();
      await journal.close();
      throw error;
    }
    const bound = app.server.address() as AddressInfo;
    return { url: `http://${host.includes(':') ? `[${host}]` : host}:${bound.port}`, port: bound.port, opened, close };
  } catch (error) {
    await unlock();
    throw error;
  }
}
