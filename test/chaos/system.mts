import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { createKafkaBus } from '@lienthong/bus';
import { loadMasterKey } from '@lienthong/seal';
import { openStore } from '@lienthong/store';
import { withClient } from '@lienthong/store/testing';
import { Api } from '../proof/api.mts';
import { startPartners, type Partners } from '../proof/children.mts';
import { readUnfenced, watchFence } from '../crash/cluster/fence-watch.mts';
import { Member, type Line, type Role } from '../crash/cluster/member.mts';
import { Proxy } from '../crash/cluster/proxy.mts';
import { Sandbox } from '../crash/cluster/sandbox.mts';
import { Broker, Database } from '../proof/cluster/servers.mts';
import { parseMetrics, type Metrics } from '../proof/exchanges.mts';
import { stopProgram } from '../proof/program.mts';
import type { System } from '../crash/system.mts';
import { Hub } from '../agencies/hub.mts';
import { freePort } from '../support/program.ts';
import { chaosConfig } from './config.mts';
import { startEcho } from './echo.mts';
import { guardRoom, readRefused } from './room.mts';

/** How much faster than agreed partners repeat what was not taken: 33 minutes become 4 seconds. */
const speed = 500;
const portOf = (url: string): number => Number(new URL(url).port);

interface Servers {
  readonly broker?: Broker;
  readonly database?: Database;
}

/** The product in either mode with every partner; each connection of its processes can be cut, and partners' calls to it. */
export class ChaosSystem implements System {
  readonly api: Api;
  readonly folder: string;
  readonly members: readonly Member[];
  readonly partners: Partners;
  readonly sandbox: Sandbox;
  readonly servers: Servers;
  readonly hub: Hub;
  /** Of gateways. */
  readonly urls: readonly string[];
  readonly #others: (() => Promise<unknown>)[];

  private constructor(folder: string, members: readonly Member[], partners: Partners, servers: Servers) {
    this.folder = folder;
    this.members = members;
    this.partners = partners;
    this.servers = servers;
    this.sandbox = new Sandbox(folder, partners);
    this.hub = new Hub(partners.sandboxUrl);
    const ports = members.filter(({ role }) => role !== 'connectors').map(({ port }) => port);
    this.urls = ports.map((port) => `http://127.0.0.1:${port}`);
    // A frozen process takes connections and answers nothing.
    this.api = new Api({ ports, keysDir: join(folder, 'data'), timeoutMs: 10_000 });
    this.#others = [];
  }

  static async prepare(folder: string, mode: 'embedded' | 'cluster'): Promise<ChaosSystem> {
    // The database runs as another user where this one is root.
    chmodSync(folder, 0o755);
    const dataDir = join(folder, 'data');
    mkdirSync(dataDir, { mode: 0o700 });
    const called = await freePort();
    const callbacks = { port: called, proxy: await Proxy.to(called) };
    const calls = ['--callbacks', `http://127.0.0.1:${callbacks.proxy.port}`, '--speed', String(speed)];
    const partners = await startPartners(folder, ...calls);
    // Made once, for all processes.
    chaosConfig(dataDir, partners.sandboxUrl);
    loadMasterKey({ value: undefined, path: join(dataDir, 'master.key'), createIfMissing: true });
    const servers: Servers = mode === 'cluster' ? await openServers(folder) : {};
    const members = await createMembers({ folder, partners, servers, callbacks });
    const system = new ChaosSystem(folder, members, partners, servers);
    try {
      await system.start();
      if (servers.database) await watchFence(servers.database.url);
      if (servers.database) await guardRoom(servers.database.url);
      if (servers.broker) await system.#echoOver(servers.broker);
    } catch (error) {
      await system.close();
      throw error;
    }
    return system;
  }

  get sandboxUrl(): string {
    return this.partners.sandboxUrl;
  }

  get isCluster(): boolean {
    return this.servers.broker !== undefined;
  }

  get dataDir(): string {
    return join(this.folder, 'data');
  }

  /** No echo and no jumps of clocks from now on. */
  calm(): void {
    writeFileSync(calmFile(this.folder), '');
  }

  /** Records that were said again, and jumps of wall clocks. */
  unsteadiness(): { readonly repeated: number; readonly jumps: readonly { readonly at: string }[] } {
    const linesOf = (file: string): string[] =>
      existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
    return {
      repeated: linesOf(echoFile(this.folder)).reduce((sum, line) => sum + Number(line), 0),
      jumps: linesOf(clockFile(this.folder)).map((line) => JSON.parse(line) as { at: string }),
    };
  }

  /** Statements that found no room in a database of its own. */
  async roomless(): Promise<number> {
    return this.servers.database ? readRefused(this.servers.database.url) : 0;
  }

