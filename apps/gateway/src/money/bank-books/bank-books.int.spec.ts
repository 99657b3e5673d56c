import { sql } from 'kysely';
import { describeEachStore } from '@lienthong/store/testing';
import { asCamt053, asMt940, asVietcombank } from '../statements/testing/write-samples.js';
import { BooksStage, account, entry, statement } from './testing/books-stage.js';

/** What is found for the entries of a statement, and what becomes of the rest. */
describeEachStore('statements of a bank', (openStore) => {
  let s: BooksStage;
  beforeEach(async () => {
    s = await BooksStage.open(openStore);
  });

  it('what is known matches by the bank’s number, whatever it is written like; what is not becomes a credit', async () => {
    const known = await s.putCredit({ bankReference: 'ft 1' });
    const differs = await s.putCredit({ bankReference: 'FT2', amount: 90_000 });
    const ours = await s.putCredit({ bankReference: 'FT9', amount: 70_000 });
    const id = await s.compared(
      asCamt053(
        statement(entry(), entry({ bankReference: 'FT2' }), entry({ bankReference: 'FT3', amount: 60_000 })),
        '08',
      ),
    );
    expect(await s.list(id, 'matched')).toMatchObject([
      {
        entry: 1,
        credit: known,
        foundBy: 'bankReference',
        fresh: false,
        text: 'nop le phi',
        payerName: 'NGUYEN VAN A',
      },
    ]);
    expect(await s.list(id, 'different')).toMatchObject([{ entry: 2, credit: differs, amount: 150_000, ours: 90_000 }]);
    expect(await s.list(id, 'onlyAtBank')).toMatchObject([{ entry: 3, fresh: true, credit: s.told[0]!.credit }]);
    expect(await s.list(id, 'onlyWithUs')).toMatchObject([{ credit: ours, amount: 70_000 }]);
    expect(s.told).toMatchObject([
      { source: 'statement', amount: 60_000, direction: 'in', bankReference: 'FT3', confirmed: true, account },
    ]);
    expect(await s.books.statement(id)).toMatchObject({
      state: 'done',
      entries: 3,
      counts: {
        matched: { count: 1, sum: 150_000 },
        different: { count: 1, sum: 150_000 },
        onlyAtBank: { count: 1, sum: 60_000 },
        onlyWithUs: { count: 1, sum: 70_000 },
      },
      closing: { controls: ['balances', 'count'] },
    });
  });

  it("the provider's own id may be the bank's number", async () => {
    const known = await s.putCredit({ providerId: 'FT1', amount: 150_000 });
    expect(await s.list(await s.compared(asCamt053(statement(entry()), '02')), 'matched')).toMatchObject([
      { credit: known },
    ]);
  });

  it('without a common number: the payment named, then so many of one amount and day as both sides have', async () => {
    const payment = await s.putPayment('HSDVC7K2QF9XAB', 150_000);
    const named = await s.putCredit({ payment });
    const [first, second] = [await s.putCredit(), await s.putCredit()];
    const id = await s.compared(
      asCamt053(
        statement(
          entry({ bankReference: 'A1', text: 'HSDVC 7K2QF9XAB' }),
          entry({ bankReference: 'A2' }),
          entry({ bankReference: 'A3' }),
          entry({ bankReference: 'A4' }),
        ),
        '08',
      ),
    );
    const matched = await s.list(id, 'matched');
    expect(matched).toMatchObject([
      { entry: 1, credit: named, foundBy: 'reference' },
      { foundBy: 'amountAndDay' },
      { foundBy: 'amountAndDay' },
    ]);
    expect(
      matched
        .slice(1)
        .map(({ credit }) => credit)
        .sort(),
    ).toEqual([first, second].sort());
    expect(s.told).toHaveLength(1);
  });

  it('a sure sign further down the file is not taken by a likely one above', async () => {
    const sure = await s.putCredit({ bankReference: 'FT2' });
    const id = await s.compared(asCamt053(statement(entry(), entry({ bankReference: 'FT2' })), '08'));
    expect(await s.list(id, 'matched')).toMatchObject([{ entry: 2, credit: sure, foundBy: 'bankReference' }]);
    expect(s.told).toMatchObject([{ bankReference: 'FT1' }]);
  });

  it('texts that name different payments are different money, however equal the sums', async () => {
    const other = await s.putPayment('HSDVC7K2QF9XAB', 150_000);
    const theirs = await s.putCredit({ payment: other });
    const id = await s.compared(asCamt053(statement(entry({ text: 'HSDVC000000002' })), '08'));
    expect(await s.list(id, 'onlyAtBank')).toMatchObject([{ entry: 1, fresh: true }]);
    expect(await s.list(id, 'onlyWithUs')).toMatchObject([{ credit: theirs }]);
  });

  it('what is booked on a later day is found, and is no longer only with us', async () => {
    const late = await s.putCredit({ bankTime: '2026-11-21T23:50:00+07:00' });
    const first = await s.compared(asCamt053(statement(entry({ amount: 1, bankReference: 'X' })), '08'));
    expect(await s.list(first, 'onlyWithUs')).toMatchObject([{ credit: late }]);
    const second = await s.compared(asCamt053(statement(entry({ day: '2026-11-23' })), '08'));
    expect(await s.list(second, 'matched')).toMatchObject([{ credit: late, foundBy: 'amount' }]);
    expect(await s.list(first, 'onlyWithUs')).toEqual([]);
  });

  it('lost notifications: the payment that the text names gets its money, short and double money differs', async () => {
    const exact = await s.putPayment('HSDVC7K2QF9XAB', 150_000);
    const short = await s.putPayment('HSDVC00000000A', 200_000);
    const id = await s.compared(
      asMt940(
        statement(
          entry({ bankReference: 'A1', text: 'HSDVC7K2QF9XAB' }),
          entry({ bankReference: 'A2', text: 'HSDVC00000000A' }),
          entry({ bankReference: 'A3', text: 'HSDVC7K2QF9XAB' }),
        ),
      ),
      'mt940',
    );
    expect(await s.list(id, 'matched')).toMatchObject([{ entry: 1, payment: exact, fresh: true }]);
    expect(await s.list(id, 'different')).toMatchObject([
      { entry: 2, payment: short, ours: 200_000 },
      { entry: 3, payment: exact },
    ]);
    expect(s.told).toHaveLength(3);
  });

  it('a reversal is not a credit: it marks the credit that it takes back', async () => {
    const id = await s.compared(asCamt053(statement(entry(), entry({ kind: 'creditReversal' })), '08'));
    expect(s.told).toMatchObject([{ direction: 'in', amount: 150_000 }]);
    expect(s.reversed).toMatchObject([{ credit: s.told[0]!.credit, statement: id, entry: 2, amount: 150_000 }]);
    expect(await s.list(id, 'reversal')).toMatchObject([
      { entry: 2, kind: 'creditReversal', credit: s.told[0]!.credit },
    ]);
  });

  it('outgoing money is told as outgoing', async () => {
    const id = await s.compared(asCamt053(statement(entry({ kind: 'debit' })), '08'));
    expect(s.told).toMatchObject([{ direction: 'out' }]);
    expect(await s.list(id, 'outgoing')).toMatchObject([{ entry: 1 }]);
  });

  it('a key stands for one file: the same again is the same, another is refused and leaves nothing', async () => {
    const [file, other] = ['FT1', 'FT2'].map((bankReference) => asCamt053(statement(entry({ bankReference })), '08'));
    const first = await s.bring(file!, 'camt053', 'k-1');
    if (first.kind !== 'accepted') throw new Error(first.kind);
    expect(await s.bring(file!, 'camt053', 'k-1')).toEqual({ kind: 'same', statement: first.statement });
    expect(await s.bring(other!, 'camt053', 'k-1')).toEqual({ kind: 'idempotencyMismatch' });
    expect((await s.books.listStatements({}, { limit: 10 })).items.map(({ id }) => id)).toEqual([first.statement]);
    const both = await Promise.all([other!, file!].map((one) => s.bring(one, 'camt053', 'k-2')));
    expect(both.map(({ kind }) => kind)).toEqual(['accepted', 'idempotencyInFlight']);
  });

  it('the same file twice is a no-op; the same movements in another file are the same credits', async () => {
    const file = asCamt053(statement(entry(), entry({ bankReference: 'FT2' })), '08');
    const first = await s.compared(file);
    expect(await s.bring(file)).toEqual({ kind: 'same', statement: first });
    expect(await s.countRows()).toBe(2);
    const second = await s.compared(asMt940(statement(entry(), entry({ bankReference: 'FT2' }))), 'mt940');
    expect(await s.list(second, 'matched')).toMatchObject([
      { entry: 1, foundBy: 'bankReference' },
      { entry: 2, foundBy: 'bankReference' },
    ]);
    expect(s.told).toHaveLength(2);
  });

  it('what a file tied to a credit by other signs than a number is that credit in the next file too', async () => {
    const payment = await s.putPayment('HSDVC7K2QF9XAB', 150_000);
    const credit = await s.putCredit({ payment });
    const entries = [entry({ text: 'HSDVC7K2QF9XAB' }), entry({ bankReference: 'FT2', amount: 5_000 })];
    await s.compared(asCamt053(statement(entries[0]!), '08'));
    const second = await s.compared(asCamt053(statement(...entries), '08'));
    expect(await s.list(second, 'matched')).toMatchObject([{ entry: 1, credit, foundBy: 'bankReference' }]);
    expect(s.told).toMatchObject([{ amount: 5_000 }]);
  });

  it('what nobody has confirmed yet is told of, which confirms it', async () => {
    const unconfirmed = await s.putCredit({ bankReference: 'FT1', confirmed: false });
    await s.compared(asCamt053(statement(entry()), '08'));
    expect(s.told).toMatchObject([{ bankReference: 'FT1', confirmed: true, source: 'statement' }]);
    expect(s.told[0]!.credit).not.toBe(unconfirmed);
  });

  it('lists have pages', async () => {
    const entries = Array.from({ length: 5 }, (_, index) => entry({ bankReference: `FT${index}` }));
    const id = await s.compared(asVietcombank(statement(...entries)), 'vietcombank');
    const page = (await s.books.statementRows(id, 'onlyAtBank', { limit: 2 }))!;
    const next = (await s.books.statementRows(id, 'onlyAtBank', { limit: 2, cursor: page.nextCursor! }))!;
    expect([...page.items, ...next.items].map((row) => row.entry)).toEqual([1, 2, 3, 4]);
    for (let index = 0; index < 3; index += 1) await s.putCredit({ amount: index + 1 });
    const ours = (await s.books.statementRows(id, 'onlyWithUs', { limit: 2 }))!;
    const rest = (await s.books.statementRows(id, 'onlyWithUs', { limit: 2, cursor: ours.nextCursor! }))!;
    expect([...ours.items, ...rest.items].map(({ amount }) => amount).sort()).toEqual([1, 2, 3]);
    expect(rest.nextCursor).toBeUndefined();
  });

  it('nothing personal stands in clear', async () => {
    await s.compared(asCamt053(statement(entry({ text: 'TEN RIENG 0912345678' })), '08'));
    for (const table of ['statement', 'statement_entry']) {
      const { rows } = await sql<{ row: string }>`
        select to_jsonb(t)::text as row from ${sql.id('gateway', table)} t`.execute(s.db);
      for (const { row } of rows) {
        expect(row).not.toContain('TEN RIENG');
        expect(row).not.toContain('NGUYEN VAN A');
        expect(row).not.toContain(Buffer.from('TEN RIENG').toString('hex'));
      }
    }
  });
});
