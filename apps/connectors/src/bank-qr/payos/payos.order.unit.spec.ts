import { createHmac } from 'node:crypto';
import type { AttemptHttp, HttpRequest, HttpResult } from '@lienthong/connector-kit';
import type { PaymentOrder } from '@lienthong/contracts';
import { bankAccountOf, bankKeys } from '../../testing/bank-qr/accounts.js';
import { resolveOrder, sendOrder } from '../bank-qr.orders.js';
import { orderCodeOf } from './payos.order-code.js';

const account = bankAccountOf('payos');
const accounts = new Map([account, bankAccountOf('vnpay'), bankAccountOf('sepay')].map((one) => [one.name, one]));
const order = (more: Partial<PaymentOrder> = {}): PaymentOrder => ({
  ...{ payment: 'p', reference: 'HSDVC7K2QF9XAC', account: 'payos-1', amount: 150_000, description: 'HSDVC7K2QF9XAC' },
  expiresAt: '2026-08-02T07:00:00Z',
  dossier: { code: 'H44.1', procedure: { code: '1', name: 'x' }, unit: 'H44', unitName: 'x' },
  fees: [],
  ...more,
});
const orderCode = orderCodeOf('HSDVC', 'HSDVC7K2QF9XAC')!;
const now = new Date('2026-08-01T07:00:00Z');
const { signal } = new AbortController();

const answer = (status: number, body: unknown): HttpResult => ({
  ...{ ok: true, status, headers: {}, millis: 1 },
  body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
});
const cut = (firstByteLeft: boolean): HttpResult => ({
  ...{ ok: false, cause: 'transport.connectionReset', firstByteLeft, millis: 1 },
});
const link = { orderCode, amount: 150_000, paymentLinkId: 'l1', checkoutUrl: 'https://pay/l1', qrCode: '000201' };

/** One answer for whatever is asked; what was asked. */
function speaking(result: HttpResult): { readonly http: AttemptHttp; readonly asked: HttpRequest[] } {
  const asked: HttpRequest[] = [];
  const say = (request: HttpRequest): Promise<HttpResult> => {
    asked.push(request);
    return Promise.resolve(result);
  };
  return { http: { read: say, send: say }, asked };
}
const item = (payload: PaymentOrder) => ({ exchange: 'x', subject: 'payment:p', number: 1, attempt: 1, payload });
const send = (result: HttpResult, payload = order()) =>
  sendOrder(accounts, { items: [item(payload)], http: speaking(result).http, signal, now });
const resolve = (result: HttpResult, payload = order()) =>
  resolveOrder(accounts, { item: item(payload), http: speaking(result).http, signal, now, attemptedAt: now });

