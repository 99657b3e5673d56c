import jsqr from 'jsqr';
import { PNG } from 'pngjs';
import { sql } from 'kysely';
import { describeEachStore } from '@lienthong/store/testing';
import type { AccountConfig, GatewayConfig } from '@lienthong/config';
import { Secret } from '@lienthong/config';
import { rulesOf } from '../settings-of.js';
import { CoreHarness } from '../testing/core-harness.js';
import {
  aDossier,
  askServer,
  keys,
  personalMarks,
  startHttp,
  patientConfig,
  type Answer,
  type HttpFixture,
} from '../testing/http-fixture.js';
import { MoneyHarness } from '../testing/money-harness.js';

const second = 'second-operator-key-0123';
const account = (name: string, units: readonly string[], more: Partial<AccountConfig> = {}): AccountConfig => ({
  ...{ name, units, method: 'bankQr', provider: 'sepay', qr: 'own' },
  ...{ bankBin: '970436', accountNumber: '1017595600', accountName: 'SO TU PHAP' },
  ...more,
});
const config: GatewayConfig = {
  ...patientConfig,
  operators: [...patientConfig.operators, { name: 'second', key: new Secret(second), role: 'operator' }],
  accounts: [
    account('tinh', ['H44'], { accountNumber: '1017595699' }),
    account('kho-bac-1', ['H44.01']),
    account('nen-tang', ['H44'], { method: 'paymentPlatform', provider: 'payment-platform', qr: 'provider' }),
  ],
};
const fee = (code: string, amount: number) => ({
  code,
  name: 'Lệ phí',
  amount,
  kind: 'charge',
  collectAt: 'reception',
});
/** What a bank says of money that came, with a payer in it. */
const payer = { payerName: 'TRAN THI KHONGDUOCLO', payerAccount: '0912345678001' };

