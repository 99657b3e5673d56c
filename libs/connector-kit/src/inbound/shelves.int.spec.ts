import { sql, type Kysely } from 'kysely';
import { migrate } from '@lienthong/store';
import { describeEachStore } from '@lienthong/store/testing';
import { connectorsSchema } from '../work-store/migrations.js';
import { expectedShelf, receivedShelf } from './shelves.js';

const day = 24 * 3_600_000;
const now = Date.parse('2026-11-22T00:00:00Z');
/** A UUIDv7 of an instant. */
const idAt = (millis: number, n: number): string => {
  const hex = millis.toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-${String(n).padStart(12, '0')}`;
};

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
});
