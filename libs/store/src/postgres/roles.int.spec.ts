import { sql } from 'kysely';
import { baseMigration } from '../base-migration.js';
import type { StoreEvent } from '../events.js';
import { migrate } from '../migrate.js';
import { openStore } from '../open-store.js';
import type { Side, Store } from '../port.js';
import { describeOnPostgres, postgresTestServer } from '../testing/index.js';

describeOnPostgres('roles of the two sides on PostgreSQL', () => {
  let databaseUrl: string;
  const open: Store[] = [];

  const opened = async (url = databaseUrl, events: StoreEvent[] = []): Promise<Store> => {
    const store = await openStore({ databaseUrl: url, pool: 3, onEvent: (event) => events.push(event) });
    open.push(store);
    return store;
  };
  const migrated = async (store: Store, ...sides: Side[]): Promise<void> => {
    for (const side of sides) await migrate(store, { side, binary: 1, migrations: [baseMigration(side)] });
  };
  /** A login with no more rights than given. */
  const login = async (name: string, ...rights: string[]): Promise<string> => {
    const db = (await opened()).db('bus');
    const unique = `${name}_${Date.now()}`;
    await sql.raw(`create role ${unique} login password 'synthetic'`).execute(db);
    for (const right of rights) await sql.raw(right.replace('$login', unique)).execute(db);
    const url = new URL(databaseUrl);
    Object.assign(url, { username: unique, password: 'synthetic' });
    return url.toString();
  };
  const read = (store: Store, by: Side, table: string) =>
    sql`select count(*) from ${sql.table(table)}`.execute(store.db(by));
  const who = async (store: Store, by: Side): Promise<string> =>
    (await sql<{ who: string }>`select current_user as who`.execute(store.db(by))).rows[0]!.who;

  beforeEach(async () => {
    databaseUrl = await (await postgresTestServer()).createDatabase();
  });
  afterEach(async () => {
    for (const store of open.splice(0)) await store.close();
  });
  afterAll(async () => (await postgresTestServer()).stop());

  test('neither side reads or writes the tables of the other', async () => {
    const store = await opened();
    await migrated(store, 'gateway', 'connectors');
    await read(store, 'gateway', 'gateway.outbox');
    await read(store, 'connectors', 'connectors.outbox');
    await expect(read(store, 'gateway', 'connectors.outbox')).rejects.toMatchObject({ code: '42501' });
    await expect(read(store, 'connectors', 'gateway.outbox')).rejects.toMatchObject({ code: '42501' });
    await expect(sql`delete from connectors.outbox`.execute(store.db('gateway'))).rejects.toMatchObject({
      code: '42501',
    });
    await expect(sql`delete from gateway.outbox`.execute(store.db('connectors'))).rejects.toMatchObject({
      code: '42501',
    });
    await expect(sql`create table connectors.mine ()`.execute(store.db('gateway'))).rejects.toMatchObject({
      code: '42501',
    });
  });

  test('a connection that goes from one side to the other changes its role, also in a transaction', async () => {
    const store = await opened();
    await migrated(store, 'gateway', 'connectors');
    const sides = ['gateway', 'connectors'] as const;
    const asked = await Promise.all(Array.from({ length: 30 }, (_, n) => who(store, sides[n % 2]!)));
    expect(asked).toEqual(asked.map((_, n) => `lienthong_${sides[n % 2]!}`));
    const inside = await store
      .db('connectors')
      .transaction()
      .execute(async (tx) => (await sql<{ who: string }>`select current_user as who`.execute(tx)).rows[0]!.who);
    expect(inside).toBe('lienthong_connectors');
    const { rows } = await sql<{ connections: number }>`
      select count(*)::int4 as connections from pg_stat_activity
      where datname = current_database() and application_name = 'lienthong'`.execute(store.db('gateway'));
    expect(rows[0]!.connections).toBeLessThanOrEqual(3);
  });

  test('the next process finds the roles; schemas made before them are handed over', async () => {
    const first = await opened();
    await sql`create schema gateway`.execute(first.db('gateway'));
    await sql`create table gateway.thing (id int4 generated always as identity)`.execute(first.db('gateway'));
    await migrated(first, 'gateway', 'connectors');
    const next = await opened();
    expect(await who(next, 'gateway')).toBe('lienthong_gateway');
    await sql`insert into gateway.thing default values`.execute(next.db('gateway'));
    await expect(read(next, 'connectors', 'gateway.thing')).rejects.toMatchObject({ code: '42501' });
  });

  test('a login of a side of its own reaches that side only', async () => {
    await migrated(await opened(), 'gateway', 'connectors');
    const store = await opened(await login('only_gateway', 'grant lienthong_gateway to $login'));
    await migrated(store, 'gateway');
    expect(await who(store, 'gateway')).toBe('lienthong_gateway');
    await expect(read(store, 'connectors', 'connectors.outbox')).rejects.toMatchObject({ code: '42501' });
  });

  test('a login that may not make roles goes on without, and says so', async () => {
    const events: StoreEvent[] = [];
    const name = new URL(databaseUrl).pathname.slice(1);
    const store = await opened(await login('poor', `grant create on database "${name}" to $login`), events);
    await migrated(store, 'gateway');
    expect(await who(store, 'gateway')).toMatch(/^poor_/);
    expect(events).toContainEqual(
      expect.objectContaining({ kind: 'store.withoutRole', side: 'gateway', role: 'lienthong_gateway' }),
    );
    await read(store, 'gateway', 'gateway.outbox');
  });
});
