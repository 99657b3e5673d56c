import {
  sql,
  type Kysely,
  type KyselyPlugin,
  type PluginTransformQueryArgs,
  type PluginTransformResultArgs,
  type QueryResult,
  type RootOperationNode,
  type UnknownRow,
} from 'kysely';
import { beforeFirstId, migrate, type Tx } from '@lienthong/store';
import { describeEachStore } from '@lienthong/store/testing';
import { connectorsSchema } from '../work-store/migrations.js';
import { expectationsSince } from './expected.js';
import type { ExpectedPage } from './port.js';
import { expectedShelf, receivedShelf } from './shelves.js';

const day = 24 * 3_600_000;
const now = Date.parse('2026-11-22T00:00:00Z');
/** A UUIDv7 of an instant. */
const idAt = (millis: number, n: number): string => {
  const hex = millis.toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-${String(n).padStart(12, '0')}`;
};

/** How many queries have answered. */
class Counting implements KyselyPlugin {
  results = 0;

  transformQuery({ node }: PluginTransformQueryArgs): RootOperationNode {
    return node;
  }

  transformResult({ result }: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> {
    this.results += 1;
    return Promise.resolve(result);
  }
}

describeEachStore('what has been kept long enough of what came in', (openStore) => {
  let db: Kysely<unknown>;
  beforeAll(async () => {
    const { store } = await openStore();
    await migrate(store, connectorsSchema);
    db = store.db('connectors');
  });

  const left = async (table: string): Promise<number> =>
    Number((await sql<{ n: number }>`select count(*) as n from ${sql.table(table)}`.execute(db)).rows[0]!.n);

  it('goes, in portions; what is younger stays', async () => {
    for (const [n, days] of [100, 90, 80, 2, 1].entries()) {
      const at = new Date(now - days * day);
      await sql`
        insert into connectors.received (id, what, partner, provider, account, first_arrival, received_at, last_at, key, record)
        values (${idAt(now, n)}, 'credit', 'bank-qr', 'sepay', 'a', ${idAt(now, n)}, ${at}, ${new Date(now)}, '', '')`.execute(
        db,
      );
    }
    const shelf = receivedShelf(db, () => now - 30 * day);
    expect(await shelf.removeSome(undefined, 2)).toEqual({ removed: 2, next: 'more' });
    expect(await shelf.removeSome('more', 2)).toEqual({ removed: 1 });
    expect(await left('connectors.received')).toBe(2);
  });

  it('expectations go when they have ended, never while money may come', async () => {
    const cases: [number, string][] = [
      [100, 'settled'],
      [100, 'open'],
      [100, 'cancelled'],
      [100, 'initiating'],
      [1, 'settled'],
    ];
    for (const [n, [days, state]] of cases.entries()) {
      const at = now - days * day;
      await sql`
        insert into connectors.expected (payment, reference, account, method, amount, state, version, at)
        values (${idAt(at, n)}, ${`R${n}`}, 'a', 'bankQr', 1, ${state}, 1, ${new Date(at)})`.execute(db);
    }
    const shelf = expectedShelf(db, () => now - 30 * day);
    const first = await shelf.removeSome(undefined, 3);
    expect(first).toMatchObject({ removed: 2, next: expect.any(String) });
    expect(await shelf.removeSome(first.next, 3)).toEqual({ removed: 0 });
    expect(await left('connectors.expected')).toBe(3);
  });

  it('payments for which money may have come since a moment: open, or ended or changed since, of one account, page by page', async () => {
    const put = async (n: number, row: object): Promise<string> => {
      const one = { account: 'b', state: 'settled', at: now - 9 * day, ends: now - 8 * day, ...row };
      const id = idAt(now - 9 * day, 100 + n);
      await sql`
        insert into connectors.expected (payment, reference, account, method, amount, state, version, at, expires_at)
        values (${id}, ${`S${n}`}, ${one.account}, 'bankQr', 1, ${one.state}, 1, ${new Date(one.at)},
          ${new Date(one.ends)})`.execute(db);
      return `S${n}`;
    };
    await put(0, {});
    const wanted = [
      await put(1, { state: 'open' }),
      await put(2, { at: now - day }),
      await put(3, { state: 'expired', ends: now - day }),
      await put(4, { state: 'initiating' }),
    ];
    await put(5, { account: 'c', state: 'open' });
    const asked = { account: 'b', since: new Date(now - 2 * day) };
    const page = await expectationsSince(db as unknown as Tx, { ...asked, limit: 3 });
    expect(page.items.map(({ reference }) => reference)).toEqual(wanted.slice(0, 3));
    const rest = await expectationsSince(db as unknown as Tx, { ...asked, limit: 3, after: page.next! });
    expect(rest.items.map(({ reference }) => reference)).toEqual(wanted.slice(3));
    expect(rest).not.toHaveProperty('next');
    const exact = await expectationsSince(db as unknown as Tx, { ...asked, limit: 4 });
    expect(exact).toMatchObject({ items: { length: 4 } });
    expect(exact).not.toHaveProperty('next');
    // More rows than one look sees, the wanted ones behind them.
    await sql`
      insert into connectors.expected (payment, reference, account, method, amount, state, version, at)
      select gen_random_uuid(), 'many', 'b', 'bankQr', 1, 'settled', 1, ${new Date(now - 9 * day)} from generate_series(1, 2100)`.execute(
      db,
    );
    const among: string[] = [];
    for (let after: string | undefined = beforeFirstId; after !== undefined;) {
      const found: ExpectedPage = await expectationsSince(db as unknown as Tx, { ...asked, limit: 3, after });
      among.push(...found.items.map(({ reference }) => reference));
      after = found.next;
    }
    expect(among).toEqual(wanted);
    // What other accounts have is not looked at: one query, by the index of the account.
    const queries = new Counting();
    await expectationsSince(db.withPlugin(queries) as unknown as Tx, { ...asked, account: 'nobody', limit: 9 });
    expect(queries.results).toBe(1);
    const plan = await db.connection().execute(async (one) => {
      await sql`set enable_seqscan = off`.execute(one);
      const { rows } = await sql`explain select * from connectors.expected where account = 'b'
        and payment > ${beforeFirstId}::uuid order by payment limit 1000`.execute(one);
      await sql`reset enable_seqscan`.execute(one);
      return JSON.stringify(rows);
    });
    expect(plan).toContain('expected_account');
  });
});
