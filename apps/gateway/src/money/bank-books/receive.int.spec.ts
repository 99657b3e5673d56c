import { Readable } from 'node:stream';
import { describeEachStore } from '@lienthong/store/testing';
import { asCamt053 } from '../statements/testing/write-samples.js';
import { tidyAbandoned } from './statement-books.js';
import { BooksStage, account, entry, statement } from './testing/books-stage.js';

/** A file counts whole and right, or not at all. */
describeEachStore('files of a bank', (openStore) => {
  let s: BooksStage;
  beforeEach(async () => {
    s = await BooksStage.open(openStore);
  });

  it('the comparison is called for when a file is accepted, and for no other', async () => {
    const file = asCamt053(statement(entry()), '08');
    for (const [brought, kind] of [
      [file, 'accepted'],
      [file, 'same'],
      [file.slice(0, 900), 'refused'],
    ] as const) {
      expect((await s.bring(brought)).kind).toBe(kind);
      expect(s.accepted).toBe(1);
    }
  });

  it('a file for an account that the configuration has not is not read', async () => {
    const body = Readable.from([Buffer.from('any')]);
    const command = { account: 'another', format: 'camt053', operator: 'an', maxBytes: 1e6, body };
    expect(await s.books.receiveStatement(command)).toEqual({ kind: 'accountNotFound' });
    expect(body.readableDidRead).toBe(false);
    expect((await s.books.listStatements({}, { limit: 1 })).items).toEqual([]);
  });

  it('a refused file leaves nothing but its refusal', async () => {
    const whole = asCamt053(statement(entry(), entry({ bankReference: 'FT2' })), '08');
    const bad = await s.bring(whole.replace('>1300000<', '>1300001<'));
    expect(bad).toMatchObject({ kind: 'refused', fault: { code: 'totals.balance' } });
    expect(await s.bring(whole.slice(0, whole.length / 2))).toMatchObject({ fault: { code: 'file.truncated' } });
    expect(await s.bring(Buffer.from(whole, 'utf16le'))).toMatchObject({ fault: { code: 'encoding.wrong' } });
    expect(await s.countRows()).toBe(0);
    expect(s.told).toEqual([]);
    if (bad.kind !== 'refused') throw new Error('it was refused');
    expect(await s.books.statement(bad.statement)).toMatchObject({
      state: 'refused',
      fault: { code: 'totals.balance' },
    });
    expect((await s.books.listStatements({ state: 'refused' }, { limit: 10 })).items).toHaveLength(3);
    // What was refused may come again, whole.
    expect((await s.bring(whole)).kind).toBe('accepted');
  });

  it('a connection that breaks leaves nothing', async () => {
    async function* half(): AsyncGenerator<Buffer> {
      yield await Promise.resolve(Buffer.from(asCamt053(statement(entry()), '08').slice(0, 900)));
      throw new Error('aborted');
    }
    const command = { account, format: 'camt053', operator: 'an', maxBytes: 10_000 };
    expect(await s.books.receiveStatement({ ...command, body: Readable.from(half()) })).toEqual({ kind: 'incomplete' });
    expect(await s.countRows()).toBe(0);
  });

  it('what a killed process had begun to read is refused and cleared away', async () => {
    let come!: () => void;
    const late = new Promise<void>((resolve) => (come = resolve));
    async function* stuck(): AsyncGenerator<Buffer> {
      const entries = Array.from({ length: 600 }, (_, index) => entry({ bankReference: `FT${index}` }));
      const whole = asCamt053(statement(...entries), '08');
      yield await Promise.resolve(Buffer.from(whole.slice(0, -500)));
      await late;
      yield Buffer.from(whole.slice(-500));
    }
    const command = { account, format: 'camt053', operator: 'an', maxBytes: 1e6 };
    const answer = s.books.receiveStatement({ ...command, body: Readable.from(stuck()) });
    for (let tries = 0; (await s.countRows()) < 500; tries += 1) {
      if (tries > 200) throw new Error('nothing was staged');
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    await tidyAbandoned(s.tools);
    expect(await s.countRows()).toBeGreaterThan(0);
    await tidyAbandoned({ ...s.tools, clock: () => Date.now() + 31 * 60_000 });
    expect(await s.countRows()).toBe(0);
    expect((await s.books.listStatements({}, { limit: 5 })).items).toMatchObject([
      { state: 'refused', fault: { code: 'file.truncated' } },
    ]);
    // If it was only slow, it has to come again.
    come();
    expect(await answer).toEqual({ kind: 'incomplete' });
    expect(await s.countRows()).toBe(0);
  });
});
