import { sql, type Kysely } from 'kysely';
import { describeEachBareStore } from '../testing/index.js';
import { quarantineShelf } from './quarantine-shelf.js';
import { Retention, type RetentionEvent, type Shelf } from './retention.js';

describeEachBareStore('retention', (openStore) => {
  let db: Kysely<unknown>;

  beforeEach(async () => {
    db = (await openStore()).store.db('gateway');
    await sql`create schema gateway`.execute(db);
    await sql`create function gateway.clock_now() returns timestamptz language sql volatile as 'select clock_timestamp()'`.execute(
      db,
    );
    await sql`create table gateway.sweep (name text primary key, owner text not null, until timestamptz not null,
      last_round timestamptz, watermark uuid)`.execute(db);
    await sql`create table gateway.quarantine (id int4 primary key, at timestamptz not null)`.execute(db);
  });

  const shelfOf = (portions: readonly number[], asked: number[] = []): Shelf => ({
    what: 'things',
    removeSome: (from, limit) => {
      asked.push(limit);
      const at = from === undefined ? 0 : Number(from);
      return Promise.resolve({ removed: portions[at]!, ...(at + 1 < portions.length ? { next: String(at + 1) } : {}) });
    },
  });
  const retention = (shelves: readonly Shelf[], owner = 'one', onEvent?: (event: RetentionEvent) => void): Retention =>
    new Retention({ db, side: 'gateway', owner, shelves, portion: 7, ...(onEvent ? { onEvent } : {}) });

  test('walks in bounded portions to the end, also where nothing goes, and says what went', async () => {
    const asked: number[] = [];
    const events: RetentionEvent[] = [];
    const upkeep = retention([shelfOf([7, 0, 3], asked), shelfOf([0])], 'one', (event) => events.push(event));
    expect(await upkeep.roundNow()).toBe(10);
    expect(asked).toEqual([7, 7, 7]);
    expect(upkeep.removed()).toEqual({ things: 10 });
    expect(events).toMatchObject([{ kind: 'retention.removed', what: 'things', rows: 10 }]);
  });

  test('one process at a time; the next one need not wait for a lease to run out', async () => {
    let second = -1;
    const other = retention([shelfOf([1])], 'two');
    const first = retention([
      {
        what: 'things',
        removeSome: async () => {
          second = await other.roundNow();
          return { removed: 1 };
        },
      },
    ]);
    expect(await first.roundNow()).toBe(1);
    expect(second).toBe(0);
    expect(await other.roundNow()).toBe(1);
  });

  test('closing ends a round between two portions', async () => {
    let portions = 0;
    const upkeep: Retention = retention([
      {
        what: 'things',
        removeSome: () => {
          portions += 1;
          if (portions === 2) void upkeep.close();
          return Promise.resolve({ removed: 1, next: 'more' });
        },
      },
    ]);
    expect(await upkeep.roundNow()).toBe(2);
  });

  test('quarantined records go by age', async () => {
    await sql`insert into gateway.quarantine select n, now() - interval '10 days' from generate_series(1, 20) n`.execute(
      db,
    );
    await sql`insert into gateway.quarantine select n, now() from generate_series(21, 23) n`.execute(db);
    const olderThan = () => new Date(Date.now() - 24 * 3_600_000);
    expect(await retention([quarantineShelf(db, 'gateway', olderThan)]).roundNow()).toBe(20);
    expect((await sql`select id from gateway.quarantine`.execute(db)).rows).toHaveLength(3);
  });
});
