import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Kafka, logLevel, type Admin } from 'kafkajs';
import { createDatabaseBeside, withClient } from '@lienthong/store/testing';
import { ClusterSystem } from '../crash/cluster/cluster-system.mts';
import { EmbeddedSystem } from '../crash/embedded-system.mts';
import type { System } from '../crash/system.mts';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** A product of the drill's own, and what its operators do to it. */
export interface World {
  readonly system: System;
  /** All processes end at once, the store is no longer there, and neither are the topics. What is gone, in words. */
  lose(): Promise<readonly string[]>;
  /** Topics as the brokers have them; none where the bus is in the store. */
  topics(): Promise<readonly Topic[]>;
  /** `npm run backup` and `npm run restore`, with the environment of the manual. */
  upkeep(args: readonly string[]): Promise<Said>;
}
export interface Topic {
  readonly name: string;
  readonly partitions: number;
  readonly records: number;
}
export interface Said {
  readonly code: number;
  readonly text: string;
}

export const openWorld = (mode: 'embedded' | 'cluster', folder: string): Promise<World> =>
  mode === 'embedded' ? embeddedWorld(folder) : clusterWorld(folder);

async function embeddedWorld(folder: string): Promise<World> {
  const system = await EmbeddedSystem.prepare(folder);
  const { dataDir } = system.starter;
  await system.start();
  return {
    system,
    lose: async () => {
      await system.kill();
      const gone = ['pg', 'bus'].filter((name) => existsSync(join(dataDir, name)));
      for (const name of gone) rmSync(join(dataDir, name), { recursive: true });
      return gone.map((name) => `the folder ${name}`);
    },
    topics: () => Promise.resolve([]),
    upkeep: (args) => upkeep(args, { DATA_DIR: dataDir, DATABASE_URL: '', KAFKA_BROKERS: '' }),
  };
}

/** As the product under drill was told. */
export const partitions = 8;

async function clusterWorld(folder: string): Promise<World> {
  const system = await ClusterSystem.prepare(folder);
  const { database, broker } = system;
  const config = join(folder, 'lienthong.yaml');
  // JSON is YAML; the topics are all that the command asks it for.
  writeFileSync(
    config,
    JSON.stringify({
      units: [{ code: 'H44', name: 'UBND tỉnh Mẫu' }],
      clients: [{ name: 'demo', key: '${DRILL_KEY}', units: ['H44'] }],
      partners: {},
      bus: { partitions, replication: 1 },
    }),
  );
  const env = {
    ...{ DATABASE_URL: database.url, KAFKA_BROKERS: broker.address, DATA_DIR: join(folder, 'data') },
    ...{ LIENTHONG_CONFIG: config, DRILL_KEY: 'key-of-the-demo-client-in-a-drill' },
  };
  return {
    system,
    lose: async () => {
      await Promise.all(system.members.map((member) => member.kill()));
      const beside = new URL(database.url);
      beside.pathname = '/postgres';
      const name = new URL(database.url).pathname.slice(1);
      await withClient(beside.href, (client) => client.query(`drop database "${name}" with (force)`));
      await createDatabaseBeside(beside.href, name);
      const topics = await topicsOf(broker.address);
      await withAdmin(broker.address, (admin) => admin.deleteTopics({ topics: topics.map((topic) => topic.name) }));
      return [`the database ${name}`, ...topics.map((topic) => `${topic.name} with ${topic.records} records`)];
    },
    topics: () => topicsOf(broker.address),
    upkeep: (args) => upkeep(args, env),
  };
}

async function withAdmin<T>(broker: string, act: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = new Kafka({ brokers: [broker], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    return await act(admin);
  } finally {
    await admin.disconnect();
  }
}

/** The product's own, by name. */
const topicsOf = (broker: string): Promise<readonly Topic[]> =>
  withAdmin(broker, async (admin) => {
    const names = (await admin.listTopics()).filter((name) => name.startsWith('lienthong.')).sort();
    return Promise.all(
      names.map(async (name) => {
        const ends = await admin.fetchTopicOffsets(name);
        const records = ends.reduce((sum, { high, low }) => sum + Number(high) - Number(low), 0);
        return { name, partitions: ends.length, records };
      }),
    );
  });

async function upkeep(args: readonly string[], env: Readonly<Record<string, string>>): Promise<Said> {
  const child = spawn(process.execPath, ['scripts/upkeep.mjs', ...args], {
    cwd: root,
    env: { ...process.env, ...env },
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (bytes: Buffer) => (text += bytes.toString('utf8')));
  const [code] = (await once(child, 'close')) as [number];
  return { code, text };
}
