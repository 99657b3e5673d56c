import { setTimeout as sleep } from 'node:timers/promises';
import type { StatementProfile } from '@lienthong/config';
import { describeEachStore } from '@lienthong/store/testing';
import {
  asCamt053,
  asMbReconciliation,
  asMt940,
  asTechcombank,
  asVietcombank,
  toUtf16,
  toWindows1258,
  type SampleEntry,
  type SampleStatement,
} from './statements/testing/write-samples.js';
import { statementFormats } from './statements/formats.js';
import { sampleRules } from '../testing/sample-accounts.js';
import { CoreHarness } from '../testing/core-harness.js';
import {
  askServer,
  keys,
  patientConfig,
  personalMarks,
  startHttp,
  type Answer,
  type HttpFixture,
} from '../testing/http-fixture.js';
import { MoneyHarness } from '../testing/money-harness.js';

const day = '2026-11-21';
const at = `${day}T10:11:12+07:00`;
const entry = (over: Partial<SampleEntry> = {}): SampleEntry => ({
  ...{ kind: 'credit', amount: 50_000, day, bankReference: 'FT26325000001', text: 'KHONGDUOCLO nop le phi' },
  ...over,
});
const statement = (...entries: SampleEntry[]): SampleStatement => ({
  ...{ account: '1017595600', opening: 15_000_000, entries },
});

const ownProfile: StatementProfile = {
  ...{ name: 'ngan-hang-mau', encoding: 'utf-8', delimiter: '|', quote: '', dates: ['yyyy-MM-dd'] },
  amounts: { thousands: '', decimal: '' },
  columns: { day: { position: 0 }, amount: { position: 1 }, reference: { position: 2 }, text: { position: 3 } },
  ...{ direction: { by: 'sign' }, facts: {}, required: [], order: 'either', fixedColumns: 4, headings: false },
};

