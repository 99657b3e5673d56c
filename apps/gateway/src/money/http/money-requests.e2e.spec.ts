import { creditStates } from '../core.js';
import { aCredit, aPayment, creditId, paymentId, refundId } from '../../testing/fake-money.js';
import { keys, startHttp, type Answer, type Ask, type HttpFixture } from '../../testing/http-fixture.js';

/** Requests about money as far as they can be judged without a store: what is wrong with them, and who may make them. */
let http: HttpFixture;
beforeAll(async () => {
  http = await startHttp();
});
afterAll(() => http.close());
beforeEach(() => {
  http.core.told.splice(0);
  http.core.payments.set(paymentId, aPayment());
  http.core.credits.set(creditId, aCredit());
  http.core.paymentAnswer = undefined;
});

const good = { dossier: 'H44.1', fees: ['LP01', 'LP02'], method: 'bankQr' };
const open = (body: unknown, ask: Ask = {}): Promise<Answer> =>
  http.ask('/v1/payments', { method: 'POST', body, ...ask });
const told = (what: string): Record<string, unknown>[] =>
  http.core.told.filter((one) => one.what === what).map(({ command }) => command as Record<string, unknown>);
const post = (path: string, body: unknown, key: string = keys.operator): Promise<Answer> =>
  http.ask(path, { method: 'POST', body, key });

