import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { defaultConfig } from '@lienthong/config';
import { loadMasterKey } from '@lienthong/seal';
import { withClient } from '@lienthong/store/testing';
import { Api } from '../../proof/api.mts';
import { startPartners, type Partners } from '../../proof/children.mts';
import { parseMetrics, type Metrics } from '../../proof/exchanges.mts';
import { freePort } from '../../support/program.ts';
import { stopProgram } from '../../proof/program.mts';
import type { System } from '../system.mts';
import { readUnfenced, watchFence } from './fence-watch.mts';
import { Member, type Line, type Role } from './member.mts';
import { Proxy } from './proxy.mts';
import { Sandbox } from './sandbox.mts';
import { Broker, Database } from '../../proof/cluster/servers.mts';

const roles: readonly Role[] = ['gateway', 'gateway', 'connectors', 'connectors'];
const portOf = (url: string): number => Number(new URL(url).port);

/** Two gateways and two connectors on a Kafka and a PostgreSQL of their own; every connection between them can be cut. */
export class ClusterSystem implements System {
  readonly api: Api;
  readonly partners: Partners;
  readonly broker: Broker;
  readonly database: Database;
  /** Its journal is a part of the books. */
  readonly sandbox: Sandbox;
  readonly members: readonly Member[];
  readonly folder: string;

  private constructor(
    servers: { partners: Partners; broker: Broker; database: Database },
    members: readonly Member[],
    folder: string,
  ) {
    ({ partners: this.partners, broker: this.broker, database: this.database } = servers);
    this.folder = folder;
    this.sandbox = new Sandbox(folder, this.partners);
    this.members = members;
    const ports = members.filter(({ role }) => role === 'gateway').map(({ port }) => port);
    // A frozen gateway takes connections and answers nothing.
    this.api = new Api({ ports, keysDir: join(folder, 'data'), timeoutMs: 5_000 });
  }

  static async prepare(folder: string): Promise<ClusterSystem> {
    // The database runs as another user where this one is root.
    chmodSync(folder, 0o755);
    const dataDir = join(folder, 'data');
    mkdirSync(dataDir, { mode: 0o700 });
    // Made once, for all processes.
    defaultConfig(dataDir, {});
    loadMasterKey({ value: undefined, path: join(dataDir, 'master.key'), createIfMissing: true });
    const [partners, broker, database] = await Promise.all([
      startPartners(folder),
      Broker.open(folder),
      Database.open(folder),
    ]);
    const servers = { partners, broker, database };
    const names = roles.map((role, at) => `${role}-${1 + (at % 2)}`);
    const members = await Promise.all(roles.map((role, at) => createMember(role, names[at]!, folder, servers)));
    const system = new ClusterSystem(servers, members, folder);
    try {
      await system.start();
      await watchFence(database.url);
    } catch (error) {
      await system.close();
      throw error;
    }
    return system;
  }

  async start(): Promise<void> {
    await Promise.all(this.members.map((member) => member.start()));
  }

  async stop(): Promise<readonly string[]> {
    const ends = await Promise.all(this.members.map((member) => member.stop()));
    return ends.filter((how) => how !== undefined);
  }

  /** Levels are each process's own; what is counted, every process of a side reads from the same rows. */
  async metrics(): Promise<Metrics> {
    const texts = await Promise.all(this.members.map((member) => member.metrics()));
    const all = new Map<string, number>();
    for (const readings of texts.map(parseMetrics)) {
      for (const [name, value] of readings) all.set(name, Math.max(value, all.get(name) ?? 0));
    }
    return all;
  }

  /** As the database's owner: neither side may read the other's tables. */
  query<Row>(text: string): Promise<readonly Row[]> {
    return withClient(this.database.url, async (client) => (await client.query(text)).rows as Row[]);
  }

  async strayCalls(): Promise<readonly string[]> {
    const text = `select distinct exchange::text as id from connectors.side_call where kind = 'strayCall'`;
    return (await this.query<{ id: string }>(text)).map(({ id }) => id);
  }

  unfenced(): Promise<readonly string[]> {
    return readUnfenced(this.database.url);
  }

  async close(): Promise<void> {
    await this.api.close();
    for (const member of this.members) member.signal('SIGCONT');
    await this.stop();
    await Promise.all(this.members.flatMap(({ lines }) => [...lines.values()].flat().map(({ proxy }) => proxy.end())));
    await Promise.all([this.sandbox.stop(), stopProgram(this.partners.reference)]);
    await Promise.all([this.broker.stop(), this.database.stop()]);
  }
}

type Servers = Pick<ClusterSystem, 'partners' | 'broker' | 'database'>;

async function createMember(role: Role, name: string, folder: string, servers: Servers): Promise<Member> {
  const { partners, broker, database } = servers;
  const through = async (port: number) => ({ port, proxy: await Proxy.to(port) });
  const lines = new Map<Line, readonly { port: number; proxy: Proxy }[]>([
    ['kafka', [await through(broker.port)]],
    ['database', [await through(database.port)]],
  ]);
  if (role === 'connectors') {
    const ports = [partners.sandboxUrl, partners.referenceUrl].map(portOf);
    lines.set('partners', await Promise.all(ports.map(through)));
  }
  const env = {
    DATA_DIR: join(folder, 'data'),
    DATABASE_URL: database.url,
    KAFKA_BROKERS: broker.address,
    LISTEN_HOST: '127.0.0.1',
    CRASH_SANDBOX_URL: partners.sandboxUrl,
    CRASH_REFERENCE_URL: partners.referenceUrl,
  };
  return new Member({ role, name, folder, port: await freePort(), lines, env });
}
