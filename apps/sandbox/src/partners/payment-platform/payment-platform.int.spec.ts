import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { defaultAgreements } from '../../bank/settings.js';
import { bankForTest, moneyGolden, type BankForTest } from '../../testing/bank-for-test.js';
import { rawRequest } from '../../testing/raw-client.js';
import type { Answer } from '../../testing/receiver-for-test.js';
import { authenticationCode, hashedFields } from './payment-platform.hash.js';

const bytes = (name: string) => readFileSync(resolve('test/contract/payment-platform', name), 'utf8');
const secret = 'test-secret';
const reference = 'dvcH990125070100001';
const order = `/payment-platform/orders/PARTNER01/${reference}`;
const confirmed = (): Answer => ({ status: 200, body: bytes('confirm.response.json') });

let clock = new Date('2025-07-01T02:45:00Z');
let platform: BankForTest;

async function begin({
  answer = confirmed,
  retryMinutes = [] as number[],
  token = undefined as string | undefined,
} = {}) {
  const client = { ...defaultAgreements.platformClients[0]!, secret, retryMinutes, ...(token ? { token } : {}) };
  platform = await bankForTest({ answer, now: () => clock, money: { platformClients: [client] } });
}
beforeEach(() => void (clock = new Date('2025-07-01T02:45:00Z')));
afterEach(() => platform.end());

const ask = async (path: string, body: string, headers: Record<string, string> = {}) => {
  const fixed = { host: '127.0.0.1:8091', 'content-type': 'application/json', ...headers };
  return rawRequest(platform.port, `/payment-platform/${path}`, fixed, body);
};
const init = () => ask('init', bytes('init.request.json'));
const query = async () => {
  const { body } = await ask('query', bytes('query.request.json'));
  return body;
};
const queriedState = async () => (JSON.parse(await query()) as { TrangThaiGD: unknown }).TrangThaiGD;
const pay = (wish: object = {}) =>
  platform.send<{ state: string; payments: { id: string }[] }>('POST', `${order}/pay`, wish);

describe('hashes of the payment platform', () => {
  const vectors = moneyGolden<{ name: string; text: string; sha256: string }[]>('payment-platform/hashes.vectors.json');
  beforeEach(() => begin());

  it.each(vectors.map((vector) => [vector.name, vector] as const))(
    '%s is the published one',
    (name, { text, sha256 }) => {
      const fields = hashedFields[name === 'CONFIRM' ? 'confirm' : (name as 'INIT' | 'QUERY')];
      const values = text.split('|');
      const message = Object.fromEntries(fields.map((field, i) => [field, values[i]]));
      expect(authenticationCode(message, fields, values.at(-1)!)).toBe(sha256);
    },
  );
});

describe('the stand-in of the payment platform and the golden bytes', () => {
  beforeEach(() => begin());

  it('INIT, again, with a wrong hash', async () => {
    expect((await init()).body).toBe(bytes('init-ok.response.json'));
    expect((await init()).body).toBe(bytes('init-again.response.json'));
    expect((await ask('init', bytes('init-bad-hash.request.json'))).body).toBe(bytes('init-bad-hash.response.json'));
  });

  it('QUERY of an unknown, a waiting, a paid, a cancelled order', async () => {
    expect(await query()).toBe(bytes('query-unknown.response.json'));
    await init();
    expect(await query()).toBe(bytes('query-waiting.response.json'));
    await platform.send('POST', `${order}/cancel`);
    expect(await query()).toBe(bytes('query-failed.response.json'));
    await pay();
    expect(await query()).toBe(bytes('query-paid.response.json'));
  });

  it('the confirmation', async () => {
    await init();
    await pay();
    const [received] = await platform.receiver.until(1);
    expect(received!.url).toBe('/callbacks/payment-platform/nen-tang');
    expect(received!.body).toBe(bytes('confirm-paid.request.json'));
  });

  it('GET_BILL: refused until paid, then a PDF, or an address', async () => {
    await init();
    expect((await ask('get-bill', bytes('get-bill.request.json'))).body).toContain('"MaLoi":"04"');
    await pay();
    const bill = await ask('get-bill', bytes('get-bill.request.json'));
    expect(bill.headers['content-type']).toBe('application/pdf');
    expect(bill.body).toMatch(/^%PDF-1\.4[^]*GD0001[^]*%%EOF\n$/);
    await platform.put('payment-platform/GET_BILL', { situation: 'otherWords', variant: 'billUrl', count: 1 });
    expect((await ask('get-bill', bytes('get-bill.request.json'))).body).toContain(
      '"UrlBienLai":"http://127.0.0.1:8091/',
    );
  });
});

