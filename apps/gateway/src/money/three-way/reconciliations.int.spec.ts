import { describeEachStore } from '@lienthong/store/testing';
import { asCamt053 } from '../statements/testing/write-samples.js';
import { PacedReader } from '../../reconciliation/paced-reader.js';
import { compareStatement } from '../bank-books/compare-statement.js';
import { account, BooksStage, day, entry, statement } from '../bank-books/testing/books-stage.js';
import { reconciliations } from './reconciliations.js';

/** Which days are compared by the clock, and what is kept of them. */
describeEachStore('daily comparison of books', (openStore) => {
  let s: BooksStage;
  beforeEach(async () => {
    s = await BooksStage.open(openStore);
  });

  it('the daily comparison keeps the days on which anything moved, once more when a late statement has come', async () => {
    const now = Date.parse('2026-11-22T07:00:00+07:00');
    const daily = reconciliations({ ...s.tools, clock: () => now });
    const job = daily.jobs['reconciliation.daily']!;
    const call = { subject: 's', kind: 'k', due: new Date(now), payload: null, failures: 0 };
    const run = async (): Promise<unknown> => job({ ...call, signal: new AbortController().signal });
    await s.putCredit({ bankReference: 'FT1' });
    await s.putCredit({ bankReference: 'FT2', bankTime: '2026-11-19T08:00:00+07:00' });
    await s.putCredit({ bankReference: 'FT3', bankTime: '2026-11-10T08:00:00+07:00' });
    expect(await run()).toEqual({ next: new Date('2026-11-23T07:00:00+07:00') });
    const kept = async () => (await daily.listReconciliations({}, { limit: 10 })).items;
    expect((await kept()).map((one) => [one.day, one.books])).toEqual([
      [day, ['ours']],
      ['2026-11-19', ['ours']],
    ]);
    await s.compared(asCamt053(statement(entry()), '08'));
    await run();
    expect((await kept())[0]).toMatchObject({
      ...{ day, by: 'daily', books: ['ours', 'bank'] },
      findings: [{ verdict: 'matched', in: ['ours', 'bank'], count: 1, sum: 150_000 }],
    });
    const page = await daily.listReconciliations({}, { limit: 1 });
    expect((await daily.listReconciliations({}, { limit: 1, cursor: page.nextCursor! })).items[0]!.day).toBe(
      '2026-11-19',
    );
  });

  it("statements and books are read page by page, by the process's one reader", async () => {
    let turns = 0;
    class Counted extends PacedReader {
      override turn(): Promise<void> {
        turns += 1;
        return super.turn();
      }
    }
    const reader = new Counted({ rows: 2, pagesPerSecond: 1_000 });
    const entries = [1, 2, 3].map((number) => entry({ bankReference: `FT${number}` }));
    const answer = await s.bring(asCamt053(statement(...entries), '08'));
    if (answer.kind !== 'accepted') throw new Error(answer.kind);
    expect(await compareStatement({ ...s.tools, reader }, answer.statement)).toBe('done');
    expect(turns).toBe(4 * 2);
    const books = reconciliations({ ...s.tools, reader });
    const found = await books.reconcile({ account, day, operator: 'an' });
    expect(found).toMatchObject({ summary: { findings: [{ verdict: 'matched', count: 3, sum: 450_000 }] } });
    // Two pages of each book.
    expect(turns).toBe(4 * 2 + 2 + 2);
  });

  it('is compared once under one key, and shown again as it stands; another day under it is another request', async () => {
    let now = Date.parse('2026-11-22T07:00:00+07:00');
    const books = reconciliations({ ...s.tools, clock: () => now });
    await s.putCredit({ bankReference: 'FT1' });
    const ask = (of: string, key?: string) =>
      books.reconcile({
        ...{ account, day: of, operator: 'an' },
        ...(key === undefined ? {} : { idempotency: { key, request: `POST /v1/reconciliations\n${of}` } }),
      });
    const first = await ask(day, 'k-1');
    now += 60_000;
    expect(first).toMatchObject({ kind: 'compared', replayed: false });
    expect(await ask(day, 'k-1')).toEqual({ ...first, replayed: true });
    expect(await ask('2026-11-20', 'k-1')).toEqual({ kind: 'idempotencyMismatch' });
    expect(await books.reconciliation(account, '2026-11-20')).toBeUndefined();
    expect(await ask('2026-11-22')).toMatchObject({ kind: 'compared' });
    expect(await ask('2026-11-23')).toEqual({ kind: 'tooEarly' });
    const rows = (of: string) => books.reconciliationRows(of, day, { limit: 10 });
    expect(await rows(account)).toEqual({ items: [] });
    expect(await rows('kho-bac-9')).toBeUndefined();
    // Without it every request is one more.
    expect(await ask(day)).toMatchObject({ replayed: false, summary: { runAt: new Date(now).toISOString() } });
  });
});
