import { sql } from 'kysely';
import { baseMigration } from '../base-migration.js';
import { migrate } from '../migrate.js';
import type { Migration, MigrationSet, Store } from '../port.js';
import { describeEachStore } from './each-store.js';

const note: Migration = {
  name: '0001-note',
  oldestBinary: 1,
  up: async (db) => {
    await sql`create table gateway.note (n integer generated always as identity primary key, text text not null)`.execute(
      db,
    );
    await sql`insert into gateway.note (text) values ('seed')`.execute(db);
  },
};
const mark: Migration = {
  name: '0002-mark',
  oldestBinary: 1,
  up: async (db) => void (await sql`create table gateway.mark (one integer)`.execute(db)),
};
const setOf = (...more: Migration[]): MigrationSet => ({
  side: 'gateway',
  binary: 1,
  migrations: [baseMigration('gateway'), ...more],
});

/** What a test finds: rows, the next number, the clock, foreign triggers, the tables. */
async function found(store: Store): Promise<unknown> {
  const db = store.db('gateway');
  const one = async (query: string): Promise<unknown> => Object.values((await sql.raw(query).execute(db)).rows[0]!)[0];
  return {
    notes: await one(`select json_agg(json_build_array(n, text) order by n) from gateway.note`),
    shards: await one(`select count(*)::int from gateway.shard_lease where owner is null and epoch = 0`),
    writers: await one(`select count(*)::int from gateway.writer`),
    clock: await one(`select abs(extract(epoch from gateway.clock_now() - clock_timestamp())) < 60`),
    added: await one(
      `select (select count(*) from pg_trigger where not tgisinternal) + (select count(*) from pg_proc
        where pronamespace = 'gateway'::regnamespace) - 1 = 0`,
    ),
    columns: await one(
      `select count(*)::int from pg_attribute where attrelid = 'gateway.note'::regclass and attnum > 0`,
    ),
    marked: await one(`select to_regclass('gateway.mark') is not null`),
    next: await one(`insert into gateway.note (text) values ('next') returning n`),
  };
}

/** Each leaves something behind that the next must not find. */
const traces: Readonly<Record<string, string>> = {
  rows: `insert into gateway.writer (owner, lease_until) values ('test', now());
    update gateway.shard_lease set owner = 'test', epoch = 3; delete from gateway.note;
    insert into gateway.note (text) select 'more' from generate_series(1, 50)`,
  'another clock': `create or replace function gateway.clock_now() returns timestamptz language sql as 'select now() + interval ''1 day'''`,
  'a trigger against its own removal': `create function gateway.refuse() returns trigger language plpgsql as 'begin raise exception ''refused''; end';
    create trigger refuse before delete or truncate on gateway.note for each statement execute function gateway.refuse()`,
  'another shape': `alter table gateway.note add column more text; drop index gateway.timer_due`,
  'many rows': `insert into gateway.note (text) select repeat('x', 500) from generate_series(1, 5000)`,
  'a function less': `drop function gateway.clock_now()`,
  'no schema': `drop schema gateway cascade`,
};

describeEachStore('stores of one test after another', (open) => {
  const first = {
    ...{ notes: [[1, 'seed']], shards: 64, writers: 0, clock: true, added: true, columns: 2, marked: false, next: 2 },
  };

  it('finds what migrations left, whatever the test before did', async () => {
    for (const [trace, statements] of Object.entries(traces)) {
      const { store } = await open();
      await migrate(store, setOf(note));
      expect({ before: trace, ...((await found(store)) as object) }).toEqual({ before: trace, ...first });
      for (const statement of statements.split(/;\s*\n/)) await sql.raw(statement).execute(store.db('gateway'));
    }
    const { store } = await open();
    await migrate(store, setOf(note));
    expect(await found(store)).toEqual(first);
  });

  it('others are migrated anew; a second set of a test is an upgrade', async () => {
    const upgraded = (await open()).store;
    await migrate(upgraded, setOf(note));
    await sql`insert into gateway.note (text) values ('kept')`.execute(upgraded.db('gateway'));
    expect(await migrate(upgraded, setOf(note, mark))).toEqual({ applied: ['0002-mark'] });
    expect(await found(upgraded)).toMatchObject({
      notes: [
        [1, 'seed'],
        [2, 'kept'],
      ],
      marked: true,
    });

    const { store } = await open();
    await migrate(store, setOf(note));
    expect(await found(store)).toEqual(first);
    const other = (await open()).store;
    await migrate(other, setOf(mark));
    const { rows } = await sql`select to_regclass('gateway.note') is null as gone`.execute(other.db('gateway'));
    expect(rows).toEqual([{ gone: true }]);
  });
});
