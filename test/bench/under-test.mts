import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Keyring, MasterKey } from '@lienthong/seal';
import { startCluster } from '../support/cluster.ts';
import { clusterConfig } from './cluster-config.mts';
import { fill } from './fill.mts';
import { memoryBytes } from './memory.mts';
import { startProcesses } from './processes.mts';
import { setPortalTimes, widePortal } from './portal.mts';
import { startServers } from './servers.mts';
import { writtenByEmbedded, type Written } from './written.mts';

/** The product under measurement, whatever it consists of. */
export interface UnderTest {
  /** Where it takes dossiers. */
  readonly url: string;
  /** Where partners call, if that is elsewhere. */
  readonly callbacksUrl?: string;
  /** Its processes by name. */
  readonly pids: Readonly<Record<string, number>>;
  /** For a look at its statements; the embedded database lets nobody in. */
  readonly databaseUrl?: string;
  /** Where the sandbox keeps its journals. */
  readonly sandboxDir: string;
  written(): Promise<Written>;
  /** What the product's processes hold now, bytes: the JS heap after a collection, else their memory (PSS). */
  held(): Promise<number>;
  stop(): Promise<void>;
}

/** Keys of `limits` in the configuration. */
type Limits = Readonly<Record<string, number>>;

export async function startEmbedded(limits: Limits = {}): Promise<UnderTest> {
  const product = await startProcesses(widePortal, limits);
  await setPortalTimes(product.sandboxUrl);
  const { gateway, sandbox, sandboxDir, url, dataDir } = product;
  return {
    ...{ url, sandboxDir },
    pids: { product: gateway.pid, sandbox: sandbox.pid },
    written: () => Promise.resolve(writtenByEmbedded(join(dataDir, 'pg'))),
    held: async () => (await gateway.read('heap')).heapUsed,
    stop: () => product.stop(),
  };
}

/**
 * One gateway, one process of connectors, PostgreSQL that survives a power cut, one broker of Apache Kafka, the sandbox. `stored`:
 * exchanges that ended a month ago, and are there when it starts.
 */
export async function startKafkaAndPostgres(limits: Limits = {}, stored = 0): Promise<UnderTest> {
  const servers = await startServers();
  try {
    const { brokers, databaseUrl } = servers;
    const masterKey = randomBytes(32);
    const { wrapped } = new Keyring(new MasterKey(masterKey)).newDataKey();
    if (stored > 0) await fill(databaseUrl, { exchanges: stored, open: 0, dataKey: wrapped });
    const cluster = await startCluster({
      ...{ gateways: 1, connectors: 1, brokers, databaseUrl },
      dataDir: join(servers.folder, 'data'),
      config: clusterConfig(servers.sandboxUrl, limits),
      env: { LIENTHONG_MASTER_KEY: masterKey.toString('base64') },
    });
    const [gateway, connectors] = [cluster.gateways[0]!, cluster.connectors[0]!];
    return {
      url: gateway.url,
      callbacksUrl: connectors.url,
      pids: { gateway: gateway.pid, connectors: connectors.pid, ...servers.pids },
      databaseUrl,
      sandboxDir: join(servers.folder, 'sandbox'),
      written: () => servers.written(),
      held: () => Promise.resolve(memoryBytes(gateway.pid) + memoryBytes(connectors.pid)),
      stop: async () => {
        await cluster.stop();
        await servers.stop();
      },
    };
  } catch (error) {
    await servers.stop();
    throw error;
  }
}