/** Payments from the socket to the store and back: requests, the money that comes, and the persons who decide. */
describeEachStore('payments over the real core', (openStore) => {
  let h: CoreHarness;
  let m: MoneyHarness;
  let http: HttpFixture;
  beforeEach(async () => {
    h = await CoreHarness.open((await openStore()).store, rulesOf(config));
    m = new MoneyHarness(h);
    http = await startHttp({ core: h.core, config });
    await put(aDossier({ fees: [fee('LP01', 50_000), fee('P02', 20_000), fee('P0', 0), fee('BIG', 500_000_000)] }));
  });
  afterEach(async () => {
    await m.balanced();
    expect(http.logLines()).not.toMatch(new RegExp([...personalMarks, payer.payerAccount].join('|')));
    await http.close();
    await h.core.close();
  });
  const put = (body: unknown, code = 'D1', key: string = keys.demo) =>
    http.ask(`/v1/dossiers/${code}`, { method: 'PUT', body, key });
  const open = (change: object = {}, ask: { key?: string; headers?: Record<string, string> } = {}): Promise<Answer> =>
    http.ask('/v1/payments', {
      method: 'POST',
      body: { dossier: 'D1', fees: ['LP01'], method: 'bankQr', ...change },
      ...ask,
    });
  const get = async (path: string, key: string = keys.demo) => (await http.ask(path, { key })).json;
  const post = (path: string, body: object = {}, key: string = keys.operator, headers: Record<string, string> = {}) =>
    http.ask(path, { method: 'POST', body, key, headers });
  /** A QR that nobody has scanned yet: decoded from its image. */
  const scanned = async (id: string): Promise<string | undefined> => {
    const { port } = http;
    const response = await fetch(`http://127.0.0.1:${port}/v1/payments/${id}/qr.png`, {
      headers: { authorization: `Bearer ${keys.demo}` },
    });
    const { data, width, height } = PNG.sync.read(Buffer.from(await response.arrayBuffer()));
    return jsqr.default(new Uint8ClampedArray(data), width, height)?.data;
  };

  it('a fee has a QR at once, to the account of the nearest unit; money settles it, and the dossier knows', async () => {
    const { status, headers, json } = await open();
    expect(status).toBe(201);
    expect(headers['location']).toBe(`/v1/payments/${json.id}`);
    expect(json).toMatchObject({
      ...{ dossier: 'D1', unit: 'H44.01', account: 'kho-bac-1', amount: 50_000, state: 'open', due: 50_000 },
      ...{ coverage: 'none', refund: 'none', redirectUrl: null, expiresAt: expect.stringMatching(/\+07:00$/) },
    });
    expect(json.qr.payload).toContain('1017595600');
    expect((await http.ask(json.qr.svg)).text).toContain('<svg');

    await m.tell(m.credit(30_000, `CT ${json.reference} lan 1`, {}, payer));
    const partial = await get(`/v1/payments/${json.id}`);
    expect(partial).toMatchObject({ state: 'open', coverage: 'partial', received: 30_000, due: 20_000 });
    expect(await scanned(json.id)).toBe(partial.qr.payload);
    expect(partial.qr.payload).toContain('540520000');

    await m.tell(m.credit(20_000, `CT ${json.reference} lan 2`, {}, payer));
    const settled = await get(`/v1/payments/${json.id}`);
    expect(settled).toMatchObject({ state: 'settled', coverage: 'exact', due: 0, qr: null, credits: [{}, {}] });
    expect(JSON.stringify(settled)).not.toContain('KHONGDUOCLO');
    expect((await http.ask(`/v1/payments/${json.id}/qr.png`)).json).toMatchObject({
      code: 'payment.noQr',
      state: 'settled',
    });
    expect((await get('/v1/dossiers/D1')).facts.paid).toMatchObject({ evidence: json.id, fees: ['LP01'] });
    expect((await open()).json).toMatchObject({ code: 'payment.paid', payment: { id: json.id, state: 'settled' } });
  });

  it.each<[string, object, number, string, object]>([
    ['an amount that differs', { amount: 49_999 }, 422, 'payment.amountDiffers', { amount: 50_000 }],
    [
      'more than one transfer carries',
      { fees: ['BIG'] },
      422,
      'payment.amountTooLarge',
      { amount: 500_000_000, limit: 500_000_000 },
    ],
    ['a fee of nothing', { fees: ['P0'] }, 422, 'payment.nothingToPay', {}],
    ['an unknown fee', { fees: ['LP01', 'LP99'] }, 422, 'payment.feesUnknown', { errors: [{ pointer: '/fees/1' }] }],
    ['an end in the past', { expiresAt: '2026-11-20T00:00:00+07:00' }, 422, 'payment.expiresTooEarly', {}],
    ['an end too far ahead', { expiresAt: '2036-01-01T00:00:00+07:00' }, 422, 'payment.expiresTooLate', { days: 366 }],
    ['a dossier that is not there', { dossier: 'D9' }, 404, 'dossier.notFound', {}],
    ['an unknown method', { method: 'cash' }, 400, 'request.invalid', { errors: [{ pointer: '/method' }] }],
  ])('%s: nothing is opened', async (_, change, status, code, more) => {
    expect(await open(change)).toMatchObject({ status, json: { code, ...more } });
    expect((await get('/v1/payments')).items).toEqual([]);
  });

  it("another unit's dossier is not found, by whatever it is asked for; nor are its payments", async () => {
    expect((await open({}, { key: keys.other })).json.code).toBe('dossier.notFound');
    const { json } = await open();
    for (const path of [`/v1/payments/${json.id}`, `/v1/payments/${json.id}/qr.svg`]) {
      expect((await http.ask(path, { key: keys.other })).status).toBe(404);
    }
    expect((await get('/v1/payments', keys.other)).items).toEqual([]);
    expect((await get('/v1/payments?dossier=D1', keys.viewer)).items).toMatchObject([{ id: json.id }]);
    const cancelled = await post(`/v1/payments/${json.id}/cancellation`, {}, keys.other);
    expect(cancelled).toMatchObject({ status: 404, json: { code: 'payment.notFound' } });
  });

  it('a unit that nobody has named an account for says so, to whoever can do something', async () => {
    await put(aDossier({ unit: 'H30' }), 'D3', keys.other);
    expect((await open({ dossier: 'D3' }, { key: keys.other })).json).toMatchObject({
      ...{ code: 'payment.noAccount', whoActs: 'operator' },
    });
  });

  it('one payment of a fee is open: the second is told which', async () => {
    const { json } = await open({ fees: ['LP01', 'P02'] });
    expect(json.amount).toBe(70_000);
    const clash = await open({ fees: ['P02'] });
    expect(clash).toMatchObject({
      ...{ status: 409, headers: { location: `/v1/payments/${json.id}` } },
      json: { code: 'payment.open', whoActs: 'client', fees: ['P02'], payment: { id: json.id, qr: json.qr } },
    });
    const many = await Promise.all(Array.from({ length: 20 }, () => open({ dossier: 'D1', fees: ['P02'] })));
    expect(many.map(({ status }) => status)).toEqual(many.map(() => 409));
  });

  it('twenty at once: one is opened', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => open()));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ json }) => json.code === 'payment.open')).toHaveLength(19);
  });

  it('the same key repeats the first answer; another body under it is refused', async () => {
    const headers = { 'idempotency-key': 'k-1' };
    const first = await open({}, { headers });
    const again = await open({}, { headers });
    expect(again).toMatchObject({
      status: 201,
      headers: { 'idempotency-replayed': 'true' },
      json: { id: first.json.id },
    });
    expect((await open({ fees: ['P02'] }, { headers })).json.code).toBe('idempotency.mismatch');
    const path = `/v1/payments/${first.json.id}/cancellation`;
    const cancelled = await post(path, {}, keys.demo, { 'idempotency-key': 'k-2' });
    expect(cancelled).toMatchObject({ status: 200, json: { state: 'cancelled', cancelledWhy: 'client', qr: null } });
    const repeated = await post(path, {}, keys.demo, { 'idempotency-key': 'k-2' });
    expect(repeated.headers['idempotency-replayed']).toBe('true');
  });

  it('a cancelled payment is cancelled again in peace, a settled one is not; the fee may be opened anew', async () => {
    const { json } = await open();
    for (const _ of ['first', 'again']) {
      expect((await post(`/v1/payments/${json.id}/cancellation`, {}, keys.demo)).status).toBe(200);
    }
    const next = await open();
    expect(next.status).toBe(201);
    await m.tell(m.credit(50_000, next.json.reference));
    const refused = await post(`/v1/payments/${next.json.id}/cancellation`, {}, keys.demo);
    expect(refused).toMatchObject({ status: 409, json: { code: 'payment.ended', state: 'settled' } });
    const listed = await get('/v1/payments?dossier=D1&state=cancelled');
    expect(listed.items.map(({ id }: { id: string }) => id)).toEqual([json.id]);
  });

  it('a PUT that changes the fee cancels its payment, and the timeline says so', async () => {
    const { json } = await open();
    await put(aDossier({ revision: 2, fees: [fee('LP01', 60_000)] }));
    expect(await get(`/v1/payments/${json.id}`)).toMatchObject({ state: 'cancelled', cancelledWhy: 'feeChanged' });
    const { items } = await get('/v1/dossiers/D1/timeline');
    const line = items.find(({ kind }: { kind: string }) => kind === 'payment.cancelled');
    expect(line.text).toBe(`Hủy khoản thanh toán ${json.reference} vì khoản phí, lệ phí đã thay đổi`);
    for (const { text, kind } of items) expect(text).not.toBe(kind);
    expect((await open()).json.amount).toBe(60_000);
  });

  it('a payment with the platform is 202 until the platform has answered; who waits gets its page', async () => {
    const platform = { method: 'paymentPlatform', fees: ['P02'], returnUrl: 'https://mot-cua.example.vn/xong' };
    const first = await open(platform);
    expect(first).toMatchObject({
      status: 202,
      json: { state: 'initiating', account: 'nen-tang', qr: null, redirectUrl: null },
    });
    const order = (await h.announced()).find(({ operation }) => operation === 'init')!;
    expect(order.exchange).toBe(first.json.exchange);
    expect(h.payloadOf(order)).toMatchObject({
      ...{ amount: 20_000, returnUrl: platform.returnUrl, dossier: { code: 'D1', unitName: 'Sở Tư pháp' } },
    });
    const detail = h.detail(order.exchange, 1, { facts: { redirectUrl: 'https://platform.example.vn/pay/1' } });
    await m.tell({ ...h.changed(order, { version: 1, outcome: 'done', detail }) });
    expect(await get(`/v1/payments/${first.json.id}`)).toMatchObject({
      ...{ state: 'open', redirectUrl: 'https://platform.example.vn/pay/1', qr: null },
    });
  });

  it('money without a reference is the operators’; two of them assign it, and one person is not two', async () => {
    const { json } = await open();
    await m.tell(m.credit(50_000, 'nop le phi ho so khai sinh', {}, payer));
    expect((await get('/v1/credits?state=unmatched')).items).toEqual([]);
    const [credit] = (await get('/v1/credits?state=unmatched', keys.viewer)).items;
    expect(credit).toMatchObject({ amount: 50_000, why: 'noReference', ...payer, text: 'nop le phi ho so khai sinh' });
    expect(credit.suggestions).toMatchObject([{ payment: json.id, dossier: 'D1' }]);
    expect((await http.ask(`/v1/credits/${credit.id}`)).json.code).toBe('credit.notFound');

    const path = `/v1/credits/${credit.id}/assignment`;
    const said = { payment: json.id, reason: 'Doi chieu voi nguoi nop' };
    expect(await post(path, said)).toMatchObject({ status: 202, json: { result: 'awaitsSecondPerson' } });
    expect((await post(path, said)).json.code).toBe('credit.samePerson');
    expect((await get(`/v1/credits/${credit.id}`, keys.viewer)).proposal).toMatchObject({
      payment: json.id,
      operator: 'operator',
    });
    expect((await post(path, { payment: '0192f3a0-0000-7000-8000-00000000dead' }, second)).json.code).toBe(
      'credit.paymentNotFound',
    );
    const other = await open({ fees: ['P02'] });
    expect((await post(path, { payment: other.json.id }, second)).json.code).toBe('credit.proposalsDiffer');
    expect(await post(path, said, second)).toMatchObject({
      status: 200,
      json: { result: 'accepted', payment: json.id },
    });
    expect(await get(`/v1/payments/${json.id}`)).toMatchObject({
      state: 'settled',
      credits: [{ matchedBy: 'assignment' }],
    });
    expect((await post(path, said, second)).json).toMatchObject({ code: 'credit.notAssignable', state: 'matched' });
    // Now it is money of the unit's own payment.
    expect(await get(`/v1/credits/${credit.id}`)).toMatchObject({ state: 'matched', payment: json.id });
    expect((await http.ask(`/v1/credits/${credit.id}`, { key: keys.other })).status).toBe(404);
  });

  it('what came twice goes back: one asks, another approves, the bank’s number, done', async () => {
    const { json } = await open();
    await m.tell(m.credit(50_000, json.reference), m.credit(50_000, json.reference));
    expect(await get(`/v1/payments/${json.id}`)).toMatchObject({ coverage: 'over', refund: 'due' });
    const asked = await post(`/v1/payments/${json.id}/refunds`, { reason: 'Nop hai lan' });
    expect(asked).toMatchObject({ status: 202, json: { state: 'requested', amount: 50_000 } });
    const refund = `/v1/refunds/${asked.json.refund}`;
    expect(asked.headers['location']).toBe(refund);
    expect((await post(`${refund}/sent`, { bankReference: 'FT1' })).json).toMatchObject({
      code: 'refund.notApplicable',
      state: 'requested',
    });
    expect((await post(`${refund}/confirmation`)).json.code).toBe('refund.samePerson');
    expect(await post(`${refund}/confirmation`, {}, second)).toMatchObject({
      status: 200,
      json: { state: 'approved' },
    });
    expect((await post(`${refund}/sent`, { bankReference: 'FT26327000777' })).json.state).toBe('sent');
    expect((await get(`/v1/payments/${json.id}`)).refund).toBe('sent');
    expect((await post(`${refund}/done`, { evidence: 'Sao ke 22/11 dong 7' }, second)).json.state).toBe('done');
    expect(await get(refund, keys.viewer)).toMatchObject({
      requestedBy: 'operator',
      approvedBy: 'second',
      state: 'done',
    });
    expect((await get('/v1/refunds')).items).toMatchObject([{ id: asked.json.refund, state: 'done' }]);
    expect((await get('/v1/refunds', keys.other)).items).toEqual([]);
    expect((await post(`/v1/payments/${json.id}/refunds`)).json.code).toMatch(/^refund\./);
    const { items } = await get('/v1/dossiers/D1/timeline');
    for (const { text, kind } of items) expect(text).not.toBe(kind);
    expect(items.at(-1).text).toContain('Đã hoàn trả 50.000 đồng');
  });

  it('money that belongs to nobody may be sent back whole', async () => {
    await m.tell(m.credit(70_000, 'khong ro noi dung', {}, payer));
    const [credit] = (await get('/v1/credits?state=unmatched', keys.viewer)).items;
    const asked = await post(`/v1/credits/${credit.id}/refunds`, { reason: 'Nguoi nop yeu cau' });
    expect(asked).toMatchObject({ status: 202, json: { state: 'requested', amount: 70_000 } });
    expect((await post(`/v1/credits/${credit.id}/assignment`, { payment: (await open()).json.id })).json.code).toBe(
      'credit.notAssignable',
    );
  });

  it('claims that contradict each other settle nothing, and are shown with the payment', async () => {
    const { json } = await open({ method: 'paymentPlatform', fees: ['P02'] });
    const order = (await h.announced()).find(({ operation }) => operation === 'init')!;
    const detail = h.detail(order.exchange, 1, { facts: { redirectUrl: 'https://platform.example.vn/pay/1' } });
    await m.tell(h.changed(order, { version: 1, outcome: 'done', detail }));
    const view = await m.view(json.id);
    await m.tell(
      m.claim(view, { source: 'confirm', state: 'paid', amount: 20_000 }),
      m.claim(view, { source: 'query', state: 'failed' }),
    );
    const { items } = await get(`/v1/payments/${json.id}/disagreements`);
    expect(items).toMatchObject([{ kind: 'confirmContradictsQuery', payment: json.id }]);
    expect((await get(`/v1/payments/${json.id}`)).state).not.toBe('settled');
  });

  it('pages: everything once, in order', async () => {
    for (let n = 0; n < 5; n += 1) {
      await put(aDossier({}), `E${n}`);
      await open({ dossier: `E${n}` });
    }
    const seen: string[] = [];
    for (let cursor: string | undefined, pages = 0; pages < 9; pages += 1) {
      const page = await get(`/v1/payments?limit=2${cursor ? `&cursor=${cursor}` : ''}`);
      seen.push(...page.items.map(({ dossier }: { dossier: string }) => dossier));
      cursor = page.nextCursor;
      if (!cursor) break;
    }
    expect([...seen].sort()).toEqual(['E0', 'E1', 'E2', 'E3', 'E4']);
    expect((await http.ask('/v1/payments?cursor=nonsense')).json.code).toBe('request.invalid');
  });

  it('no bank text, payer or reason stands readable in the store', async () => {
    const { json } = await open();
    await m.tell(m.credit(50_000, 'KHONGDUOCLO nop', {}, payer));
    const [credit] = (await get('/v1/credits?state=unmatched', keys.viewer)).items;
    await post(`/v1/credits/${credit.id}/assignment`, { payment: json.id, reason: 'Ba KHONGDUOCLO goi dien' });
    const { rows } = await sql<{ name: string }>`
      select table_name as name from information_schema.tables where table_schema = 'gateway'`.execute(
      h.store.db('gateway'),
    );
    for (const { name } of rows) {
      const found = await sql<{ n: number }>`
        select count(*)::int4 as n from ${sql.id('gateway', name)} t where t::text like any (array['%KHONGDUOCLO%', '%0912345678%'])`.execute(
        h.store.db('gateway'),
      );
      expect([name, found.rows[0]!.n]).toEqual([name, 0]);
    }
  });

  it('an operator’s key opens nothing, nobody’s key nothing at all', async () => {
    expect((await open({}, { key: keys.operator })).json.code).toBe('access.clientOnly');
    expect((await askServer(http.port, '/v1/payments', { key: null })).status).toBe(401);
  });
});