/** A bank's statement from the socket to the settled payment, and the books of its day. */
describeEachStore('statements over the real core', (openStore) => {
  let h: CoreHarness;
  let m: MoneyHarness;
  let http: HttpFixture;
  beforeEach(async () => {
    h = await CoreHarness.open((await openStore()).store, {
      payments: { ...sampleRules, statementFormats: statementFormats([ownProfile]) },
    });
    m = new MoneyHarness(h);
    http = await startHttp({ core: h.core, config: patientConfig });
  });
  afterEach(async () => {
    await m.balanced();
    expect(http.logLines()).not.toMatch(new RegExp(personalMarks.join('|')));
    await http.close();
    await h.core.close();
  });
  const bring = (file: string | Uint8Array, query = 'format=camt053', type = 'application/xml'): Promise<Answer> =>
    http.ask(`/v1/statements?account=kho-bac-1&${query}`, {
      ...{ method: 'POST', key: keys.operator, headers: { 'content-type': type } },
      body: Buffer.from(file),
    });
  const get = async (path: string) => (await http.ask(path, { key: keys.operator })).json;
  const done = async ({ status, json }: Answer): Promise<{ id: string; counts: object }> => {
    expect([status, json]).toEqual([202, expect.objectContaining({ account: 'kho-bac-1' })]);
    for (let tries = 0; ; tries += 1) {
      const found = await get(`/v1/statements/${json.id}`);
      if (found.state === 'done') return found;
      if (tries > 400) throw new Error(`it is ${JSON.stringify(found)}`);
      await sleep(25);
    }
  };
  const rows = async (id: string, list: string) => (await get(`/v1/statements/${id}/entries?list=${list}`)).items;

  it('a lost notification is found: the payment settles, and the same file again changes nothing', async () => {
    await m.dossier('A');
    const payment = await m.open('A');
    const text = `MBVCB.2427.${payment.reference.toLowerCase()}.CT tu 0071 KHONGDUOCLO`;
    const file = asCamt053(statement(entry({ text }), entry({ bankReference: 'FT2', amount: 7_000 })), '08');
    const { id, counts } = await done(await bring(file));
    expect(counts).toEqual({
      matched: { count: 1, sum: 50_000 },
      onlyAtBank: { count: 1, sum: 7_000 },
      onlyWithUs: { count: 0, sum: 0 },
    });
    expect(await m.view(payment.id)).toMatchObject({
      ...{ state: 'settled', coverage: 'exact', received: 50_000 },
      credits: [{ source: 'statement', toldBy: ['statement'] }],
    });
    expect(await rows(id, 'matched')).toMatchObject([{ entry: 1, payment: payment.id, fresh: true, text }]);
    const again = await bring(file);
    expect([again.status, again.headers['idempotency-replayed'], again.json.id]).toEqual([200, 'true', id]);
    // The provider tells after all: the same money.
    await m.tell(m.credit(50_000, text, { bankReference: 'FT 26325 000001', bankTime: at }));
    expect((await m.view(payment.id)).received).toBe(50_000);
  });

  it('notified money is matched and stays one credit; a reversal takes it back', async () => {
    await m.dossier('A');
    const payment = await m.open('A');
    await m.tell(m.credit(20_000, payment.reference, { bankReference: 'FT26325000001', bankTime: at }));
    const paid = entry({ amount: 20_000, text: payment.reference });
    const { id } = await done(
      await bring(asMt940(statement(paid, { ...paid, kind: 'creditReversal' })), 'format=mt940'),
    );
    expect(await rows(id, 'matched')).toMatchObject([{ entry: 1, foundBy: 'bankReference', fresh: false }]);
    expect(await rows(id, 'reversal')).toMatchObject([{ entry: 2, kind: 'creditReversal' }]);
    expect(await m.view(payment.id)).toMatchObject({ state: 'open', received: 0, due: 50_000 });
    expect((await h.core.listCredits({}, { limit: 50 })).items).toHaveLength(1);
  });

  it('a provider that lists nothing says that it has nothing; one that was not asked, or not about the whole day, says nothing', async () => {
    await m.tell(
      m.credit(10_000, 'khong ma', { bankTime: at }),
      m.credit(20_000, 'khong ma', { bankTime: at, source: 'query' }),
    );
    const body = { account: 'kho-bac-1', day };
    const compared = async () =>
      (await http.ask('/v1/reconciliations', { method: 'POST', key: keys.operator, body })).json;
    const list = (from: string, until: string) =>
      m.tell(m.listed('kho-bac-1', `2026-11-${from}+07:00`, `2026-11-${until}+07:00`));
    expect(await compared()).toMatchObject({ books: ['ours'] });
    await list('20T12:00:00', '21T10:00:00');
    expect(await compared()).toMatchObject({ books: ['ours'] });
    // A gap: what moved in it nobody has asked about.
    await list('21T11:00:00', '22T01:00:00');
    expect(await compared()).toMatchObject({ books: ['ours'] });
    await list('20T23:00:00', '22T02:00:00');
    expect(await compared()).toMatchObject({
      books: ['ours', 'provider'],
      findings: [
        { verdict: 'missing', in: ['ours'], count: 1, sum: 10_000 },
        { verdict: 'missing', in: ['provider'], count: 1, sum: 20_000 },
      ],
    });
  });

  it('three books of a day: matched, another amount, only at the bank, only with us', async () => {
    const told = (amount: number, bankReference: string, source: 'notification' | 'query' = 'notification') =>
      m.credit(amount, 'khong ma', { bankReference, providerId: bankReference, bankTime: at, source });
    await m.tell(told(10_000, 'FT1'), told(20_000, 'FT2'), told(30_000, 'FT3'));
    await m.tell(told(10_000, 'FT1', 'query'), told(20_000, 'FT2', 'query'));
    await m.tell(m.listed('kho-bac-1', `${day}T00:00:00+07:00`, '2026-11-22T06:00:00+07:00'));
    const { id } = await done(
      await bring(
        asCamt053(
          statement(
            entry({ amount: 10_000, bankReference: 'FT1' }),
            entry({ amount: 21_000, bankReference: 'FT2' }),
            entry({ amount: 40_000, bankReference: 'FT4' }),
          ),
          '02',
        ),
      ),
    );
    expect(await rows(id, 'different')).toMatchObject([{ amount: 21_000, ours: 20_000 }]);
    expect(await rows(id, 'onlyWithUs')).toMatchObject([{ amount: 30_000, bankReference: 'FT3' }]);
    const asked = { method: 'POST', key: keys.operator, body: { account: 'kho-bac-1', day } };
    const { status, json } = await http.ask('/v1/reconciliations', asked);
    expect([status, json.books]).toEqual([200, ['ours', 'provider', 'bank']]);
    expect(json.findings).toEqual([
      { verdict: 'amountDiffers', in: ['ours', 'provider', 'bank'], count: 1, sum: 20_000 },
      { verdict: 'matched', in: ['ours', 'provider', 'bank'], count: 1, sum: 10_000 },
      { verdict: 'missing', in: ['bank'], count: 1, sum: 40_000 },
      { verdict: 'missing', in: ['ours'], count: 1, sum: 30_000 },
    ]);
    expect(await get(`/v1/reconciliations?account=kho-bac-1&day=${day}`)).toMatchObject({ items: [json] });
    expect(await get(`/v1/reconciliations/kho-bac-1/${day}`)).toEqual(json);
    const all: object[] = [];
    let cursor = '';
    do {
      const page = await get(`/v1/reconciliations/kho-bac-1/${day}/differences?limit=1${cursor}`);
      all.push(...page.items);
      cursor = page.nextCursor === undefined ? '' : `&cursor=${page.nextCursor}`;
    } while (cursor !== '');
    expect(all).toHaveLength(3);
    expect(all).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ amounts: { ours: 20_000, provider: 20_000, bank: 21_000 }, bankReference: 'FT2' }),
        expect.objectContaining({ amounts: { ours: 30_000 }, in: ['ours'] }),
        expect.objectContaining({ amounts: { bank: 40_000 }, in: ['bank'] }),
      ]),
    );
  });

  it.each([
    ['MT940', 'format=mt940', asMt940(statement(entry()))],
    ['Vietcombank-like, UTF-16', 'format=vietcombank', toUtf16(asVietcombank(statement(entry())), 'le')],
    [
      'Vietcombank-like, Windows-1258',
      'format=vietcombank&encoding=windows-1258',
      toWindows1258(asVietcombank(statement(entry()))),
    ],
    ['Techcombank-like', 'format=techcombank', asTechcombank(statement(entry()))],
    ['MB', 'format=mb-reconciliation', asMbReconciliation(statement(entry()))],
    ['a bank of the configuration', 'format=ngan-hang-mau', `${day}|50000|FT1|KHONGDUOCLO\n`],
  ])('takes %s', async (_, query, file) => {
    expect(await done(await bring(file, query, 'text/plain'))).toMatchObject({ entries: 1 });
    expect((await h.core.listCredits({}, { limit: 50 })).items).toMatchObject([
      { amount: 50_000, source: 'statement' },
    ]);
  });

  it('bad input is refused with the reason and the place, and nothing is kept of it', async () => {
    const good = asCamt053(statement(entry()), '08');
    const cases: readonly [string | Uint8Array, string, string][] = [
      [good.replace('>15050000<', '>15050001<'), 'format=camt053', 'totals.balance'],
      [good.slice(0, 900), 'format=camt053', 'file.truncated'],
      [toWindows1258(asVietcombank(statement(entry()))), 'format=vietcombank', 'encoding.wrong'],
      [good.replace('50000.00', '50000.50'), 'format=camt053', 'amount.fraction'],
      [good.replaceAll('1017595600', '999'), 'format=camt053', 'account.other'],
      [good.replace('?>', '?><!DOCTYPE a>'), 'format=camt053', 'xml.doctype'],
      ['', 'format=camt053', 'file.empty'],
      ['%PDF-1.7', 'format=mt940', 'structure.unexpected'],
    ];
    for (const [file, query, code] of cases) {
      const { status, json } = await bring(file, query);
      expect([status, json.code, json.fault.code]).toEqual([422, 'statement.refused', code]);
      expect(json.detail).toMatch(/^Tệp sao kê bị từ chối/);
    }
    const unknown = await bring(good, 'format=ngan-hang-khac');
    expect([unknown.status, unknown.json.errors]).toMatchObject([
      400,
      [{ pointer: '/query/format', code: 'value.notAllowed', detail: expect.stringContaining('ngan-hang-mau') }],
    ]);
    const large = await bring(Buffer.alloc(3_000_000, 'a'), 'format=mt940');
    expect([large.status, large.json.code ?? large.json]).toEqual([422, 'statement.refused']);
    const { items } = await get('/v1/statements?state=refused');
    expect(items).toHaveLength(cases.length + 1);
    expect((await h.core.listCredits({}, { limit: 50 })).items).toEqual([]);
  });

  it('half of a file without totals: found by what was stated of it, warned of where nothing was', async () => {
    const whole = asMbReconciliation(statement(entry(), entry({ bankReference: 'FT26325000002' })));
    const half = whole.slice(0, whole.lastIndexOf('\n', whole.length - 2) + 1);
    const mb = 'format=mb-reconciliation';
    for (const [stated, code] of [
      ['rows=2', 'stated.rows'],
      ['sum=100000', 'stated.sum'],
    ] as const) {
      const { status, json } = await bring(half, `${mb}&${stated}`, 'text/plain');
      expect([status, json.fault.code, json.detail]).toEqual([422, code, expect.stringMatching(/khai .* tệp/)]);
    }
    for (const stated of ['rows=two', 'sum=-1', 'rows=1&rows=2', 'lines=2']) {
      expect((await bring(whole, `${mb}&${stated}`, 'text/plain')).status).toBe(400);
    }
    const sure = await bring(whole, `${mb}&rows=2&sum=100000`, 'text/plain');
    expect([sure.status, sure.json.warnings]).toEqual([202, []]);
    const unsure = await bring(half, mb, 'text/plain');
    expect([unsure.status, unsure.json.warnings]).toMatchObject([202, [{ code: 'statement.endUnknown' }]]);
    expect((await get('/v1/statements')).items[0].warnings).toHaveLength(1);
    await Promise.all([done(sure), done(unsure)]);
  });

  it('a file above the limit is refused, and the caller reads why', async () => {
    const many = Array.from({ length: 4_000 }, (_, index) => entry({ bankReference: `FT${index}` }));
    const { status, json } = await bring(asCamt053(statement(...many), '08'));
    expect([status, json.code]).toEqual([413, 'request.tooLarge']);
  });

  it('only operators may bring and read statements', async () => {
    for (const [key, status] of [
      [keys.demo, 403],
      [keys.viewer, 403],
      [null, 401],
    ] as const) {
      const file = asCamt053(statement(entry()), '08');
      const asked = { method: 'POST', key, body: file, headers: { 'content-type': 'application/xml' } };
      expect((await askServer(http.port, '/v1/statements?account=kho-bac-1&format=camt053', asked)).status).toBe(
        status,
      );
    }
    expect((await http.ask('/v1/statements', { key: keys.viewer })).status).toBe(200);
    expect((await http.ask('/v1/statements', { key: keys.demo })).status).toBe(403);
  });
});
