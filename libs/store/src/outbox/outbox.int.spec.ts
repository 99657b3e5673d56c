import { sql } from 'kysely';
import { baseMigration } from '../base-migration.js';
import { createCommitLine } from '../commit-line.js';
import { migrate } from '../migrate.js';
import type { CommitLine, Materialise, OutboxMessage, Publisher, Store } from '../port.js';
import { describeEachBareStore } from '../testing/index.js';
import { openOutbox, type WritableOutbox } from './open-outbox.js';
import type { OutboxEvent, OutboxTuning } from './options.js';

interface Unit {
  readonly id: number | null;
  readonly ref?: string;
}

/** A bus that keeps what it gets, and can be told to fail. */
class Recorder implements Publisher {
  readonly keys: string[] = [];
  readonly values = new Map<string, string>();
  down = false;
  attempts = 0;
  inFlight = 0;
  mostInFlight = 0;

  async publish(messages: readonly Omit<OutboxMessage, 'ref'>[]): Promise<void> {
    this.attempts += 1;
    this.mostInFlight = Math.max(this.mostInFlight, ++this.inFlight);
    await new Promise((resolve) => setImmediate(resolve));
    this.inFlight -= 1;
    if (this.down) throw new Error('the bus is down');
    for (const { key, value } of messages) {
      this.keys.push(key);
      this.values.set(key, Buffer.from(value).toString());
    }
  }
}

const materialise: Materialise = (rows) =>
  Promise.resolve(
    new Map(
      rows
        .filter(({ ref }) => ref !== 'gone')
        .map(({ ref }) => [ref, { headers: { made: 'again' }, value: Buffer.from(`made ${ref}`) }]),
    ),
  );

async function prepare(store: Store): Promise<void> {
  await migrate(store, { side: 'gateway', binary: 1, migrations: [baseMigration('gateway')] });
  await sql`create table gateway.unit (id int8 primary key, at int8 generated always as identity)`.execute(
    store.db('gateway'),
  );
}

interface Opened {
  readonly outbox: WritableOutbox;
  readonly line: CommitLine<Unit, number>;
  readonly batches: number[];
  readonly events: OutboxEvent[];
}

async function open(
  store: Store,
  publisher: Publisher,
  owner = 'one',
  tuning: Partial<OutboxTuning> = {},
  cap?: number,
): Promise<Opened> {
  const batches: number[] = [];
  const events: OutboxEvent[] = [];
  const outbox = await openOutbox({
    store,
    side: 'gateway',
    owner,
    publisher,
    materialise,
    onEvent: (event) => events.push(event),
    tuning: { retryFirstMs: 5, cursorEveryMs: 20, closeWaitMs: 300, ...tuning },
  });
  const line = createCommitLine<Unit, number>({
    outbox,
    ...(cap === undefined ? {} : { cap }),
    run: async (tx, units) => {
      await sql`insert into gateway.unit (id) select * from unnest(${units.map(({ id }) => id)}::int8[])`.execute(tx);
      batches.push(units.length);
      return {
        results: units.map(({ id }) => id ?? -1),
        messages: units.map(({ id, ref }) => ({
          topic: 't',
          key: String(id),
          headers: {},
          value: Buffer.from(`value ${id}`),
          ...(ref === undefined ? {} : { ref }),
        })),
      };
    },
  });
  return { outbox, line, batches, events };
}