function expectFaults(answer: Answer, faults: readonly string[]): void {
  expect({ status: answer.status, code: answer.json?.code }).toEqual({ status: 400, code: 'request.invalid' });
  const errors = answer.json.errors as { pointer: string; code: string; detail: string }[];
  expect(errors.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual(faults);
  for (const { detail } of errors) expect(detail).toMatch(/[^ -~]/);
  expect(http.core.told).toEqual([]);
}

describe('what a payment is asked with', () => {
  const caller = { mayUseUnit: expect.any(Function) as unknown, traceparent: expect.any(String) as unknown };

  it('is handed on as stated, and nothing else is', async () => {
    const answer = await open({ ...good, amount: 50_000, returnUrl: 'https://mot-cua.example.vn/xong' });
    expect(answer).toMatchObject({ status: 201, headers: { location: `/v1/payments/${paymentId}` } });
    expect(told('openPayment')).toEqual([
      {
        ...{ ...good, client: 'demo', amount: 50_000, returnUrl: 'https://mot-cua.example.vn/xong' },
        ...caller,
      },
    ]);
    await open({ ...good, amount: null, expiresAt: null, returnUrl: null });
    expect(told('openPayment')[1]).toEqual({ ...good, client: 'demo', ...caller });
  });

  it('shows what is still due, in Vietnamese time, with its QR code', async () => {
    expect((await open(good)).json).toEqual({
      ...{ id: paymentId, dossier: 'H44.1', unit: 'H44.01', reference: 'HSDVC7K2QF9XA', method: 'bankQr' },
      ...{ account: 'kho-bac-1', amount: 50_000, fees: [{ code: 'LP01', amount: 50_000 }], state: 'open' },
      ...{ coverage: 'none', late: false, refund: 'none', received: 0, due: 50_000, disagreements: 0 },
      warnings: [],
      qr: {
        payload: aPayment().qrPayload,
        svg: `/v1/payments/${paymentId}/qr.svg`,
        png: `/v1/payments/${paymentId}/qr.png`,
      },
      redirectUrl: null,
      ...{ createdAt: '2026-11-22T08:00:00+07:00', expiresAt: '2026-11-23T08:00:00+07:00', credits: [], refunds: [] },
      claims: [],
    });
  });

  it("shows what the provider has said; its receipt to the dossier's agency alone", async () => {
    const receipt = { url: 'https://bien-lai.test/1' };
    const said = { provider: 'vnpay', source: 'confirm', state: 'pending', amount: 50_000 } as const;
    const times = { at: '2026-11-22T01:00:00Z', receivedAt: '2026-11-22T01:00:01Z' };
    http.core.payments.set(paymentId, aPayment({ receipt, claims: [{ ...said, ...times }] }));
    const shown = async (path: string, key?: string): Promise<Answer['json']> =>
      (await http.ask(`/v1/payments${path}`, key === undefined ? {} : { key })).json;
    const claims = [{ ...said, at: '2026-11-22T08:00:00+07:00', receivedAt: '2026-11-22T08:00:01+07:00' }];
    expect(await shown(`/${paymentId}`)).toMatchObject({ claims, receipt });
    expect(await shown('?claim=pending')).toMatchObject({ items: [{ claims, receipt }] });
    expect(told('listPayments')).toMatchObject([{ claim: 'pending' }]);
    for (const seen of [await shown(`/${paymentId}`, keys.operator), (await shown('', keys.operator)).items[0]]) {
      expect(seen).toMatchObject({ claims });
      expect(seen).not.toHaveProperty('receipt');
    }
    const wrong = await http.ask('/v1/payments?claim=paid');
    expect(wrong).toMatchObject({ status: 400, json: { code: 'request.invalid' } });
  });

  it('is 202 while the provider is being asked, and 201 when it has answered within the wait', async () => {
    const { qrPayload, ...initiating } = aPayment({ state: 'initiating', exchange: 'e1' });
    http.core.payments.set(paymentId, initiating);
    const accepted = {
      kind: 'accepted',
      payment: paymentId,
      state: 'initiating',
      exchanges: ['e1'],
      replayed: false,
    } as const;
    http.core.paymentAnswer = accepted;
    const first = await open(good);
    expect(first).toMatchObject({ status: 202, json: { state: 'initiating', qr: null, exchange: 'e1' } });
    http.core.payments.set(paymentId, { ...initiating, state: 'open', ...(qrPayload ? { qrPayload } : {}) });
    const second = await open(good, { headers: { prefer: 'wait=5' } });
    expect(second).toMatchObject({ status: 201, headers: { 'preference-applied': 'wait=5' }, json: { state: 'open' } });
  });

  it.each([
    ['is asked again later, while nobody knows whether it has the order', { state: 'unknown' }, 202, { qr: null }],
    ['need not be asked, where money that came before covers it', { state: 'settled', due: 0 }, 201, { due: 0 }],
    [
      'refused within the wait: no payment that can be made',
      { state: 'cancelled', cancelledWhy: 'providerRefused', exchange: 'e1' },
      422,
      {
        code: 'payment.orderRefused',
        whoActs: 'operator',
        payment: { id: paymentId, state: 'cancelled', exchange: 'e1' },
      },
    ],
    [
      'was to be asked until somebody gave it up',
      { state: 'cancelled', cancelledWhy: 'abandoned' },
      422,
      { code: 'payment.orderRefused', payment: { cancelledWhy: 'abandoned' } },
    ],
    ['had it, and its client has cancelled it since', { state: 'cancelled', cancelledWhy: 'client' }, 201, {}],
  ] as const)('a provider that %s', async (_, change, status, json) => {
    const { qrPayload: _qr, ...payment } = aPayment(change);
    http.core.payments.set(paymentId, payment);
    const answer = await open(good, { headers: { prefer: 'wait=5' } });
    expect(answer).toMatchObject({ status, json, headers: { location: `/v1/payments/${paymentId}` } });
  });

  it.each<[string, unknown, string[]]>([
    ['nothing', {}, ['/dossier field.required', '/fees field.required', '/method field.required']],
    ['a list', [], [' type.object']],
    ['unknown fields', { ...good, state: 'settled' }, ['/state field.unknown']],
    ['no fees', { ...good, fees: [] }, ['/fees list.empty']],
    ['too many fees', { ...good, fees: Array.from({ length: 51 }, (_, n) => `F${n}`) }, ['/fees list.tooLong']],
    ['fees that are no list', { ...good, fees: 'LP01' }, ['/fees type.array']],
    [
      'fees that are no codes',
      { ...good, fees: ['LP01', 7, 'a b', null] },
      ['/fees/1 type.string', '/fees/2 code.invalid', '/fees/3 type.string'],
    ],
    ['a fee twice', { ...good, fees: ['LP01', 'LP02', 'LP01'] }, ['/fees/2 list.twice']],
    ['an unknown method', { ...good, method: 'cash' }, ['/method value.notAllowed']],
    ['a dossier that is no code', { ...good, dossier: '../etc' }, ['/dossier code.invalid']],
    ['a negative amount', { ...good, amount: -1 }, ['/amount number.tooSmall']],
    ['an amount as text', { ...good, amount: '50000' }, ['/amount type.integer']],
    ['an end that is no time', { ...good, expiresAt: '2026-11-31T00:00:00+07:00' }, ['/expiresAt time.invalid']],
    ['an end without an offset', { ...good, expiresAt: '2026-11-30T00:00:00' }, ['/expiresAt time.invalid']],
    ['an address that is none', { ...good, returnUrl: 'javascript:alert(1)' }, ['/returnUrl url.invalid']],
    [
      'two things at once',
      { ...good, method: 1, fees: ['LP01', 'LP01'] },
      ['/method type.string', '/fees/1 list.twice'],
    ],
  ])('%s is refused, with its place', async (_, body, faults) => expectFaults(await open(body), faults));

  it.each([
    ['50000.5', '/amount number.notInteger'],
    ['5e4', '/amount number.notInteger'],
    ['9007199254740993', '/amount number.tooLarge'],
  ])('an amount written %s is refused before it is rounded', async (amount, fault) => {
    expectFaults(await open(`{"dossier":"H44.1","fees":["LP01"],"method":"bankQr","amount":${amount}}`), [fault]);
  });
  it('a key that stands twice is refused', async () => {
    const text = '{"dossier":"H44.1","fees":["LP01"],"method":"bankQr","amount":1,"amount":50000}';
    expectFaults(await open(text), ['/amount json.duplicateKey']);
  });

  it.each([
    [
      { kind: 'amountTooLarge', amount: 500_000_000, limit: 500_000_000 },
      422,
      'payment.amountTooLarge',
      'agency',
      { amount: 500_000_000, limit: 500_000_000 },
    ],
    [{ kind: 'amountDiffers', amount: 50_000 }, 422, 'payment.amountDiffers', 'client', { amount: 50_000 }],
    [
      { kind: 'feesUnknown', fees: ['LP02'] },
      422,
      'payment.feesUnknown',
      'agency',
      { errors: [{ pointer: '/fees/1', code: 'fee.unknown' }] },
    ],
    [
      { kind: 'open', payment: paymentId, fees: ['LP01'] },
      409,
      'payment.open',
      'client',
      { fees: ['LP01'], payment: { id: paymentId, state: 'open' } },
    ],
    [{ kind: 'expiresTooEarly' }, 422, 'payment.expiresTooEarly', 'client', { errors: [{ pointer: '/expiresAt' }] }],
    [
      { kind: 'expiresTooLate', days: 366 },
      422,
      'payment.expiresTooLate',
      'client',
      { errors: [{ pointer: '/expiresAt' }] },
    ],
    [{ kind: 'noAccount' }, 422, 'payment.noAccount', 'operator', {}],
    [{ kind: 'noAccountNumber' }, 503, 'payment.noAccountNumber', 'operator', {}],
  ] as const)('%j is told as %s %s, for the %s', async (answer, status, code, whoActs, more) => {
    http.core.paymentAnswer = answer as typeof http.core.paymentAnswer;
    const { status: got, json } = await open(good);
    expect({ status: got, json }).toMatchObject({ status, json: { code, whoActs, ...more } });
    expect(json.detail).not.toMatch(/\{\w+\}/);
  });
  it('the sentence of an amount beyond the limit names both as they are written here', async () => {
    http.core.paymentAnswer = { kind: 'amountTooLarge', amount: 1_234_567_890, limit: 500_000_000 };
    expect((await open(good)).json.detail).toMatch(/1\.234\.567\.890 đồng.*dưới 500\.000\.000 đồng/);
  });
});

describe('who may', () => {
  const unseen = '0192f3a0-0000-7000-8000-00000000dead';

  it("another unit's payment is not found, in any way of looking", async () => {
    for (const path of ['', '/qr.svg', '/qr.png', '/disagreements']) {
      const answer = await http.ask(`/v1/payments/${paymentId}${path}`, { key: keys.other });
      expect(answer).toMatchObject({ status: 404, json: { code: 'payment.notFound' } });
      expect((await http.ask(`/v1/payments/${paymentId}${path}`)).status).toBe(200);
      expect((await http.ask(`/v1/payments/${paymentId}${path}`, { key: keys.viewer })).status).toBe(200);
      expect((await http.ask(`/v1/payments/${unseen}${path}`)).json.code).toBe('payment.notFound');
    }
    expect((await http.ask('/v1/payments', { key: keys.other })).json.items).toEqual([]);
    expect((await http.ask('/v1/payments', { key: keys.viewer })).json.items).toHaveLength(1);
  });

  it('operators see payments of every unit, also of one that is no longer configured', async () => {
    http.core.payments.set(paymentId, aPayment({ unit: 'H44.09' }));
    expect((await http.ask('/v1/payments', { key: keys.viewer })).json.items).toHaveLength(1);
    expect((await http.ask(`/v1/payments/${paymentId}`, { key: keys.viewer })).status).toBe(200);
    expect((await http.ask('/v1/payments')).json.items).toEqual([]);
    expect(told('listPayments').map(({ units }) => units)).toEqual([undefined, ['H44', 'H44.01', 'X99']]);
  });

  it.each(creditStates)('credits can be asked for by the state %s', async (state) => {
    expect((await http.ask(`/v1/credits?state=${state}`, { key: keys.viewer })).status).toBe(200);
    expect(told('listCredits')).toMatchObject([{ state }]);
  });

  it("money that belongs to no payment is the operators'; of the rest a client sees its units'", async () => {
    expect((await http.ask(`/v1/credits/${creditId}`)).json.code).toBe('credit.notFound');
    expect((await http.ask('/v1/credits?state=unmatched')).json.items).toEqual([]);
    expect((await http.ask('/v1/credits?state=unmatched', { key: keys.viewer })).json.items).toHaveLength(1);
    http.core.credits.set(creditId, aCredit({ state: 'matched', unit: 'H44.01' }));
    expect((await http.ask(`/v1/credits/${creditId}`)).status).toBe(200);
    expect((await http.ask(`/v1/credits/${creditId}`, { key: keys.other })).status).toBe(404);
    expect(told('listCredits').map(({ units }) => units)).toEqual([['H44', 'H44.01', 'X99'], undefined]);
  });

  it.each([
    [`/v1/credits/${creditId}/assignment`, { payment: paymentId }],
    [`/v1/payments/${paymentId}/refunds`, {}],
    [`/v1/credits/${creditId}/refunds`, {}],
    [`/v1/refunds/${refundId}/confirmation`, {}],
    [`/v1/refunds/${refundId}/withdrawal`, { reason: 'nham' }],
    [`/v1/refunds/${refundId}/rejection`, { reason: 'da tra tai quay' }],
    [`/v1/refunds/${refundId}/sent`, { bankReference: 'FT1' }],
    [`/v1/refunds/${refundId}/done`, { evidence: 'sao ke' }],
    [`/v1/refunds/${refundId}/failure`, { reason: 'sai so tai khoan', credit: creditId }],
  ])('%s is for operators who may act', async (path, body) => {
    expect((await post(path, body, keys.demo)).json.code).toBe('access.operatorOnly');
    expect((await post(path, body, keys.viewer)).json.code).toBe('access.roleForbidden');
    expect(http.core.told).toEqual([]);
    expect([200, 202]).toContain((await post(path, body)).status);
    expect(http.core.told[0]).toMatchObject({ command: { operator: 'operator' } });
  });

  it('operators open and cancel nothing in the name of an agency', async () => {
    expect((await open(good, { key: keys.operator })).json.code).toBe('access.clientOnly');
    expect((await post(`/v1/payments/${paymentId}/cancellation`, {})).json.code).toBe('access.clientOnly');
  });
});

describe('other requests', () => {
  it('images are images', async () => {
    const svg = await http.ask(`/v1/payments/${paymentId}/qr.svg`);
    expect(svg.headers).toMatchObject({ 'content-type': 'image/svg+xml; charset=utf-8', 'cache-control': 'no-store' });
    expect(svg.text).toMatch(/^<svg /);
    const png = await http.ask(`/v1/payments/${paymentId}/qr.png`);
    expect(png.headers['content-type']).toBe('image/png');
    expect(png.text).toContain('PNG');
  });

  it.each(['none', '%2e%2e', '0192f3a0', `${paymentId}0`])('%s is no id of ours: no store is asked', async (id) => {
    for (const path of [`/v1/payments/${id}`, `/v1/credits/${id}`]) expect((await http.ask(path)).status).toBe(404);
    expect((await http.ask(`/v1/refunds/${id}`, { key: keys.viewer })).status).toBe(404);
    expect(http.core.told).toEqual([]);
  });

  it.each([
    ['/v1/payments?state=paid', '/query/state value.notAllowed'],
    ['/v1/payments?stat=open', '/query/stat field.unknown'],
    ['/v1/payments?limit=0', '/query/limit limit.invalid'],
    ['/v1/credits?state=lost', '/query/state value.notAllowed'],
    ['/v1/credits?from=yesterday', '/query/from time.invalid'],
    ['/v1/credits?direction=sideways', '/query/direction value.notAllowed'],
    ['/v1/refunds?state=over', '/query/state value.notAllowed'],
  ])('%s: %s', async (path, fault) => expectFaults(await http.ask(path), [fault]));

  it.each<[string, unknown, string[]]>([
    [`/v1/credits/${creditId}/assignment`, {}, ['/payment field.required']],
    [`/v1/credits/${creditId}/assignment`, { payment: 'H44.1' }, ['/payment id.invalid']],
    [`/v1/refunds/${refundId}/sent`, {}, ['/bankReference field.required']],
    [`/v1/refunds/${refundId}/done`, { evidence: ' ' }, ['/evidence text.blank']],
    [`/v1/refunds/${refundId}/withdrawal`, { reason: ' ' }, ['/reason text.blank']],
    [`/v1/refunds/${refundId}/rejection`, {}, ['/reason field.required']],
    [`/v1/refunds/${refundId}/failure`, { credit: 'H44' }, ['/reason field.required', '/credit id.invalid']],
    [`/v1/refunds/${refundId}/confirmation`, { amount: 1 }, ['/amount field.unknown']],
    [`/v1/payments/${paymentId}/refunds`, { amount: 1 }, ['/amount field.unknown']],
  ])('%s with %j', async (path, body, faults) => expectFaults(await post(path, body), faults));

  it('what an operator said is repeated by its key, and said so', async () => {
    const answer = await http.ask(`/v1/credits/${creditId}/assignment`, {
      ...{ method: 'POST', key: keys.operator, body: { payment: paymentId }, headers: { 'idempotency-key': 'k-1' } },
    });
    expect(answer).toMatchObject({
      status: 202,
      headers: { location: `/v1/credits/${creditId}` },
      json: { credit: creditId, payment: paymentId, result: 'awaitsSecondPerson' },
    });
    expect(told('assignCredit')[0]).toMatchObject({
      idempotency: { key: 'k-1', request: expect.stringContaining(`POST /v1/credits/${creditId}/assignment`) },
    });
    http.core.assignAnswer = { kind: 'accepted', payment: paymentId, replayed: true };
    const second = await post(`/v1/credits/${creditId}/assignment`, { payment: paymentId });
    expect(second).toMatchObject({ status: 200, headers: { 'idempotency-replayed': 'true' } });
    http.core.assignAnswer = undefined;
  });

  it('money of another account is refused with both accounts named', async () => {
    http.core.assignAnswer = { kind: 'otherAccount', creditAccount: 'kho-bac-2', paymentAccount: 'kho-bac-1' };
    const { status, json } = await post(`/v1/credits/${creditId}/assignment`, { payment: paymentId });
    http.core.assignAnswer = undefined;
    expect({ status, json }).toMatchObject({
      ...{ status: 422, json: { code: 'credit.otherAccount', whoActs: 'operator' } },
    });
    expect(json).toMatchObject({ creditAccount: 'kho-bac-2', paymentAccount: 'kho-bac-1' });
    expect(json.detail).toMatch(/kho-bac-2.*kho-bac-1/);
  });
});
