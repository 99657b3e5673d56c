import { once } from 'node:events';
import { sql } from 'kysely';
import { openStore } from '../open-store.js';
import { isOutage } from '../outage.js';
import { withClient } from '../testing/postgres-client.js';
import { describeOnPostgres, postgresTestServer } from '../testing/index.js';

describeOnPostgres('a connection to PostgreSQL that is lost', () => {
  afterAll(async () => (await postgresTestServer()).stop());

  test('between two statements of a transaction fails that transaction as an outage, and nothing else', async () => {
    const databaseUrl = await (await postgresTestServer()).createDatabase();
    const store = await openStore({ databaseUrl });
    const db = store.db<unknown>('bus');
    try {
      const lost = db.transaction().execute(async (tx) => {
        const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx);
        await withClient(databaseUrl, (client) => client.query('select pg_terminate_backend($1)', [rows[0]!.pid]));
        // The server says goodbye while no statement runs.
        await once(AbortSignal.timeout(200), 'abort');
        await sql`select 1`.execute(tx);
      });
      expect(isOutage(await lost.catch((reason: unknown) => reason))).toBe(true);
      expect((await sql`select 1 as one`.execute(db)).rows).toEqual([{ one: 1 }]);
    } finally {
      await store.close();
    }
  });

  test('of a process that stands still in a transaction: others get its rows after the term of a lease', async () => {
    const databaseUrl = await (await postgresTestServer()).createDatabase();
    const [frozen, other] = [await openStore({ databaseUrl }), await openStore({ databaseUrl })];
    try {
      await sql`create table public.row as select 1 as n`.execute(other.db('bus'));
      const woken = Promise.withResolvers<void>();
      const locked = Promise.withResolvers<void>();
      const standing = frozen
        .db<unknown>('bus')
        .transaction()
        .execute(async (tx) => {
          await sql`update public.row set n = 2`.execute(tx);
          locked.resolve();
          await woken.promise;
          await sql`update public.row set n = 3`.execute(tx);
        });
      await locked.promise;
      const began = performance.now();
      await sql`update public.row set n = 4`.execute(other.db('bus'));
      expect(performance.now() - began).toBeLessThan(8_000);
      woken.resolve();
      expect(isOutage(await standing.catch((reason: unknown) => reason))).toBe(true);
      expect((await sql`select n from public.row`.execute(other.db('bus'))).rows).toEqual([{ n: 4 }]);
    } finally {
      await frozen.close();
      await other.close();
    }
  });
});
