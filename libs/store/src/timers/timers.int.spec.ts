import { sql } from 'kysely';
import { baseMigration } from '../base-migration.js';
import { createShardLeases, type DrivenShardLeases } from '../leases/shard-leases.js';
import { migrate } from '../migrate.js';
import { openOutbox } from '../outbox/open-outbox.js';
import type { OutboxMessage, Store, Tx } from '../port.js';
import { describeEachBareStore } from '../testing/index.js';
import { cancelTimers, scheduleTimers, type DueTimer } from './timer-table.js';
import { createTimers, type TimerHandler, type Timers, type TimersOptions } from './timers.js';

const soon = (ms: number): Date => new Date(Date.now() + ms);
const untilTrue = async (condition: () => boolean | Promise<boolean>): Promise<void> => {
  for (let tries = 0; !(await condition()); tries += 1) {
    if (tries > 1_000) throw new Error('it has not become true');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};

describeEachBareStore('timers', (open, kind) => {
  let store: Store;
  let leases: DrivenShardLeases;
  const running: Timers[] = [];
  const fired: string[] = [];

  const db = (): Tx => store.db('gateway') as unknown as Tx;
  const note = async (tx: Tx, timers: readonly DueTimer[]): Promise<void> => {
    for (const { subject, kind, payload } of timers) {
      await sql`insert into gateway.fired (what) values (${`${subject}/${kind}/${JSON.stringify(payload)}`})`.execute(
        tx,
      );
      fired.push(subject);
    }
  };
  const timersOf = (options: Partial<TimersOptions> = {}): Timers => {
    const timers = createTimers({
      store,
      side: 'gateway',
      leases,
      handlers: { remind: note },
      maxSleepMs: 200,
      ...options,
    });
    running.push(timers);
    return timers;
  };
  const stored = async (): Promise<readonly string[]> =>
    (await sql<{ what: string }>`select what from gateway.fired order by at`.execute(db())).rows.map(
      ({ what }) => what,
    );

  beforeEach(async () => {
    ({ store } = await open());
    await migrate(store, { side: 'gateway', binary: 1, migrations: [baseMigration('gateway')] });
    await sql`create table gateway.fired (at int8 generated always as identity, what text not null)`.execute(db());
    leases = createShardLeases({ store, side: 'gateway', owner: 'me', ttlMs: 60_000 });
    await leases.start();
    fired.length = 0;
  });
  afterEach(async () => {
    for (const timers of running.splice(0)) await timers.close();
    await leases.release();
  });

  test('fires what is due, once, in order, with its payload; what is not due stays', async () => {
    await scheduleTimers(db(), 'gateway', [
      { subject: 'b', kind: 'remind', due: soon(-1_000), payload: { days: 2 } },
      { subject: 'a', kind: 'remind', due: soon(-2_000) },
      { subject: 'later', kind: 'remind', due: soon(3_600_000) },
      { subject: 'other', kind: 'not ours', due: soon(-1_000) },
    ]);
    const timers = timersOf();
    timers.start();
    await untilTrue(async () => (await stored()).length === 2);
    timers.wake();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await stored()).toEqual(['a/remind/null', 'b/remind/{"days":2}']);
    const { rows } = await sql<{ subject: string }>`select subject from gateway.timer order by subject`.execute(db());
    expect(rows.map(({ subject }) => subject)).toEqual(['later', 'other']);
  });

  test('sleeps until the next is due', async () => {
    timersOf({ maxSleepMs: 5_000 }).start();
    await scheduleTimers(db(), 'gateway', [{ subject: 'x', kind: 'remind', due: soon(400) }]);
    running[0]!.wake();
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(fired).toEqual([]);
    await untilTrue(() => fired.length === 1);
  });

  test('a timer set again replaces the first, a cancelled one does not fire', async () => {
    await scheduleTimers(db(), 'gateway', [
      { subject: 'x', kind: 'remind', due: soon(-10), payload: 1 },
      { subject: 'x', kind: 'remind', due: soon(-10), payload: 2 },
      { subject: 'y', kind: 'remind', due: soon(-10) },
    ]);
    await scheduleTimers(db(), 'gateway', [{ subject: 'x', kind: 'remind', due: soon(-20), payload: 3 }]);
    await cancelTimers(db(), 'gateway', [{ subject: 'y', kind: 'remind' }]);
    timersOf().start();
    await untilTrue(() => fired.length > 0);
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(await stored()).toEqual(['x/remind/3']);
  });

  test('a handler that fails for one timer stops only that one, which comes again later', async () => {
    const failures: string[] = [];
    await scheduleTimers(
      db(),
      'gateway',
      ['a', 'bad', 'c'].map((subject, at) => ({ subject, kind: 'remind', due: soon(-1_000 + at) })),
    );
    let broken = true;
    const timers = timersOf({
      handlers: {
        remind: async (tx, due) => {
          await note(tx, due);
          if (broken && due.some(({ subject }) => subject === 'bad')) throw new Error('no');
        },
      },
      onError: (_error, timer) => failures.push(timer?.subject ?? '?'),
    });
    timers.start();
    await untilTrue(async () => (await stored()).length === 2);
    expect(await stored()).toEqual(['a/remind/null', 'c/remind/null']);
    expect(failures).toEqual(['bad']);
    broken = false;
    await untilTrue(async () => (await stored()).includes('bad/remind/null'));
  });

  test('two processes never fire one timer twice, and only those of their shards', async () => {
    const other = createShardLeases({ store, side: 'gateway', owner: 'other', ttlMs: 60_000 });
    await other.start();
    await leases.renewOnce();
    await new Promise((resolve) => setImmediate(resolve));
    await leases.renewOnce();
    await other.renewOnce();
    expect([leases.held().length, other.held().length]).toEqual([32, 32]);
    await scheduleTimers(
      db(),
      'gateway',
      Array.from({ length: 300 }, (_, at) => ({ subject: `s${at}`, kind: 'remind', due: soon(-at) })),
    );
    timersOf({ batch: 7 }).start();
    timersOf({ batch: 11, leases: other }).start();
    await untilTrue(async () => (await stored()).length >= 300);
    expect(new Set(await stored()).size).toBe(300);
    for (const timers of running.splice(0)) await timers.close();
    await other.release();
  });

  test('nothing fires in a shard that another has taken meanwhile', async () => {
    await sql`update gateway.shard_lease set owner = 'thief', epoch = epoch + 1`.execute(db());
    await scheduleTimers(db(), 'gateway', [{ subject: 'x', kind: 'remind', due: soon(-10) }]);
    timersOf().start();
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(await stored()).toEqual([]);
  });

  // PGlite has one session: two transactions never run side by side there.
  (kind === 'postgres' ? test : test.skip)(
    'who cancels a timer under the lock of its subject and the timer itself never wait crosswise',
    async () => {
      await sql`create table gateway.owner_of (subject text primary key)`.execute(db());
      await sql`insert into gateway.owner_of values ('a'), ('b')`.execute(db());
      const lock = async (tx: Tx, subjects: readonly string[]): Promise<void> => {
        await sql`
          select 1 from gateway.owner_of where subject = any(${[...subjects]}::text[]) order by subject for update`.execute(
          tx,
        );
      };
      await scheduleTimers(
        db(),
        'gateway',
        ['a', 'b'].map((subject) => ({ subject, kind: 'remind', due: soon(-1_000) })),
      );
      const errors: unknown[] = [];
      let asked = false;
      const timers = timersOf({
        lockFirst: (tx, due) => {
          asked = true;
          return lock(
            tx,
            due.map(({ subject }) => subject),
          );
        },
        onError: (error) => errors.push(error),
      });
      let locked = false;
      const cancelled = store
        .db<unknown>('gateway')
        .transaction()
        .execute(async (tx) => {
          await lock(tx, ['b']);
          locked = true;
          await untilTrue(() => asked);
          await new Promise((resolve) => setTimeout(resolve, 50));
          await cancelTimers(tx, 'gateway', [{ subject: 'b', kind: 'remind' }]);
        });
      await untilTrue(() => locked);
      timers.start();
      await cancelled;
      await untilTrue(() => fired.length > 0);
      await timers.close();
      expect(await stored()).toEqual(['a/remind/null']);
      expect(errors).toEqual([]);
    },
  );

  test('effects of several kinds under one handler are written together; what is to follow the commit follows it', async () => {
    const outbox = await openOutbox({
      ...{ store, side: 'gateway', owner: 'me', materialise: () => Promise.resolve(new Map()) },
      publisher: { publish: () => Promise.resolve() },
    });
    await sql`create table gateway.effect (what text primary key)`.execute(db());
    await scheduleTimers(db(), 'gateway', [
      { subject: 'x', kind: 'remind', due: soon(-10) },
      { subject: 'y', kind: 'expire', due: soon(-20) },
      { subject: 'z', kind: 'expire', due: soon(-5), payload: 'poison' },
    ]);
    const committed: string[] = [];
    const failed: string[] = [];
    const together: TimerHandler = (_tx, due) => {
      const what = due.map(({ subject, kind }) => `${kind} ${subject}`).join(', ');
      // What cannot be stored is found out only when it is written, after the handler.
      const text = due.some(({ payload }) => payload === 'poison') ? `${what}\0` : what;
      return Promise.resolve({
        writes: { effect: sql`insert into gateway.effect values (${text})` },
        afterCommit: () => committed.push(what),
      });
    };
    const timers = timersOf({
      ...{ outbox, handlers: { remind: together, expire: together } },
      onError: (_error, timer) => failed.push(timer?.subject ?? '?'),
    });
    timers.start();
    await untilTrue(() => failed.length > 0);
    expect(committed).toEqual(['expire y', 'remind x']);
    expect(failed).toEqual(['z']);
    const { rows } = await sql<{ what: string }>`select what from gateway.effect order by what`.execute(db());
    expect(rows.map(({ what }) => what)).toEqual(committed);
    await timers.close();
    await outbox.close();
  });

  test('messages of handlers go to the outbox with their effects', async () => {
    const published: Omit<OutboxMessage, 'ref'>[] = [];
    const outbox = await openOutbox({
      store,
      side: 'gateway',
      owner: 'me',
      publisher: { publish: (messages) => Promise.resolve(void published.push(...messages)) },
      materialise: () => Promise.resolve(new Map()),
    });
    await scheduleTimers(db(), 'gateway', [{ subject: 'x', kind: 'remind', due: soon(-10) }]);
    const timers = timersOf({
      outbox,
      handlers: {
        remind: async (tx, due) => {
          await note(tx, due);
          return due.map(({ subject }) => ({ topic: 't', key: subject, headers: {}, value: Buffer.from('due') }));
        },
      },
    });
    timers.start();
    await untilTrue(() => published.length === 1);
    expect(await stored()).toEqual(['x/remind/null']);
    await timers.close();
    await outbox.close();
  });
});