const numbers = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, at) => from + at);
const untilTrue = async (condition: () => boolean | Promise<boolean>): Promise<void> => {
  for (let tries = 0; !(await condition()); tries += 1) {
    if (tries > 500) throw new Error('it has not become true');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};

describeEachBareStore('outbox and commit line', (openStore) => {
  let store: Store;
  let bus: Recorder;
  const opened: Opened[] = [];
  const start = async (...rest: [owner?: string, tuning?: Partial<OutboxTuning>, cap?: number]): Promise<Opened> => {
    const one = await open(store, bus, ...rest);
    opened.push(one);
    return one;
  };

  beforeEach(async () => {
    ({ store } = await openStore());
    bus = new Recorder();
    await prepare(store);
  });
  afterEach(async () => {
    for (const { line, outbox } of opened.splice(0)) {
      await line.close();
      await outbox.close();
    }
  });

  test('whatever arrives while one commit runs is the next batch; messages go out in commit order', async () => {
    const { line, outbox, batches } = await start();
    const first = line.submit({ id: 1 });
    await Promise.resolve().then(() => undefined);
    const rest = numbers(2, 300).map((id) => line.submit({ id }));
    expect(await Promise.all([first, ...rest])).toEqual(numbers(1, 300));
    expect(batches).toEqual([1, 299]);
    await outbox.drained();
    expect(bus.keys).toEqual(numbers(1, 300).map(String));
    expect(bus.mostInFlight).toBe(1);
    const { rows } = await sql<{ n: number; key: string }>`
      select n, key from gateway.outbox join gateway.unit on unit.id::text = key order by n`.execute(
      store.db('gateway'),
    );
    expect(rows.map(({ n }) => n)).toEqual(numbers(1, 300));
    expect(rows.map(({ key }) => key)).toEqual(numbers(1, 300).map(String));
  });

  test('no batch is larger than the cap, and a group keeps together', async () => {
    const { line, batches } = await start('one', {}, 10);
    const first = line.submit({ id: 0 });
    const rest = [
      line.submitAll(numbers(1, 7).map((id) => ({ id }))),
      line.submitAll(numbers(11, 17).map((id) => ({ id }))),
    ];
    const large = line.submitAll(numbers(21, 45).map((id) => ({ id })));
    expect(await large).toEqual(numbers(21, 45));
    await Promise.all([first, ...rest]);
    expect(batches).toEqual([8, 7, 10, 10, 5]);
  });

  test('a unit with bad data fails alone', async () => {
    const { line, outbox } = await start();
    await line.submit({ id: 50 });
    const all = await Promise.allSettled(
      [...numbers(1, 20), 50, null, ...numbers(60, 70)].map((id) => line.submit({ id })),
    );
    const failed = all.flatMap((result, at) =>
      result.status === 'rejected' ? [{ at, code: (result.reason as { code: string }).code }] : [],
    );
    expect(failed).toEqual([
      { at: 20, code: '23505' },
      { at: 21, code: '23502' },
    ]);
    await outbox.drained();
    expect(bus.keys).toEqual([50, ...numbers(1, 20), ...numbers(60, 70)].map(String));
  });

  test('any other error rejects the whole batch, and the line goes on', async () => {
    const { line } = await start();
    await sql`alter table gateway.unit rename to hidden`.execute(store.db('gateway'));
    const all = await Promise.allSettled(numbers(1, 5).map((id) => line.submit({ id })));
    expect(all.map((result) => result.status === 'rejected' && (result.reason as { code: string }).code)).toEqual(
      Array(5).fill('42P01'),
    );
    await sql`alter table gateway.hidden rename to unit`.execute(store.db('gateway'));
    expect(await line.submit({ id: 1 })).toBe(1);
  });

  test('while the bus is down everything is kept, in order, and memory is bounded', async () => {
    const { line, outbox, events } = await start('one', { maxMessages: 50, tableRows: 20 });
    bus.down = true;
    for (let from = 1; from <= 200; from += 20) {
      await line.submitAll(numbers(from, from + 19).map((id) => ({ id, ...(id % 2 ? { ref: String(id) } : {}) })));
    }
    expect(outbox.lag().rows).toBe(200);
    expect(events.some(({ kind }) => kind === 'outbox.overflow')).toBe(true);
    const attempts = bus.attempts;
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(bus.attempts - attempts).toBeLessThan(10);
    bus.down = false;
    await outbox.drained();
    expect(bus.keys).toEqual(numbers(1, 200).map(String));
    expect(bus.values.get('2')).toBe('value 2');
    expect(bus.values.get('1')).toBe('made 1');
    expect(outbox.lag()).toEqual({ rows: 0, oldestMillis: 0 });
  });

  test('the tail of an ended writer is swept by another, thin rows made again, missing ones skipped', async () => {
    bus.down = true;
    const dead = await start('dead', { closeWaitMs: 10 });
    await dead.line.submitAll([{ id: 1 }, { id: 2, ref: 'two' }, { id: 3, ref: 'gone' }, { id: 4 }]);
    await dead.line.close();
    await dead.outbox.close();
    bus.down = false;
    const { outbox, events } = await start('other');
    await outbox.sweepNow();
    expect(bus.keys).toEqual(['1', '2', '4']);
    expect(bus.values.get('2')).toBe('made two');
    expect(events).toContainEqual({ kind: 'outbox.swept', writer: dead.outbox.writer, rows: 4, missing: 1 });
    await outbox.sweepNow();
    expect(bus.keys).toHaveLength(3);
  });

  test('a living writer is not swept; one whose lease has run out is', async () => {
    const silent = await start('silent', { leaseMs: 60_000 });
    bus.down = true;
    await silent.line.submit({ id: 1 });
    const other = await start('other');
    bus.down = false;
    await silent.outbox.drained();
    await untilTrue(async () => {
      const { rows } = await sql<{
        cursor: number;
      }>`select cursor from gateway.writer where writer = ${silent.outbox.writer}`.execute(store.db('gateway'));
      return rows[0]?.cursor === 1;
    });
    bus.keys.length = 0;
    await sql`update gateway.writer set cursor = 0 where writer = ${silent.outbox.writer}`.execute(store.db('gateway'));
    await other.outbox.sweepNow();
    expect(bus.keys).toEqual([]);
    await sql`create or replace function gateway.clock_now() returns timestamptz language sql volatile as $$ select clock_timestamp() + interval '2 minutes' $$`.execute(
      store.db('gateway'),
    );
    await other.outbox.sweepNow();
    expect(bus.keys).toEqual(['1']);
  });

  test('a writer that was swept while frozen goes on under a new number', async () => {
    const frozen = await start('frozen');
    const before = frozen.outbox.writer;
    await sql`update gateway.writer set owner = 'sweeper', lease_until = clock_timestamp() where writer = ${before}`.execute(
      store.db('gateway'),
    );
    await frozen.line.submit({ id: 1 });
    await untilTrue(() => frozen.events.some(({ kind }) => kind === 'outbox.writerLost'));
    await frozen.line.submit({ id: 2 });
    expect(frozen.outbox.writer).not.toBe(before);
    await frozen.outbox.drained();
    expect(new Set(bus.keys)).toEqual(new Set(['1', '2']));
  });

  test('a writer whose row has been cleaned up takes a new number before it commits', async () => {
    const { line, outbox } = await start();
    const before = outbox.writer;
    await sql`delete from gateway.writer`.execute(store.db('gateway'));
    expect(await line.submit({ id: 1 })).toBe(1);
    expect(outbox.writer).not.toBe(before);
    await outbox.drained();
    expect(bus.keys).toEqual(['1']);
  });

  test('the cursor is saved after publishing, and published rows are deleted later', async () => {
    const { line } = await start('one', { upkeepEveryMs: 50 });
    await line.submitAll(numbers(1, 20).map((id) => ({ id })));
    await untilTrue(async () => {
      const { rows } = await sql<{ cursor: number; left: number }>`
        select cursor, (select count(*) from gateway.outbox) as left from gateway.writer`.execute(store.db('gateway'));
      return rows[0]?.cursor === 20 && rows[0].left === 0;
    });
  });

  test('after close the line refuses, and what was taken has been committed', async () => {
    const { line } = await start();
    const taken = numbers(1, 10).map((id) => line.submit({ id }));
    await line.close();
    expect(await Promise.all(taken)).toEqual(numbers(1, 10));
    await expect(line.submit({ id: 11 })).rejects.toThrow('closed');
  });

  test('two lines of one outbox never write at the same time', async () => {
    const { outbox } = await start();
    let running = 0;
    let most = 0;
    const make = () =>
      createCommitLine<number, number>({
        outbox,
        run: async (tx, units) => {
          most = Math.max(most, ++running);
          await sql`select pg_sleep(0.01)`.execute(tx);
          running -= 1;
          return { results: units, messages: [] };
        },
      });
    const [a, b] = [make(), make()];
    await Promise.all([a.submit(1), b.submit(1), a.submit(2), b.submit(2)]);
    expect(most).toBe(1);
  });
});
