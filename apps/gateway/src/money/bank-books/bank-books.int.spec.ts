import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { sql, type Kysely } from 'kysely';
import { v7 } from 'uuid';
import type { CreditReceived } from '@lienthong/contracts';
import { Keyring, MasterKey } from '@lienthong/seal';
import { migrate } from '@lienthong/store';
import { describeEachStore } from '@lienthong/store/testing';
import { keyringSealer } from '../../pipeline/keyring-sealer.js';
import { gatewayMigrations } from '../../store/migrations.js';
import { csvProfiles } from '../statements/profiles.wire.js';
import type { StatementFormat } from '../statements/read-statement.js';
import {
  asCamt053,
  asMt940,
  asVietcombank,
  type SampleEntry,
  type SampleStatement,
} from '../statements/testing/write-samples.js';
import { reconciliations } from '../three-way/reconciliations.js';
import { compareStatement } from './compare-statement.js';
import { statementBooks, tidyAbandoned, type StatementBooks } from './statement-books.js';
import type { ReceiveStatementAnswer, StatementList } from './statement-core.js';
import type { CreditReversal } from '../pipeline/money-unit.js';
import { bankNumber } from '../pipeline/stored.js';
import type { StatementTools } from './tools.js';

const camt: StatementFormat = { kind: 'camt053' };
const account = 'kho-bac-1';
const number = '1017595600';
const day = '2026-11-21';

const entry = (over: Partial<SampleEntry> = {}): SampleEntry => ({
  ...{ kind: 'credit', amount: 150_000, day, bankReference: 'FT1', text: 'nop le phi' },
  ...over,
});
const statement = (...entries: SampleEntry[]): SampleStatement => ({ account: number, opening: 1_000_000, entries });