describe('the stand-in of the payment platform is strict', () => {
  const signed = (change: Record<string, unknown>, kind: 'INIT' | 'QUERY' = 'INIT') => {
    const golden = JSON.parse(bytes(`${kind.toLowerCase()}.request.json`)) as Record<string, unknown>;
    const message = { ...golden, ...change };
    return JSON.stringify({
      MaXacThuc: authenticationCode(message, hashedFields[kind], secret),
      ...without(message, 'MaXacThuc'),
    });
  };
  const without = (message: Record<string, unknown>, name: string) =>
    Object.fromEntries(Object.entries(message).filter(([key]) => key !== name));

  it.each([
    ['another version', { PhienBan: '1.0.5' }, 'PhienBan'],
    ['a time that does not exist', { ThoiGianGD: '20250231093000' }, 'ThoiGianGD'],
    ['a negative amount', { SoTien: -1 }, 'SoTien'],
    ['a fraction', { SoTien: 1.5 }, 'SoTien'],
    ['a reference with a dash', { MaThamChieu: 'H99-1' }, 'MaThamChieu'],
    ['an unknown field', { Thua: '1' }, 'Thua'],
  ])('%s is refused and named', async (_name, change, field) => {
    await begin();
    const { body } = await ask('init', signed(change));
    expect(JSON.parse(body)).toMatchObject({ error_code: '99' });
    expect(body).toContain(field);
  });

  it('an amount that is not under the hash, an unknown partner, a missing token are refused', async () => {
    await begin({ token: 't-1' });
    const auth = { authorization: 'Bearer t-1' };
    const changed = bytes('init.request.json').replace('"SoTien":50000', '"SoTien":50001');
    expect((await ask('init', changed, auth)).body).toBe(bytes('init-bad-hash.response.json'));
    expect((await ask('init', signed({ MaDoiTac: 'OTHER' }), auth)).body).toContain('"error_code":"03"');
    expect((await init()).status).toBe(401);
    expect((await ask('init', bytes('init.request.json'), auth)).body).toBe(bytes('init-ok.response.json'));
  });

  it('QUERY by a time on a clock of twelve hours finds nothing', async () => {
    await begin();
    await ask('init', signed({ ThoiGianGD: '20250701140200' }));
    expect((await ask('query', signed({ ThoiGianGD: '20250701140200' }, 'QUERY'))).body).toContain('"TrangThaiGD":3');
    expect((await ask('query', signed({ ThoiGianGD: '20250701020200' }, 'QUERY'))).body).toContain('"MaLoi":"01"');
  });
});

