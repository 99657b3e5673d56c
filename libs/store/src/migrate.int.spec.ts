import { sql } from 'kysely';
import { baseMigration } from './base-migration.js';
import { migrate, MigrationRefused } from './migrate.js';
import type { Migration, MigrationSet } from './port.js';
import { describeEachBareStore } from './testing/index.js';

const notes: Migration = {
  name: '0001-notes',
  oldestBinary: 3,
  up: async (db) => void (await sql`create table gateway.note (id int8 primary key, text text)`.execute(db)),
};
const set = (binary: number, ...more: Migration[]): MigrationSet => ({
  side: 'gateway',
  binary,
  migrations: [baseMigration('gateway'), ...more],
});

describeEachBareStore('migrate', (open) => {
  test('applies what is missing, in order, once', async () => {
    const { store } = await open();
    expect(await migrate(store, set(3))).toEqual({ applied: ['0000-base'] });
    expect(await migrate(store, set(3, notes))).toEqual({ applied: ['0001-notes'] });
    expect(await migrate(store, set(3, notes))).toEqual({ applied: [] });
  });

  test('two at once take turns', async () => {
    const { store } = await open();
    const both = await Promise.all([migrate(store, set(3, notes)), migrate(store, set(3, notes))]);
    expect(both.flatMap(({ applied }) => applied).sort()).toEqual(['0000-base', '0001-notes']);
  });

  test('refuses a binary that the schema no longer serves, in one sentence, and changes nothing', async () => {
    const { store } = await open();
    await migrate(store, set(3, notes));
    await expect(migrate(store, set(2))).rejects.toThrow(MigrationRefused);
    await expect(migrate(store, set(2))).rejects.toThrow(
      'the schema gateway serves binaries from 3 on and this one is 2: start a newer release, or restore the backup taken before the upgrade',
    );
  });

  test('an older binary that the schema still serves does not mind a migration it does not know', async () => {
    const { store } = await open();
    await migrate(store, set(4, notes));
    expect(await migrate(store, set(3))).toEqual({ applied: [] });
  });

  test('a migration that fails leaves nothing of itself', async () => {
    const { store } = await open();
    const broken: Migration = {
      name: '0001-broken',
      oldestBinary: 1,
      up: async (db) => {
        await sql`create table gateway.half (id int8)`.execute(db);
        await sql`select 1 / 0`.execute(db);
      },
    };
    await expect(migrate(store, set(3, broken))).rejects.toMatchObject({ code: '22012' });
    const { rows } =
      await sql`select to_regclass('gateway.half') as half, (select count(*) from gateway.applied_migration) as applied`.execute(
        store.db('gateway'),
      );
    expect(rows).toEqual([{ half: null, applied: 1 }]);
  });

  test('two migrations of one name are refused', async () => {
    const { store } = await open();
    await expect(migrate(store, set(3, notes, notes))).rejects.toThrow('two called 0001-notes');
  });

  test('tests can move the clock', async () => {
    const { store } = await open();
    await migrate(store, set(3));
    const db = store.db('gateway');
    await sql`create or replace function gateway.clock_now() returns timestamptz language sql volatile as $$ select timestamptz '2026-01-01T00:00:00Z' $$`.execute(
      db,
    );
    const { rows } = await sql<{ now: Date }>`select gateway.clock_now() as now`.execute(db);
    expect(rows[0]?.now).toEqual(new Date('2026-01-01T00:00:00Z'));
  });
});
