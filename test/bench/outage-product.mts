import { join } from 'node:path';
import { openStore } from '@lienthong/store';
import { withClient } from '@lienthong/store/testing';
import { sql } from 'kysely';
import { startCluster } from '../support/cluster.ts';
import { clusterConfig } from './cluster-config.mts';
import { cpuMicros } from './cpu.mts';
import { memoryBytes } from './memory.mts';
import { startProcesses } from './processes.mts';
import { allSends, type Send } from './sends.ts';
import { startServers } from './servers.mts';

/** What the product's processes use at an instant. */
export interface Level {
  /** Bytes; see {@link OutageProduct.held}. */
  readonly held: number;
  /** CPU time so far. */
  readonly cpuMicros: number;
  /** What else there is to say of memory. */
  readonly beside: string;
}

/** The product whose partner goes away. */
export interface OutageProduct {
  /** Where it takes dossiers. */
  readonly url: string;
  readonly sandboxUrl: string;
  readonly sandboxDir: string;
  /** What the memory of a level is. */
  readonly held: string;
  level(): Promise<Level>;
  /** Exchanges that the connectors know and that have not ended. */
  open(): Promise<number>;
  /** See {@link allSends}. Ends an embedded product: nobody else may look into its store. */
  sends(): Promise<readonly Send[]>;
  stop(): Promise<void>;
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;

/** What a process of connectors knows to be open in its shards. */
async function openAt(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^lienthong_exchanges_open (\d+)$/m.exec(text)?.[1]);
}

/** Gateway and connectors in one process, PGlite, the sandbox. */
export async function startEmbedded(): Promise<OutageProduct> {
  const { gateway, url, sandboxUrl, sandboxDir, dataDir, stop } = await startProcesses();
  return {
    ...{ url, sandboxUrl, sandboxDir, stop },
    held: 'JS heap after collection',
    level: async () => {
      const { heapUsed, arrayBuffers, rss, cpuMicros } = await gateway.read('heap');
      return { held: heapUsed, cpuMicros, beside: `buffers ${megabytes(arrayBuffers)}, RSS ${megabytes(rss)}` };
    },
    open: () => openAt(url),
    sends: async () => {
      await gateway.stop();
      const store = await openStore({ dataDir });
      try {
        return (await sql.raw<Send>(allSends).execute(store.db('connectors'))).rows;
      } finally {
        await store.close();
      }
    },
  };
}

/** One gateway, two processes of connectors, PostgreSQL, one broker of Apache Kafka, the sandbox. */
export async function startOfTwo(): Promise<OutageProduct> {
  const servers = await startServers();
  try {
    const { brokers, databaseUrl, sandboxUrl, folder } = servers;
    // Its usual limits and times, as embedded: what is under way at once bounds the disorder.
    await fetch(`${sandboxUrl}/situations`, { method: 'DELETE' });
    const cluster = await startCluster({
      ...{ gateways: 1, connectors: 2, brokers, databaseUrl },
      dataDir: join(folder, 'data'),
      config: clusterConfig(sandboxUrl, {}, {}),
    });
    const pids = cluster.members.map(({ pid }) => pid);
    const sumOf = (measure: (pid: number) => number): number => pids.reduce((sum, pid) => sum + measure(pid), 0);
    return {
      ...{ url: cluster.gateways[0]!.url, sandboxUrl, sandboxDir: join(folder, 'sandbox') },
      held: 'PSS of gateway and connectors',
      level: () =>
        Promise.resolve({
          held: sumOf(memoryBytes),
          cpuMicros: sumOf(cpuMicros),
          beside: cluster.members.map(({ name, pid }) => `${name} ${megabytes(memoryBytes(pid))}`).join(', '),
        }),
      open: async () => {
        const open = await Promise.all(cluster.connectors.map(({ url }) => openAt(url)));
        return open.reduce((sum, of) => sum + of, 0);
      },
      sends: () => withClient(databaseUrl, async (client) => (await client.query<Send>(allSends)).rows),
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
