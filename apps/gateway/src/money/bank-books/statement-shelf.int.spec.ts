import { v7 } from 'uuid';
import { sql } from 'kysely';
import { describeEachStore } from '@lienthong/store/testing';
import { asCamt053 } from '../statements/testing/write-samples.js';
import { statementShelf } from './statement-shelf.js';
import { BooksStage, entry, statement } from './testing/books-stage.js';

const year = 365 * 24 * 3_600_000;

/** Statements that have been kept long enough. */
describeEachStore('old statements', (openStore) => {
  let s: BooksStage;
  beforeEach(async () => {
    s = await BooksStage.open(openStore);
  });

  const file = (...numbers: string[]): string =>
    asCamt053(statement(...numbers.map((bankReference) => entry({ bankReference }))), '08');
  const at = async <T>(millis: number, does: () => Promise<T>): Promise<T> => {
    const tools = s.tools as { clock: () => number; newId: () => string };
    Object.assign(tools, { clock: () => millis, newId: () => v7({ msecs: millis }) });
    try {
      return await does();
    } finally {
      Object.assign(tools, { clock: Date.now, newId: () => v7() });
    }
  };
  const statements = async (): Promise<readonly string[]> =>
    (await s.books.listStatements({}, { limit: 10 })).items.map(({ id }) => id);
  /** As the store's upkeep calls it; how many rows each portion took. */
  const clear = async (limit: number): Promise<readonly number[]> => {
    const shelf = statementShelf(s.db, () => Date.now() - 10 * year);
    const portions: number[] = [];
    for (let from: string | undefined, more = true; more; more = from !== undefined) {
      const portion = await shelf.removeSome(from, limit);
      portions.push(portion.removed);
      from = portion.next;
    }
    return portions;
  };

  it('go with their entries in bounded portions; newer ones, what is still compared, and the money stay', async () => {
    const long = Date.now() - 11 * year;
    await at(long, () => s.compared(file('FT1', 'FT2', 'FT3', 'FT4', 'FT5')));
    const fresh = await s.compared(file('FT7'));
    const waiting = await at(long, () => s.bring(file('FT6')));
    const portions = await clear(2);
    expect(Math.max(...portions)).toBeLessThanOrEqual(2);
    expect(portions.reduce((sum, one) => sum + one)).toBe(6);
    expect([...(await statements())].sort()).toEqual([(waiting as { statement: string }).statement, fresh].sort());
    expect(await s.countRows()).toBe(2);
    const { rows } = await sql<{ n: number }>`select count(*)::int4 as n from gateway.credit`.execute(s.db);
    expect(rows[0]!.n).toBe(6); // of FT6 nothing is known yet
  });

  it('may be brought again: the same money is recognised by the credits, which stay', async () => {
    await at(Date.now() - 11 * year, () => s.compared(file('FT1', 'FT2')));
    expect((await s.bring(file('FT1', 'FT2'))).kind).toBe('same');
    await clear(300);
    const again = await s.compared(file('FT1', 'FT2'));
    expect(await s.list(again, 'matched')).toHaveLength(2);
    expect(s.told).toHaveLength(2);
  });

  it('that were refused go as well', async () => {
    await at(Date.now() - 11 * year, () => s.bring('half a file'));
    expect(await statements()).toHaveLength(1);
    await clear(300);
    expect(await statements()).toEqual([]);
  });
});