describeEachStore('statements of a bank', (openStore) => {
  let db: Kysely<unknown>;
  let tools: StatementTools;
  let books: StatementBooks;
  let told: CreditReceived[];
  let reversed: CreditReversal[];

  beforeEach(async () => {
    const { store } = await openStore();
    await migrate(store, gatewayMigrations);
    db = store.db('gateway');
    told = [];
    reversed = [];
    tools = {
      db,
      sealer: keyringSealer(new Keyring(new MasterKey(randomBytes(32)))),
      newId: () => v7(),
      clock: Date.now,
      codesIn: (text) => [...new Set(text.replace(/\s/g, '').match(/HSDVC[A-Z0-9]{9}/g) ?? [])],
      // What the gateway's own fold does with them is tested with it; here they become rows.
      tell: async (credits) => {
        told.push(...credits);
        for (const credit of credits) await putCredit({ ...credit, id: credit.credit });
      },
      reverse: (found) => Promise.resolve(void reversed.push(...found)),
    };
    books = statementBooks(tools);
  });

  interface CreditLike {
    readonly id?: string;
    readonly amount?: number;
    readonly bankReference?: string;
    readonly providerId?: string;
    readonly bankTime?: string;
    readonly direction?: 'in' | 'out';
    readonly payment?: string;
    readonly source?: string;
    readonly confirmed?: boolean;
  }
  async function putCredit(credit: CreditLike = {}): Promise<string> {
    const id = credit.id ?? v7();
    await sql`
      insert into gateway.credit (id, provider, account, provider_id, source, direction, amount, bank_time, received_at, late,
        confirmed, bank_reference, bank_number, told, state, payment)
      values (${id}, 'sepay', ${account}, ${credit.providerId ?? id}, ${credit.source ?? 'notification'},
        ${credit.direction ?? 'in'}, ${credit.amount ?? 150_000}, ${new Date(credit.bankTime ?? `${day}T10:00:00+07:00`)},
        now(), false, ${credit.confirmed ?? true}, ${credit.bankReference ?? null},
        ${bankNumber(credit.bankReference) ?? null}, 1, 'unmatched', ${credit.payment ?? null})
      on conflict (id) do nothing`.execute(db);
    return id;
  }
  async function putPayment(reference: string, amount: number, received = 0): Promise<string> {
    const id = v7();
    await sql`
      insert into gateway.payment (id, dossier, client, method, account, provider, qr, reference, amount, fees, state, received,
        refunded, late, disagreements, version, created_at, expires_at, changed_at)
      values (${id}, ${`H44-${id}`}, 'demo', 'bankQr', ${account}, 'sepay', 'own', ${reference}, ${amount}, '[]',
        'open', ${received}, 0, false, 0, 1, now(), now(), now())`.execute(db);
    return id;
  }
  const bring = (file: string | Uint8Array, format: StatementFormat = camt): Promise<ReceiveStatementAnswer> =>
    books.receiveStatement({
      ...{ account, provider: 'sepay', accountNumber: number, formatName: 'camt053', format, operator: 'an' },
      ...{ body: Readable.from([Buffer.from(file)]), maxBytes: 1_000_000 },
    });
  const compared = async (file: string, format: StatementFormat = camt): Promise<string> => {
    const answer = await bring(file, format);
    if (answer.kind !== 'accepted') throw new Error(JSON.stringify(answer));
    await expect(compareStatement(tools, answer.statement)).resolves.toBe('done');
    return answer.statement;
  };
  const list = async (id: string, of: StatementList) => (await books.statementRows(id, of, { limit: 200 }))!.items;
  const countRows = async (): Promise<number> =>
    (await sql<{ n: number }>`select count(*)::int4 as n from gateway.statement_entry`.execute(db)).rows[0]!.n;

  it('what is known matches by the bank’s number, whatever it is written like; what is not becomes a credit', async () => {
    const known = await putCredit({ bankReference: 'ft 1' });
    const differs = await putCredit({ bankReference: 'FT2', amount: 90_000 });
    const ours = await putCredit({ bankReference: 'FT9', amount: 70_000 });
    const id = await compared(
      asCamt053(
        statement(entry(), entry({ bankReference: 'FT2' }), entry({ bankReference: 'FT3', amount: 60_000 })),
        '08',
      ),
    );
    expect(await list(id, 'matched')).toMatchObject([
      {
        entry: 1,
        credit: known,
        foundBy: 'bankReference',
        fresh: false,
        text: 'nop le phi',
        payerName: 'NGUYEN VAN A',
      },
    ]);
    expect(await list(id, 'different')).toMatchObject([{ entry: 2, credit: differs, amount: 150_000, ours: 90_000 }]);
    expect(await list(id, 'onlyAtBank')).toMatchObject([{ entry: 3, fresh: true, credit: told[0]!.credit }]);
    expect(await list(id, 'onlyWithUs')).toMatchObject([{ credit: ours, amount: 70_000 }]);
    expect(told).toMatchObject([
      { source: 'statement', amount: 60_000, direction: 'in', bankReference: 'FT3', confirmed: true, account },
    ]);
    expect(await books.statement(id)).toMatchObject({
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
    const known = await putCredit({ providerId: 'FT1', amount: 150_000 });
    expect(await list(await compared(asCamt053(statement(entry()), '02')), 'matched')).toMatchObject([
      { credit: known },
    ]);
  });

  it('without a common number: the payment named, then so many of one amount and day as both sides have', async () => {
    const payment = await putPayment('HSDVC7K2QF9XAB', 150_000);
    const named = await putCredit({ payment });
    const [first, second] = [await putCredit(), await putCredit()];
    const id = await compared(
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
    const matched = await list(id, 'matched');
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
    expect(told).toHaveLength(1);
  });

  it('a sure sign further down the file is not taken by a likely one above', async () => {
    const sure = await putCredit({ bankReference: 'FT2' });
    const id = await compared(asCamt053(statement(entry(), entry({ bankReference: 'FT2' })), '08'));
    expect(await list(id, 'matched')).toMatchObject([{ entry: 2, credit: sure, foundBy: 'bankReference' }]);
    expect(told).toMatchObject([{ bankReference: 'FT1' }]);
  });

  it('texts that name different payments are different money, however equal the sums', async () => {
    const other = await putPayment('HSDVC7K2QF9XAB', 150_000);
    const theirs = await putCredit({ payment: other });
    const id = await compared(asCamt053(statement(entry({ text: 'HSDVC000000002' })), '08'));
    expect(await list(id, 'onlyAtBank')).toMatchObject([{ entry: 1, fresh: true }]);
    expect(await list(id, 'onlyWithUs')).toMatchObject([{ credit: theirs }]);
  });

  it('what is booked on a later day is found, and is no longer only with us', async () => {
    const late = await putCredit({ bankTime: '2026-11-21T23:50:00+07:00' });
    const first = await compared(asCamt053(statement(entry({ amount: 1, bankReference: 'X' })), '08'));
    expect(await list(first, 'onlyWithUs')).toMatchObject([{ credit: late }]);
    const second = await compared(asCamt053(statement(entry({ day: '2026-11-23' })), '08'));
    expect(await list(second, 'matched')).toMatchObject([{ credit: late, foundBy: 'amount' }]);
    expect(await list(first, 'onlyWithUs')).toEqual([]);
  });

  it('lost notifications: the payment that the text names gets its money, short and double money differs', async () => {
    const exact = await putPayment('HSDVC7K2QF9XAB', 150_000);
    const short = await putPayment('HSDVC00000000A', 200_000);
    const id = await compared(
      asMt940(
        statement(
          entry({ bankReference: 'A1', text: 'HSDVC7K2QF9XAB' }),
          entry({ bankReference: 'A2', text: 'HSDVC00000000A' }),
          entry({ bankReference: 'A3', text: 'HSDVC7K2QF9XAB' }),
        ),
      ),
      { kind: 'mt940' },
    );
    expect(await list(id, 'matched')).toMatchObject([{ entry: 1, payment: exact, fresh: true }]);
    expect(await list(id, 'different')).toMatchObject([
      { entry: 2, payment: short, ours: 200_000 },
      { entry: 3, payment: exact },
    ]);
    expect(told).toHaveLength(3);
  });

  it('a reversal is not a credit: it marks the credit that it takes back', async () => {
    const id = await compared(asCamt053(statement(entry(), entry({ kind: 'creditReversal' })), '08'));
    expect(told).toMatchObject([{ direction: 'in', amount: 150_000 }]);
    expect(reversed).toMatchObject([{ credit: told[0]!.credit, statement: id, entry: 2, amount: 150_000 }]);
    expect(await list(id, 'reversal')).toMatchObject([{ entry: 2, kind: 'creditReversal', credit: told[0]!.credit }]);
  });

  it('outgoing money is told as outgoing', async () => {
    const id = await compared(asCamt053(statement(entry({ kind: 'debit' })), '08'));
    expect(told).toMatchObject([{ direction: 'out' }]);
    expect(await list(id, 'outgoing')).toMatchObject([{ entry: 1 }]);
  });

  it('the same file twice is a no-op; the same movements in another file are the same credits', async () => {
    const file = asCamt053(statement(entry(), entry({ bankReference: 'FT2' })), '08');
    const first = await compared(file);
    expect(await bring(file)).toEqual({ kind: 'same', statement: first });
    expect(await countRows()).toBe(2);
    const second = await compared(asMt940(statement(entry(), entry({ bankReference: 'FT2' }))), { kind: 'mt940' });
    expect(await list(second, 'matched')).toMatchObject([
      { entry: 1, foundBy: 'bankReference' },
      { entry: 2, foundBy: 'bankReference' },
    ]);
    expect(told).toHaveLength(2);
  });

  it('what a file tied to a credit by other signs than a number is that credit in the next file too', async () => {
    const payment = await putPayment('HSDVC7K2QF9XAB', 150_000);
    const credit = await putCredit({ payment });
    const entries = [entry({ text: 'HSDVC7K2QF9XAB' }), entry({ bankReference: 'FT2', amount: 5_000 })];
    await compared(asCamt053(statement(entries[0]!), '08'));
    const second = await compared(asCamt053(statement(...entries), '08'));
    expect(await list(second, 'matched')).toMatchObject([{ entry: 1, credit, foundBy: 'bankReference' }]);
    expect(told).toMatchObject([{ amount: 5_000 }]);
  });

  it('what nobody has confirmed yet is told of, which confirms it', async () => {
    const unconfirmed = await putCredit({ bankReference: 'FT1', confirmed: false });
    await compared(asCamt053(statement(entry()), '08'));
    expect(told).toMatchObject([{ bankReference: 'FT1', confirmed: true, source: 'statement' }]);
    expect(told[0]!.credit).not.toBe(unconfirmed);
  });

  it('a refused file leaves nothing but its refusal', async () => {
    const whole = asCamt053(statement(entry(), entry({ bankReference: 'FT2' })), '08');
    const bad = await bring(whole.replace('>1300000<', '>1300001<'));
    expect(bad).toMatchObject({ kind: 'refused', fault: { code: 'totals.balance' } });
    expect(await bring(whole.slice(0, whole.length / 2))).toMatchObject({ fault: { code: 'file.truncated' } });
    expect(await bring(Buffer.from(whole, 'utf16le'))).toMatchObject({ fault: { code: 'encoding.wrong' } });
    expect(await countRows()).toBe(0);
    expect(told).toEqual([]);
    if (bad.kind !== 'refused') throw new Error('it was refused');
    expect(await books.statement(bad.statement)).toMatchObject({ state: 'refused', fault: { code: 'totals.balance' } });
    expect((await books.listStatements({ state: 'refused' }, { limit: 10 })).items).toHaveLength(3);
    // What was refused may come again, whole.
    expect((await bring(whole)).kind).toBe('accepted');
  });

  it('a connection that breaks leaves nothing', async () => {
    async function* half(): AsyncGenerator<Buffer> {
      yield await Promise.resolve(Buffer.from(asCamt053(statement(entry()), '08').slice(0, 900)));
      throw new Error('aborted');
    }
    const command = {
      account,
      provider: 'sepay',
      formatName: 'camt053',
      format: camt,
      operator: 'an',
      maxBytes: 10_000,
    };
    expect(await books.receiveStatement({ ...command, body: Readable.from(half()) })).toEqual({ kind: 'incomplete' });
    expect(await countRows()).toBe(0);
  });

  it('a run that is killed goes on where it stood, and tells nothing twice', async () => {
    const entries = Array.from({ length: 450 }, (_, index) => entry({ bankReference: `FT${index}` }));
    const answer = await bring(asCamt053(statement(...entries), '08'));
    if (answer.kind !== 'accepted') throw new Error(JSON.stringify(answer));
    let calls = 0;
    const failing: StatementTools = {
      ...tools,
      tell: async (credits) => {
        calls += 1;
        // The second portion is stored, and the process dies before it has said so.
        await tools.tell(credits);
        if (calls === 2) throw new Error('killed');
      },
    };
    await expect(compareStatement(failing, answer.statement)).rejects.toThrow('killed');
    expect(await books.statement(answer.statement)).toMatchObject({
      state: 'comparing',
      progress: { stage: 'credits', done: 200, of: 450 },
    });
    await compareStatement(tools, answer.statement);
    const ids = told.map(({ credit }) => credit);
    expect(new Set(ids).size).toBe(450);
    expect(await sql`select id from gateway.credit`.execute(db).then(({ rows }) => rows.length)).toBe(450);
    expect((await books.statement(answer.statement))!.counts).toEqual({
      onlyAtBank: { count: 450, sum: 450 * 150_000 },
      onlyWithUs: { count: 0, sum: 0 },
    });
  });

  it('statements of one account are compared one after the other', async () => {
    const first = await bring(asCamt053(statement(entry()), '08'));
    const second = await bring(asMt940(statement(entry({ bankReference: 'FT2' }))), { kind: 'mt940' });
    if (first.kind !== 'accepted' || second.kind !== 'accepted') throw new Error('both were accepted');
    await expect(compareStatement(tools, second.statement)).resolves.toBe('waits');
    await compareStatement(tools, first.statement);
    await expect(compareStatement(tools, second.statement)).resolves.toBe('done');
  });

  it('what a provider tells while the comparison runs is not told a second time', async () => {
    const answer = await bring(asCamt053(statement(entry()), '08'));
    if (answer.kind !== 'accepted') throw new Error(JSON.stringify(answer));
    const stop = new AbortController();
    let portions = 0;
    const counting: StatementTools = { ...tools, clock: () => ((portions += 1) === 2 && stop.abort(), Date.now()) };
    await expect(compareStatement(counting, answer.statement, stop.signal)).resolves.toBe('stopped');
    expect((await books.statement(answer.statement))!.progress).toMatchObject({ stage: 'credits', done: 0 });
    const late = await putCredit({ bankReference: 'FT1' });
    await compareStatement(tools, answer.statement);
    expect(told).toEqual([]);
    expect(await list(answer.statement, 'matched')).toMatchObject([{ entry: 1, credit: late, fresh: false }]);
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
    const command = { account, provider: 'sepay', formatName: 'camt053', format: camt, operator: 'an', maxBytes: 1e6 };
    const answer = books.receiveStatement({ ...command, body: Readable.from(stuck()) });
    for (let tries = 0; (await countRows()) < 500; tries += 1) {
      if (tries > 200) throw new Error('nothing was staged');
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    await tidyAbandoned(tools);
    expect(await countRows()).toBeGreaterThan(0);
    await tidyAbandoned({ ...tools, clock: () => Date.now() + 31 * 60_000 });
    expect(await countRows()).toBe(0);
    expect((await books.listStatements({}, { limit: 5 })).items).toMatchObject([
      { state: 'refused', fault: { code: 'file.truncated' } },
    ]);
    // If it was only slow, it has to come again.
    come();
    expect(await answer).toEqual({ kind: 'incomplete' });
    expect(await countRows()).toBe(0);
  });

  it('the daily comparison keeps the days on which anything moved, once more when a late statement has come', async () => {
    const now = Date.parse('2026-11-22T07:00:00+07:00');
    const daily = reconciliations({ db, clock: () => now });
    const job = daily.jobs['reconciliation.daily']!;
    const call = { subject: 's', kind: 'k', due: new Date(now), payload: null, failures: 0 };
    const run = async (): Promise<unknown> => job({ ...call, signal: new AbortController().signal });
    await putCredit({ bankReference: 'FT1' });
    await putCredit({ bankReference: 'FT2', bankTime: '2026-11-19T08:00:00+07:00' });
    await putCredit({ bankReference: 'FT3', bankTime: '2026-11-10T08:00:00+07:00' });
    expect(await run()).toEqual({ next: new Date('2026-11-23T07:00:00+07:00') });
    const kept = async () => (await daily.listReconciliations({}, { limit: 10 })).items;
    expect((await kept()).map((one) => [one.day, one.books])).toEqual([
      [day, ['ours']],
      ['2026-11-19', ['ours']],
    ]);
    await compared(asCamt053(statement(entry()), '08'));
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

  it('lists have pages', async () => {
    const entries = Array.from({ length: 5 }, (_, index) => entry({ bankReference: `FT${index}` }));
    const id = await compared(asVietcombank(statement(...entries)), {
      kind: 'csv',
      profile: csvProfiles.get('vietcombank')!,
    });
    const page = (await books.statementRows(id, 'onlyAtBank', { limit: 2 }))!;
    const next = (await books.statementRows(id, 'onlyAtBank', { limit: 2, cursor: page.nextCursor! }))!;
    expect([...page.items, ...next.items].map((row) => row.entry)).toEqual([1, 2, 3, 4]);
    for (let index = 0; index < 3; index += 1) await putCredit({ amount: index + 1 });
    const ours = (await books.statementRows(id, 'onlyWithUs', { limit: 2 }))!;
    const rest = (await books.statementRows(id, 'onlyWithUs', { limit: 2, cursor: ours.nextCursor! }))!;
    expect([...ours.items, ...rest.items].map(({ amount }) => amount).sort()).toEqual([1, 2, 3]);
    expect(rest.nextCursor).toBeUndefined();
  });

  it('nothing personal stands in clear', async () => {
    await compared(asCamt053(statement(entry({ text: 'TEN RIENG 0912345678' })), '08'));
    for (const table of ['statement', 'statement_entry']) {
      const { rows } = await sql<{ row: string }>`
        select to_jsonb(t)::text as row from ${sql.id('gateway', table)} t`.execute(db);
      for (const { row } of rows) {
        expect(row).not.toContain('TEN RIENG');
        expect(row).not.toContain('NGUYEN VAN A');
        expect(row).not.toContain(Buffer.from('TEN RIENG').toString('hex'));
      }
    }
  });
});
