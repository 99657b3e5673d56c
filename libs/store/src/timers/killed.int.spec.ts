import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { sql } from 'kysely';
import { workerFolder } from '../../worker/location.cjs';
import { baseMigration } from '../base-migration.js';
import { migrate } from '../migrate.js';
import { openStore } from '../open-store.js';
import type { Store, Tx } from '../port.js';
import {
  describeOnPostgres,
  postgresTestServer,
  postgresTestStore,
  prepareDataDir,
  tempFolder,
  type TestStore,
} from '../testing/index.js';
import { scheduleTimers } from './timer-table.js';

const script = join(workerFolder, '../dist/testing/timers-child.js');
type Mode = 'gateway' | 'jobs';

const children: ChildProcess[] = [];
afterEach(() => children.splice(0).forEach((child) => child.kill('SIGKILL')));

/** A process that fires timers; `said` counts what it has told. */
function startChild(mode: Mode, place: string) {
  const child = spawn(process.execPath, [script, mode, place], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  children.push(child);
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return {
    said: (): number => output.split('\n').length - 1,
    async kill(): Promise<void> {
      if (child.exitCode !== null || child.signalCode !== null) throw new Error('the child has ended by itself');
      child.kill('SIGKILL');
      await once(child, 'close');
    },
  };
}
async function untilTrue(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await condition()); tries += 1) {
    if (tries > 3_000) throw new Error('it has not become true');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function prepare(store: Store, count: number, overMillis: number): Promise<void> {
  await migrate(store, { side: 'gateway', binary: 1, migrations: [baseMigration('gateway')] });
  const db = store.db('gateway') as unknown as Tx;
  await sql`
    create table gateway.fired (
      at int8 generated always as identity, subject text not null, owner text not null, what text not null)`.execute(
    db,
  );
  const timers = Array.from({ length: count }, (_, at) => {
    return { subject: `s${at}`, kind: 'note', due: new Date(Date.now() + (at * overMillis) / count) };
  });
  await scheduleTimers(db, 'gateway', timers);
}
interface Firing {
  readonly subject: string;
  readonly owner: string;
  readonly what: string;
}
const firings = async (store: Store): Promise<Firing[]> =>
  (await sql<Firing>`select subject, owner, what from gateway.fired order by at`.execute(store.db('gateway'))).rows;
const left = async (store: Store): Promise<number> =>
  (await sql<{ n: number }>`select count(*)::int4 as n from gateway.timer`.execute(store.db('gateway'))).rows[0]!.n;
const subjectsOf = (fired: readonly Firing[], what: string): string[] =>
  fired.filter((one) => one.what === what).map(({ subject }) => subject);

describe('on an embedded store', () => {
  it('three processes killed one after the other fire each timer once', async () => {
    const folder = tempFolder('timers');
    const dataDir = join(folder.path, 'data');
    await prepareDataDir(dataDir);
    const before = await openStore({ dataDir });
    await prepare(before, 600, 1_000);
    await before.close();
    for (const batches of [2, 5, 9]) {
      const child = startChild('gateway', dataDir);
      await untilTrue(() => child.said() >= batches);
      await child.kill();
    }
    const last = startChild('gateway', dataDir);
    await untilTrue(() => last.said() >= 8);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    await last.kill();
    const store = await openStore({ dataDir });
    const fired = await firings(store);
    expect(await left(store)).toBe(0);
    expect([fired.length, new Set(subjectsOf(fired, 'fired')).size]).toEqual([600, 600]);
    expect(new Set(fired.map(({ owner }) => owner)).size).toBe(4);
    await store.close();
    folder.remove();
  }, 60_000);
});

describeOnPostgres('two processes on postgres, one killed', () => {
  let test: TestStore;
  beforeEach(async () => {
    test = await postgresTestStore();
  });
  afterEach(() => test.dispose());
  afterAll(async () => (await postgresTestServer()).stop());

  const runTwo = async (mode: Mode): Promise<Firing[]> => {
    const two = [startChild(mode, test.databaseUrl!), startChild(mode, test.databaseUrl!)] as const;
    await untilTrue(() => two.every((child) => child.said() >= 10));
    await two[0].kill();
    await untilTrue(async () => (await left(test.store)) === 0);
    await two[1].kill();
    return firings(test.store);
  };

  it('each timer fires once, those of the dead process too', async () => {
    await prepare(test.store, 1_200, 6_000);
    const fired = await runTwo('gateway');
    expect([fired.length, new Set(subjectsOf(fired, 'fired')).size]).toEqual([1_200, 1_200]);
    expect(new Set(fired.map(({ owner }) => owner)).size).toBe(2);
  }, 60_000);

  it('each job ends once; only what was under way at the kill begins a second time', async () => {
    await prepare(test.store, 200, 6_000);
    const fired = await runTwo('jobs');
    expect(new Set(subjectsOf(fired, 'ended')).size).toBe(200);
    const again = subjectsOf(fired, 'begun').length - 200;
    expect(again).toBeGreaterThan(0);
    // Eight run at once in a process.
    expect(again).toBeLessThanOrEqual(8);
    expect(subjectsOf(fired, 'ended').length - 200).toBeLessThanOrEqual(again);
  }, 60_000);
});