describe('an order with payOS', () => {
  it('is signed over five fields, in their order, with the key in use', async () => {
    const { http, asked } = speaking(answer(200, { code: '00', data: link }));
    expect(await sendOrder(accounts, { items: [item(order())], http, signal, now })).toEqual({
      outcome: 'done',
      facts: { redirectUrl: 'https://pay/l1', qrPayload: '000201', providerOrder: String(orderCode) },
    });
    const [{ path, headers, body }] = asked as [HttpRequest];
    const said = JSON.parse(body as string) as Record<string, unknown>;
    const url = 'https://example.vn/done';
    const text = `amount=150000&cancelUrl=${url}&description=HSDVC7K2QF9XAC&orderCode=${orderCode}&returnUrl=${url}`;
    expect(said['signature']).toBe(createHmac('sha256', bankKeys.payos[0]).update(text).digest('hex'));
    expect(said['expiredAt']).toBe(Date.parse('2026-08-02T07:00:00Z') / 1000);
    expect([path, headers?.['x-client-id']]).toEqual(['/payos-1/v2/payment-requests', 'client']);
  });

  it.each([
    ['cut before the first byte', cut(false), 'later'],
    ['cut after it', cut(true), 'unknown'],
    ['5xx', answer(502, ''), 'unknown'],
    ['429', answer(429, {}), 'later'],
    ['401', answer(401, {}), 'later'],
    ['too large, today and tomorrow', answer(413, {}), 'refused'],
    ['garbage', answer(200, '\u0000<html>'), 'unknown'],
    ['an order of that code is there', answer(200, { code: '231' }), 'unknown'],
    ['good, about another order', answer(200, { code: '00', data: { ...link, orderCode: 1 } }), 'unknown'],
    ['good, about another amount', answer(200, { code: '00', data: { ...link, amount: 1 } }), 'unknown'],
    ['a refusal', answer(200, { code: '20' }), 'refused'],
  ])('%s', async (_what, result, outcome) => expect(await send(result)).toMatchObject({ outcome }));

  it.each([
    ['there', answer(200, { code: '00', data: { ...link, status: 'PENDING' } }), 'done'],
    ['paid already', answer(200, { code: '00', data: { ...link, status: 'PAID' } }), 'done'],
    ['not there', answer(200, { code: '101' }), 'absent'],
    ['over by its own time', answer(200, { code: '00', data: { ...link, status: 'EXPIRED' } }), 'done'],
    ['called off', answer(200, { code: '00', data: { ...link, status: 'CANCELLED' } }), 'refused'],
    ['there with another amount', answer(200, { code: '00', data: { ...link, amount: 1 } }), 'refused'],
    ['no answer', cut(true), 'open'],
    ['5xx', answer(500, { code: '101' }), 'open'],
    ['garbage', answer(200, '<html>'), 'open'],
    ['not allowed', answer(401, { code: '401' }), 'open'],
    ['about another order', answer(200, { code: '00', data: { ...link, orderCode: 1 } }), 'open'],
  ])('of unknown fate, asked for: %s', async (_what, result, found) =>
    expect(await resolve(result)).toMatchObject({ found }),
  );

  it('a link that is asked for comes without its address; it is made of its id', async () => {
    const { checkoutUrl: _, qrCode: __, ...bare } = link;
    const shown = answer(200, { code: '00', data: { ...bare, id: 'l1' } });
    expect(await resolve(shown)).toMatchObject({ facts: { redirectUrl: 'https://pay.payos.vn/web/l1' } });
  });

  it('a reference that is not of our form is refused before anybody is asked', async () => {
    const { http, asked } = speaking(cut(true));
    const payload = order({ reference: 'OTHER7K2QF9XAC' });
    expect(await sendOrder(accounts, { items: [item(payload)], http, signal, now })).toMatchObject({
      ...{ outcome: 'refused', cause: 'payos.referenceNotOurs' },
    });
    expect(asked).toEqual([]);
  });
});

it('an order with VNPAY calls nobody, and is the same when it is made again', async () => {
  const payload = order({ account: 'vnpay-1' });
  const { http, asked } = speaking(cut(true));
  const made = await sendOrder(accounts, { items: [item(payload)], http, signal, now });
  const again = await resolveOrder(accounts, { item: item(payload), http, signal, now: new Date(), attemptedAt: now });
  if (made.outcome !== 'done' || again.found !== 'done') throw new Error('not made');
  expect(again.facts).toEqual(made.facts);
  expect(asked).toEqual([]);
  const address = new URL(made.facts!['redirectUrl'] as string);
  expect(Object.fromEntries(address.searchParams)).toMatchObject({
    ...{ vnp_Amount: '15000000', vnp_TxnRef: 'HSDVC7K2QF9XAC', vnp_CreateDate: '20260801140000', vnp_CurrCode: 'VND' },
  });
});

it('an account that makes no orders refuses them', async () => {
  expect(await send(cut(true), order({ account: 'sepay-1' }))).toMatchObject({ cause: 'bank.noOrdersOnAccount' });
  expect(await resolve(cut(true), order({ account: 'nobody' }))).toEqual({ found: 'absent' });
});