  async #echoOver(broker: Broker): Promise<void> {
    const bus = await createKafkaBus({
      brokers: [broker.address],
      clientId: 'chaos-echo',
      sessionTimeoutMillis: 6_000,
    });
    await startEcho(bus, { calm: calmFile(this.folder), log: echoFile(this.folder) });
    this.#others.push(() => bus.close());
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
      // The echo's own lag is nobody's work.
      for (const [name, value] of readings)
        if (!name.includes('chaos-echo')) all.set(name, Math.max(value, all.get(name) ?? 0));
    }
    return all;
  }

  async query<Row>(text: string): Promise<readonly Row[]> {
    const { database } = this.servers;
    if (database) return withClient(database.url, async (client) => (await client.query(text)).rows as Row[]);
    const store = await openStore({ dataDir: this.dataDir });
    try {
      return (await sql.raw<Row>(text).execute(store.db('gateway'))).rows;
    } finally {
      await store.close();
    }
  }

  async strayCalls(): Promise<readonly string[]> {
    if (!this.servers.database) return [];
    const text = `select distinct exchange::text as id from connectors.side_call where kind = 'strayCall'`;
    return (await this.query<{ id: string }>(text)).map(({ id }) => id);
  }

  async unfenced(): Promise<readonly string[]> {
    return this.servers.database ? readUnfenced(this.servers.database.url) : [];
  }

  async close(): Promise<void> {
    await this.api.close();
    for (const member of this.members) member.signal('SIGCONT');
    await Promise.all(this.#others.map((end) => end().catch(() => undefined)));
    await this.stop();
    await Promise.all(this.members.flatMap(({ lines }) => [...lines.values()].flat().map(({ proxy }) => proxy.end())));
    await Promise.all([this.sandbox.stop(), stopProgram(this.partners.reference)]);
    await Promise.all([this.servers.broker?.stop(), this.servers.database?.stop()]);
  }
}

const calmFile = (folder: string): string => join(folder, 'calm');
const echoFile = (folder: string): string => join(folder, 'echo.log');
const clockFile = (folder: string): string => join(folder, 'clock.ndjson');

async function openServers(folder: string): Promise<Required<Servers>> {
  const [broker, database] = await Promise.all([Broker.open(folder), Database.open(folder)]);
  return { broker, database };
}

interface Way {
  readonly port: number;
  readonly proxy: Proxy;
}
interface MembersParts {
  readonly folder: string;
  readonly partners: Partners;
  readonly servers: Servers;
  /** Where partners call, and on what port somebody has to listen for them. */
  readonly callbacks: Way;
}

async function createMembers({ folder, partners, servers, callbacks }: MembersParts): Promise<readonly Member[]> {
  const { broker, database } = servers;
  const through = async (port: number): Promise<Way> => ({ port, proxy: await Proxy.to(port) });
  const common = {
    ...{ CRASH_SANDBOX_URL: partners.sandboxUrl, CRASH_REFERENCE_URL: partners.referenceUrl },
    ...{ CHAOS_CALM: calmFile(folder), CHAOS_CLOCK: clockFile(folder), CHAOS_ECHO: echoFile(folder) },
  };
  const preloads = [new URL('unsteady-clock.mjs', import.meta.url).href];
  const member = async (role: Role, name: string, port: number, isCalled: boolean, env: object): Promise<Member> => {
    const lines = new Map<Line, readonly Way[]>();
    if (broker) lines.set('kafka', [await through(broker.port)]);
    if (database) lines.set('database', [await through(database.port)]);
    if (role !== 'gateway') {
      const ports = [partners.sandboxUrl, partners.referenceUrl].map(portOf);
      lines.set('partners', await Promise.all(ports.map(through)));
    }
    if (isCalled) lines.set('callbacks', [callbacks]);
    const script = `test/chaos/process/${role}.mts`;
    return new Member({ role, name, folder, port, lines, script, preloads, env: { ...common, ...env } });
  };
  const dataDir = join(folder, 'data');
  if (!broker || !database)
    return [await member('embedded', 'embedded', callbacks.port, true, { CRASH_DATA_DIR: dataDir })];
  const env = {
    ...{ DATA_DIR: dataDir, DATABASE_URL: database.url, KAFKA_BROKERS: broker.address, LISTEN_HOST: '127.0.0.1' },
  };
  return Promise.all([
    member('gateway', 'gateway-1', await freePort(), false, env),
    member('gateway', 'gateway-2', await freePort(), false, env),
    member('connectors', 'connectors-1', callbacks.port, true, env),
    member('connectors', 'connectors-2', await freePort(), false, env),
  ]);
}
