import { sql } from 'kysely';
import { baseMigration } from '../base-migration.js';
import { migrate } from '../migrate.js';
import { openStore } from '../open-store.js';
import type { Lease, Store } from '../port.js';
import { describeEachBareStore, prepareDataDir, tempFolder } from '../testing/index.js';
import { createShardLeases, type DrivenShardLeases, type ShardLeasesOptions } from './shard-leases.js';

const ttlMs = 5_000;

/** Database time and the processes' monotonic time, moved together by hand. */
class Time {
  millis = 0;

  constructor(private readonly store: Store) {}

  readonly monotonic = (): number => this.millis;

  async forward(millis: number): Promise<void> {
    this.millis += millis;
    await sql`
      create or replace function gateway.clock_now() returns timestamptz language sql volatile as
      ${sql.lit(`select timestamptz '2026-01-01T00:00:00Z' + interval '${this.millis} milliseconds'`)}`.execute(
      this.store.db('gateway'),
    );
  }
  at = (millis: number): Date => new Date(Date.parse('2026-01-01T00:00:00Z') + millis);
}

const shards = (leases: readonly Lease[]): number[] => leases.map(({ shard }) => shard).sort((a, b) => a - b);

describeEachBareStore('shard leases', (open) => {
  let store: Store;
  let time: Time;
  const started: DrivenShardLeases[] = [];

  /** Driven by hand: its own timer never fires during a test. */
  const process = (owner: string, options: Partial<ShardLeasesOptions> = {}): DrivenShardLeases => {
    const leases = createShardLeases({
      store,
      side: 'gateway',
      owner,
      ttlMs,
      renewEveryMs: 3_600_000,
      monotonicNow: time.monotonic,
      ...options,
    });
    started.push(leases);
    return leases;
  };

  beforeEach(async () => {
    ({ store } = await open());
    await migrate(store, { side: 'gateway', binary: 1, migrations: [baseMigration('gateway')] });
    time = new Time(store);
    await time.forward(0);
  });
  afterEach(async () => {
    for (const leases of started.splice(0)) await leases.release();
  });

  test('the first process has all shards, which were free', async () => {
    const a = process('a');
    const gained: Lease[] = [];
    a.onChange((change) => gained.push(...change.gained));
    await a.start();
    expect(shards(a.held())).toEqual(Array.from({ length: 64 }, (_, at) => at));
    expect(gained).toHaveLength(64);
    expect(a.lease(7)).toEqual({ shard: 7, epoch: 1, takenOver: { how: 'never', endedAt: time.at(0) } });
    expect(a.surelyHolds(7, 1)).toBe(true);
    expect(a.surelyHolds(7, 2)).toBe(false);
  });

  test('a renewed lease holds on, under the same epoch; margin before the end', async () => {
    const a = process('a', { marginMs: 100 });
    await a.start();
    await time.forward(4_000);
    await a.renewOnce();
    await time.forward(4_899);
    expect(a.surelyHolds(0, 1)).toBe(true);
    await time.forward(1);
    expect(a.surelyHolds(0, 1)).toBe(false);
    expect(a.lease(0)?.epoch).toBe(1);
  });

  test('a silent process loses its shards to another, with the end of its lease and a higher epoch', async () => {
    const a = process('a');
    await a.start();
    await time.forward(ttlMs + 1_000);
    const b = process('b');
    await b.start();
    expect(b.held()).toHaveLength(64);
    expect(b.lease(3)).toEqual({ shard: 3, epoch: 2, takenOver: { how: 'expired', endedAt: time.at(ttlMs) } });
    const lost: number[] = [];
    a.onChange((change) => lost.push(...change.lost));
    expect(a.surelyHolds(3, 1)).toBe(false);
    await a.renewOnce();
    expect(lost).toHaveLength(64);
    expect(a.held()).toEqual([]);
  });

  test('a process away for longer than its term takes its own shards again as expired, under a new epoch', async () => {
    const a = process('a');
    await a.start();
    await time.forward(ttlMs + 1);
    await a.renewOnce();
    expect(a.lease(0)).toMatchObject({ epoch: 2, takenOver: { how: 'expired' } });
  });

  test('released shards are taken over as cleanly ended', async () => {
    const a = process('a');
    await a.start();
    await time.forward(1_000);
    await a.release();
    const b = process('b');
    await b.start();
    expect(b.lease(0)).toEqual({ shard: 0, epoch: 2, takenOver: { how: 'clean', endedAt: time.at(1_000) } });
  });

  test('shards are shared evenly; an excess shard leaves only when nothing of it is out', async () => {
    const letGo: (() => void)[] = [];
    const asked: number[] = [];
    const a = process('a', {
      canRelease: (shard) => new Promise((resolve) => (asked.push(shard), letGo.push(resolve))),
    });
    await a.start();
    const b = process('b');
    await b.start();
    expect(b.held()).toEqual([]);
    await a.renewOnce();
    expect(asked).toHaveLength(32);
    await a.renewOnce();
    await b.renewOnce();
    expect([a.held().length, b.held().length]).toEqual([64, 0]);
    for (const go of letGo.splice(0)) go();
    await new Promise((resolve) => setImmediate(resolve));
    expect(a.held()).toHaveLength(32);
    await a.renewOnce();
    await b.renewOnce();
    expect([...shards(a.held()), ...shards(b.held())].sort((x, y) => x - y)).toEqual(
      Array.from({ length: 64 }, (_, at) => at),
    );
    expect(b.held().every(({ takenOver }) => takenOver.how === 'clean')).toBe(true);
    const c = process('c');
    await c.start();
    await a.renewOnce();
    await b.renewOnce();
    for (const go of letGo.splice(0)) go();
    await new Promise((resolve) => setImmediate(resolve));
    for (const one of [a, b, c]) await one.renewOnce();
    expect([a, b, c].map((one) => one.held().length)).toEqual([22, 21, 21]);
  });

  test('a shard whose owner cannot let go stays', async () => {
    const errors: unknown[] = [];
    const a = process('a', {
      canRelease: () => Promise.reject(new Error('a call is out')),
      onError: (error) => errors.push(error),
    });
    await a.start();
    await process('b').start();
    await a.renewOnce();
    await a.renewOnce();
    expect(a.held()).toHaveLength(64);
    expect(errors.length).toBeGreaterThan(0);
  });

  test('an outcome that joins the epoch of a lost lease changes nothing', async () => {
    const db = store.db('gateway');
    await sql`create table gateway.outcome (shard int4, epoch int8)`.execute(db);
    const write = async ({ shard, epoch }: Lease, owner: string): Promise<number> => {
      const { numAffectedRows } = await sql`
        insert into gateway.outcome select shard, epoch from gateway.shard_lease
        where shard = ${shard} and owner = ${owner} and epoch = ${epoch}::int8`.execute(db);
      return Number(numAffectedRows);
    };
    const a = process('a');
    await a.start();
    const stale = a.lease(5)!;
    expect(await write(stale, 'a')).toBe(1);
    await time.forward(ttlMs + 1);
    const b = process('b');
    await b.start();
    expect(await write(stale, 'a')).toBe(0);
    expect(await write(b.lease(5)!, 'b')).toBe(1);
  });

  test('the timer renews by itself, and a lease that is not renewed is reported lost when it ends', async () => {
    await sql`create or replace function gateway.clock_now() returns timestamptz language sql volatile as 'select clock_timestamp()'`.execute(
      store.db('gateway'),
    );
    const a = createShardLeases({ store, side: 'gateway', owner: 'a', ttlMs: 600, renewEveryMs: 100 });
    started.push(a);
    await a.start();
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(a.lease(0)?.epoch).toBe(1);
    const lost = new Promise<readonly number[]>((resolve) =>
      a.onChange((change) => change.lost.length > 0 && resolve(change.lost)),
    );
    await sql`alter table gateway.shard_lease rename to hidden`.execute(store.db('gateway'));
    expect(await lost).toHaveLength(64);
    expect(a.held()).toEqual([]);
    await sql`alter table gateway.hidden rename to shard_lease`.execute(store.db('gateway'));
  });

  test('two processes at once never hold one shard (random schedules)', async () => {
    let seed = 20_260_101;
    const random = (below: number): number => (seed = (seed * 48_271) % 2_147_483_647) % below;
    const names = ['a', 'b', 'c'];
    const processes = names.map((owner) => process(owner));
    for (const one of processes) await one.start();
    for (let step = 0; step < 150; step += 1) {
      await time.forward(random(3_000));
      const ones = processes.filter(() => random(3) > 0);
      await Promise.all(ones.map((one) => one.renewOnce()));
      await new Promise((resolve) => setImmediate(resolve));
      const sure = processes.flatMap((one) =>
        one
          .held()
          .filter(({ shard, epoch }) => one.surelyHolds(shard, epoch))
          .map(({ shard }) => shard),
      );
      expect(new Set(sure).size).toBe(sure.length);
      const { rows } = await sql<{ shard: number; owner: string; epoch: number }>`
        select shard, owner, epoch from gateway.shard_lease where owner is not null`.execute(store.db('gateway'));
      for (const [at, one] of processes.entries()) {
        for (const { shard, epoch } of one.held().filter((lease) => one.surelyHolds(lease.shard, lease.epoch))) {
          expect(rows).toContainEqual({ shard, owner: names[at], epoch });
        }
      }
    }
  });
});

test('on an embedded store all leases of the dead process have ended as died', async () => {
  const folder = tempFolder('leases');
  await prepareDataDir(folder.path);
  const before = await openStore({ dataDir: folder.path });
  await migrate(before, { side: 'gateway', binary: 1, migrations: [baseMigration('gateway')] });
  await sql`update gateway.shard_lease set owner = 'dead', epoch = 4, until = clock_timestamp() + interval '1 hour'`.execute(
    before.db('gateway'),
  );
  await before.close();
  const store = await openStore({ dataDir: folder.path });
  const leases = createShardLeases({ store, side: 'gateway', owner: 'new' });
  await leases.start();
  expect(leases.lease(63)).toMatchObject({ epoch: 5, takenOver: { how: 'died' } });
  expect(leases.lease(63)!.takenOver.endedAt.getTime()).toBeLessThanOrEqual(Date.now() + 1_000);
  await leases.release();
  await store.close();
  folder.remove();
});
