import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { PaymentOrder } from '@lienthong/contracts';
import { bankAccountOf, bankAccounts } from '../testing/bank-qr/accounts.js';
import { answering } from '../testing/answering.js';
import { orderCodeOf } from './payos/payos.order-code.js';
import { sendPayosOrder } from './payos/payos.order.js';
import { queryVietqrVn } from './vietqr-vn/vietqr-vn.query.js';
import { canonicalOf, vnpayHash } from './vnpay/vnpay.canonical.js';
import { makeVnpayOrder } from './vnpay/vnpay.order.js';
import { queryVnpay } from './vnpay/vnpay.query.js';

/** The bytes in test/contract of what we ask of providers; the sandbox is held to the same. Tests run from the top of the repository. */
const golden = <File>(name: string): File =>
  JSON.parse(readFileSync(`test/contract/${name}.vector.json`, 'utf8')) as File;
const accountOf = (name: string, section: string, more: object) => {
  const usual = (bankAccounts[name] as Record<string, object>)[section]!;
  return bankAccountOf(name, { [section]: { ...usual, ...more } });
};
const order: PaymentOrder = {
  ...{ payment: '018f0000-0000-7000-8000-000000000001', account: 'a', amount: 150_000, fees: [] },
  ...{ reference: 'HS7K2QF9XA', description: 'Thanh toan le phi ho so H29.2026.000123: lan 1' },
  ...{ createdAt: '2026-08-01T09:55:00.000Z', expiresAt: '2026-08-02T09:55:00.000Z' },
  dossier: { code: 'H44.1', procedure: { code: '1', name: 'x' }, unit: 'H44', unitName: 'x' },
};

interface VnpayVector {
  readonly secret: string;
  readonly signedText: string;
  readonly query: string;
  readonly body: string;
  readonly answerText: string;
}

it('VNPAY: the address of an order', () => {
  const { query, signedText, secret } = golden<VnpayVector>('vnpay/pay-url');
  const account = accountOf('vnpay', 'vnpay', { returnUrl: 'https://example.vn/xong', ipAddress: '10.0.0.1' });
  const { redirectUrl } = makeVnpayOrder({ ...account.vnpay!, hashSecrets: [secret] }, order, new Date());
  const made = new URLSearchParams(redirectUrl!.split('?')[1]);
  const { vnp_SecureHash: hash, ...said } = Object.fromEntries(new URLSearchParams(query));
  expect(canonicalOf(said)).toBe(signedText);
  expect(vnpayHash(secret, signedText)).toBe(hash);
  // Ours names its end too, which the vector leaves out.
  const { vnp_SecureHash: own, vnp_ExpireDate: end, ...same } = Object.fromEntries(made);
  expect([same, end]).toEqual([said, '20260802165500']);
  expect(vnpayHash(secret, redirectUrl!.split('?')[1]!.replace(/&vnp_SecureHash=.*$/, ''))).toBe(own);
});

it('VNPAY: querydr and its answer', async () => {
  const { body, secret, signedText, answerText } = golden<VnpayVector>('vnpay/querydr');
  const { vnpay, ...account } = accountOf('vnpay', 'vnpay', { ipAddress: '10.0.0.1' });
  const settings = { ...vnpay!, hashSecrets: [secret] };
  const names = [
    ...['vnp_ResponseId', 'vnp_Command', 'vnp_ResponseCode', 'vnp_Message', 'vnp_TmnCode', 'vnp_TxnRef', 'vnp_Amount'],
    ...['vnp_BankCode', 'vnp_PayDate', 'vnp_TransactionNo', 'vnp_TransactionType', 'vnp_TransactionStatus'],
    ...['vnp_OrderInfo', 'vnp_PromotionCode', 'vnp_PromotionAmount'],
  ];
  const values = answerText.split('|');
  expect(values).toHaveLength(names.length);
  const hash = createHmac('sha512', secret).update(answerText).digest('hex');
  const answer = { ...Object.fromEntries(names.map((name, at) => [name, values[at]])), vnp_SecureHash: hash };
  const http = answering(answer);
  const now = new Date('2026-08-01T10:05:00Z');
  const asked = { reference: 'HS7K2QF9XA', createDate: '20260801165500', requestId: 'R0001', now };
  expect(await queryVnpay({ ...account, vnpay: settings }, settings, http, asked)).toMatchObject({
    facts: [{ kind: 'credit', amount: 150_000, reference: 'HS7K2QF9XA', providerId: '14226112' }],
  });
  const sent = JSON.parse(String(http.requests[0]!.body)) as Record<string, string>;
  const theirs = JSON.parse(body) as Record<string, string>;
  // What an order is called in a question is ours to choose; with the vector's words the hash is the vector's.
  expect({ ...sent, vnp_OrderInfo: '', vnp_SecureHash: '' }).toEqual({
    ...theirs,
    vnp_OrderInfo: '',
    vnp_SecureHash: '',
  });
  expect(vnpayHash(secret, signedText)).toBe(theirs['vnp_SecureHash']);
  expect(vnpayHash(secret, signedText.replace(/[^|]*$/, sent['vnp_OrderInfo']!))).toBe(sent['vnp_SecureHash']);
});

it('payOS: a link that is asked for', async () => {
  const { checksumKey, signedText, body } = golden<{ checksumKey: string; signedText: string; body: string }>(
    'payos/create-link',
  );
  const account = accountOf('payos', 'payos', {
    ...{ checksumKeys: [checksumKey], returnUrl: 'https://example.vn/xong', cancelUrl: 'https://example.vn/huy' },
  });
  const reference = 'HSDVC7K2QF9XAC';
  const orderCode = orderCodeOf('HSDVC', reference)!;
  const http = answering({ code: '00', data: { orderCode, amount: 150_000, checkoutUrl: 'https://pay.test/1' } });
  const item = { exchange: 'e', subject: 's', number: 1, attempt: 1, payload: { ...order, reference } };
  const call = { items: [item] as const, http, signal: new AbortController().signal, now: new Date() };
  expect(await sendPayosOrder(account, account.payos!, call)).toMatchObject({ outcome: 'done' });
  const { expiredAt, ...sent } = JSON.parse(String(http.requests[0]!.body)) as Record<string, unknown>;
  expect(expiredAt).toBe(Date.parse(order.expiresAt) / 1000);
  // The vector with our order in it, and the end that ours has.
  const ours = (text: string): string =>
    text.replaceAll('HSDVC7K2QF9XAB', reference).replaceAll('1001', `${orderCode}`);
  const hmac = (text: string): string => createHmac('sha256', checksumKey).update(text).digest('hex');
  const theirs = JSON.parse(body) as { signature: string };
  expect(hmac(signedText)).toBe(theirs.signature);
  expect(sent).toEqual({ ...(JSON.parse(ours(body)) as object), signature: hmac(ours(signedText)) });
});

it('VietQR.vn: check-order', async () => {
  const { username, body } = golden<{ username: string; body: string }>('vietqr-vn/check-order');
  const account = accountOf('vietqr-vn', 'vietqrVn', { api: { username, password: 'vietqr-theirs' } });
  const http = answering({ access_token: 't-1', token_type: 'Bearer', expires_in: 300 }, []);
  expect(await queryVietqrVn(account, account.vietqrVn!, http, 'FT26213000001')).toMatchObject({ ok: true, facts: [] });
  expect(http.requests.map((request) => request.headers?.['authorization'])).toEqual([
    ...[`Basic ${Buffer.from(`${username}:vietqr-theirs`).toString('base64')}`, 'Bearer t-1'],
  ]);
  expect(http.requests[1]!.body).toBe(body);
});
