import { decode, encode } from '@lienthong/vietqr';
import type { StoredPayment } from '../pipeline/stored.js';
import { noClaims } from './claims.js';
import { paymentView, type PaymentParts } from './payment-view.js';

/** What a payer is offered, always for exactly what is still due. */
const order: StoredPayment = {
  ...{ id: 'p', dossier: 'A', client: 'demo', method: 'bankQr', account: 'kho-bac-2', provider: 'payos' },
  ...{ qr: 'provider', bankBin: '970436', accountNumber: '1017595602', reference: 'HSDVC7K2QF9XAB' },
  ...{ amount: 50_000, orderAmount: 50_000, fees: [], state: 'open', received: 0, refunded: 0, late: false },
  ...{ createdAt: '2026-11-22T01:00:00Z', expiresAt: '2026-11-23T01:00:00Z', disagreements: 0, version: 1 },
};
const theirs = (amount: number): string => {
  const made = encode({
    bank: '970436',
    account: 'VQRQ0001',
    amount,
    additional: { purpose: 'CSAB12 HSDVC7K2QF9XAB' },
  });
  if (!made.ok) throw new Error('no code');
  return made.payload;
};
const page = 'https://pay.test/web/1';
const offer = (change: Partial<StoredPayment>, facts: PaymentParts['facts']) => {
  const view = paymentView({
    payment: { ...order, ...change },
    unit: 'H44',
    facts,
    credits: [],
    refunds: [],
    said: noClaims,
  });
  const read = view.qrPayload === undefined ? undefined : decode(view.qrPayload);
  const scanned =
    read?.outcome === 'accept' || read?.outcome === 'warn'
      ? [read.transfer.account, read.transfer.amount, read.transfer.additional?.purpose]
      : view.qrPayload;
  return { scanned, page: view.redirectUrl, how: view.toPay?.how, qrBy: view.toPay?.qrBy, text: view.toPay?.text };
};

it("the provider's code and page, for the whole sum", () => {
  expect(offer({}, { qrPayload: theirs(50_000), redirectUrl: page })).toMatchObject({
    ...{ scanned: ['VQRQ0001', 50_000, 'CSAB12 HSDVC7K2QF9XAB'], page, how: 'qr', qrBy: 'provider' },
  });
});

it("for a remainder the provider's account and text with what is still due; its page would ask for the whole sum", () => {
  expect(offer({ received: 30_000 }, { qrPayload: theirs(50_000), redirectUrl: page })).toMatchObject({
    ...{ scanned: ['VQRQ0001', 20_000, 'CSAB12 HSDVC7K2QF9XAB'], page: undefined, how: 'qr', qrBy: 'provider' },
  });
});

it('a code that cannot be read is shown for its own sum only; for a remainder there is a code of ours', () => {
  expect(offer({}, { qrPayload: 'data:image' })).toMatchObject({ scanned: 'data:image', how: 'qr', qrBy: 'provider' });
  expect(offer({ received: 30_000 }, { qrPayload: 'data:image' })).toMatchObject({
    ...{ scanned: ['1017595602', 20_000, 'HSDVC7K2QF9XAB'], how: 'qr', qrBy: 'gateway' },
    text: expect.stringContaining('HSDVC7K2QF9XAB'),
  });
});

it('an order whose answer was lost: its page if that is known, else a code of ours', () => {
  expect(offer({}, { redirectUrl: page })).toMatchObject({ scanned: undefined, page, how: 'page' });
  expect(offer({}, {})).toMatchObject({
    scanned: ['1017595602', 50_000, 'HSDVC7K2QF9XAB'],
    how: 'qr',
    qrBy: 'gateway',
  });
  expect(offer({ virtualAccount: 'VQRQ0001' }, {}).scanned).toEqual(['VQRQ0001', 50_000, 'HSDVC7K2QF9XAB']);
});

it('where nothing can be offered, the view says what to do: the account behind a platform is none to transfer to', () => {
  const platform = { method: 'paymentPlatform', provider: 'payment-platform', account: 'nen-tang' } as const;
  expect(offer(platform, {})).toMatchObject({ scanned: undefined, page: undefined, how: 'newPayment' });
  expect(offer({ ...platform, received: 30_000 }, { redirectUrl: page })).toMatchObject({
    ...{ page: undefined, how: 'newPayment', text: expect.stringContaining('20.000') },
  });
  expect(offer(platform, { redirectUrl: page })).toMatchObject({ page, how: 'page' });
});

it('an order for what remained of an earlier payment has its page', () => {
  expect(offer({ received: 20_000, orderAmount: 30_000 }, { redirectUrl: page })).toMatchObject({ page, how: 'page' });
});

it.each([{ state: 'settled' }, { state: 'initiating' }, { state: 'expired' }, { received: 50_000 }] as const)(
  'nothing while it is %j',
  (change) => {
    expect(offer(change, { qrPayload: theirs(50_000), redirectUrl: page })).toEqual({});
  },
);