describe('what persons and situations do to an order', () => {
  it('paid twice: two transactions, two confirmations, money twice at the bank', async () => {
    await begin();
    await init();
    await pay();
    await pay();
    const received = await platform.receiver.until(2);
    const ids = received.map(({ body }) => (JSON.parse(body) as { MaGiaoDich: string }).MaGiaoDich);
    expect(ids.sort()).toEqual(['GD0001', 'GD0002']);
    expect(await platform.get('/bank/accounts/nen-tang')).toMatchObject({ balance: 15_100_000, transfers: 2 });
  });

  it('pending: QUERY says 3 until it settles', async () => {
    await begin();
    await init();
    await pay({ pendingMinutes: 10_000, confirm: false });
    expect(await queriedState()).toBe(3);
    clock = new Date(clock.getTime() + 60_001);
    expect(await queriedState()).toBe(1);
  });

  it('late: confirmed after the money came', async () => {
    await begin();
    await init();
    await pay({ confirmMinutes: 20 });
    expect(await queriedState()).toBe(1);
    expect(platform.receiver.received).toHaveLength(0);
    await platform.receiver.until(1);
  });

  it('contradicting: paid says the confirmation, failed says QUERY', async () => {
    await begin();
    await init();
    await platform.put('payment-platform', { situation: 'contradicts', count: 1 });
    await platform.send('POST', `${order}/cancel`);
    const [received] = await platform.receiver.until(1);
    expect(JSON.parse(received!.body)).toMatchObject({ MaLoi: '00', MaThamChieu: reference });
    expect(await queriedState()).toBe(4);
  });

  it('a clock of twelve hours in the confirmation, rightly hashed', async () => {
    clock = new Date('2025-07-01T07:02:00Z');
    await begin();
    await init();
    await platform.put('payment-platform', { situation: 'malformed', variant: 'twelveHourClock', count: 1 });
    await pay();
    const [received] = await platform.receiver.until(1);
    const message = JSON.parse(received!.body) as Record<string, string>;
    expect(message['ThoiGianGD']).toBe('20250701020200');
    const text = hashedFields.confirm.map((field) => message[field]).join('|');
    expect(message['MaXacThuc']).toBe(createHash('sha256').update(`${text}|${secret}`).digest('hex'));
  });

  it.each([
    ['pending', 3],
    ['saysFailed', 4],
    ['strangeState', 2],
    ['stateAsText', '1'],
  ])('QUERY in other words: %s', async (variant, state) => {
    await begin();
    await init();
    await pay();
    await platform.put('payment-platform/QUERY', { situation: 'otherWords', variant, count: 1 });
    expect(await queriedState()).toBe(state);
    expect(await queriedState()).toBe(1);
  });

  it('cut after the effect: the order is there', async () => {
    await begin();
    await platform.put('payment-platform/INIT', { situation: 'cutAfterEffect', count: 1 });
    expect((await init()).status).toBeUndefined();
    expect(await queriedState()).toBe(3);
  });

  it('repeats a confirmation only where that was agreed', async () => {
    await begin({ answer: () => ({ status: 500, body: '' }), retryMinutes: [1, 5] });
    await init();
    await pay();
    await platform.receiver.until(3);
  });

  it('shows a pay page whose buttons work without a script', async () => {
    await begin();
    await init();
    const url = `${platform.url}/payment-platform/pay/PARTNER01/${reference}`;
    const page = await fetch(url);
    expect(page.headers.get('content-security-policy')).toContain("form-action 'self'");
    expect(await page.text()).toContain('50.000 VND');
    const listed = async () => (await platform.get<{ orders: { page: string }[] }>('/bank/latest')).orders;
    expect((await listed()).map((one) => platform.url + one.page)).toEqual([url]);
    const press = async (choice: string) =>
      (await fetch(url, { method: 'POST', body: new URLSearchParams({ choice }) })).text();
    expect(await press('pay')).toContain('đã thanh toán');
    expect(await listed()).toEqual([]);
    expect(await press('payShort')).toContain('Thanh toán lần nữa');
    const { body } = await platform.send<{ payments: { amount: number }[] }>('GET', order);
    expect(body.payments.map(({ amount }) => amount)).toEqual([50_000, 49_000]);
    expect((await fetch(url.replace(reference, 'x'))).status).toBe(404);
  });

  it('shows no secret', async () => {
    await begin({ token: 'token-1' });
    const listed = JSON.stringify([
      await platform.get('/payment-platform/clients'),
      await platform.get('/bank/accounts'),
    ]);
    expect(listed).not.toMatch(/test-secret|token-1|sandbox-sepay-secret/);
  });
});
