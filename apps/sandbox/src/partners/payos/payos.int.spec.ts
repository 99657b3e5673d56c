import { createHmac } from 'node:crypto';
import { scanPayload } from '../../bank/vietqr-payload.js';
import { defaultAccounts } from '../../bank/default-accounts.js';
import { bankForTest, moneyGolden, type BankForTest } from '../../testing/bank-for-test.js';
import { payosDialect, type PayosFacts } from './payos.dialect.js';
import { canonicalText, payosSignature } from './payos.signature.js';

interface Notification {
  checksumKey: string;
  signedText: string;
  signature: string;
  body: string;
  facts: {
    orderCode: number;
    paymentLinkId: string;
    amount: number;
    text: string;
    accountNumber: string;
    bankReference: string;
    at: string;
    payer: object;
  };
}

const vector = moneyGolden<Notification>('payos/notification.vector.json');
const creation = moneyGolden<{ checksumKey: string; body: string }>('payos/create-link.vector.json');
const account = defaultAccounts.find(({ provider }) => provider === 'payos')!;
const accounts = [{ ...account, secrets: { ...account.secrets, checksumKey: creation.checksumKey } }];
const headers = {
  'content-type': 'application/json',
  'x-client-id': account.secrets['clientId']!,
  'x-api-key': account.secrets['apiKey']!,
};

let bank: BankForTest;
beforeEach(async () => void (bank = await bankForTest({ money: { accounts } })));
afterEach(() => bank.end());

interface Answer {
  code: string;
  data: {
    qrCode: string;
    checkoutUrl: string;
    paymentLinkId: string;
    status: string;
    amountPaid: number;
    amountRemaining: number;
    transactions: object[];
  };
  signature: string;
}
const ask = async (path: string, body?: string, more: Record<string, string> = {}): Promise<Answer> => {
  const method = body === undefined ? 'GET' : 'POST';
  const answer = await fetch(`${bank.url}/payos${path}`, {
    method,
    headers: { ...headers, ...more },
    ...(body === undefined ? {} : { body }),
  });
  return (await answer.json()) as Answer;
};
const create = () => ask('/v2/payment-requests', creation.body);
const pay = (more: object) => bank.transfer({ account: 'kho-bac-2', text: 'HSDVC7K2QF9XAB', ...more });
const openOrders = async () => (await bank.get<{ orders: object[] }>('/bank/latest')).orders;
const link = async () => (await ask('/v2/payment-requests/1001')).data;

describe('payOS and the published vector', () => {
  it('signs its text', () => {
    const { data } = JSON.parse(vector.body) as { data: Record<string, unknown> };
    expect(canonicalText(data)).toBe(vector.signedText);
    expect(payosSignature(data, vector.checksumKey)).toBe(vector.signature);
  });

  it('sends its bytes', () => {
    const { orderCode, paymentLinkId, accountNumber, ...transfer } = vector.facts;
    const facts = {
      url: 'http://x',
      account: { ...account, accountNumber, secrets: { checksumKey: vector.checksumKey } },
      transfer,
      link: { orderCode, paymentLinkId },
    } as unknown as PayosFacts;
    expect(payosDialect.compose(facts, new Date()).body).toBe(vector.body);
  });
});

describe('a payment link of payOS', () => {
  it('has a payload that the bank takes, is told when paid, short and whole', async () => {
    const { code, data } = await create();
    expect(code).toBe('00');
    expect(scanPayload(data.qrCode)).toEqual({
      bankBin: '970436',
      accountNumber: '1017595602',
      amount: 150_000,
      text: 'HSDVC7K2QF9XAB',
    });
    expect(await link()).toMatchObject({ status: 'PENDING', amountPaid: 0 });
    expect(await openOrders()).toMatchObject([{ partner: 'payos', reference: '1001', qr: data.qrCode }]);
    await pay({ amount: 100_000, distortion: 'innerBlank' });
    expect(await link()).toMatchObject({ status: 'UNDERPAID', amountPaid: 100_000, amountRemaining: 50_000 });
    const { id } = await bank.transfer({ account: undefined, qr: data.qrCode, amount: 50_000 });
    expect(await link()).toMatchObject({ status: 'PAID', amountRemaining: 0 });
    expect(await openOrders()).toEqual([]);
    await bank.notice(id, 'accepted');
    const [first] = await bank.receiver.until(2);
    expect(first!.url).toBe('/callbacks/bank/payos/kho-bac-2');
    expect(JSON.parse(first!.body)).toMatchObject({ data: { orderCode: 1001, amount: 100_000 } });
  });

  it('is refused twice, with a wrong signature, without a key, with a text that fits no payload', async () => {
    await create();
    expect((await create()).code).toBe('231');
    expect((await ask('/v2/payment-requests', creation.body.replace('150000', '150001'))).code).toBe('201');
    expect((await ask('/v2/payment-requests', creation.body, { 'x-api-key': 'wrong' })).code).toBe('401');
    expect((await ask('/v2/payment-requests', creation.body.replace('HSDVC', 'HSDVC'.repeat(5)))).code).toBe('20');
    expect((await ask('/v2/payment-requests/999')).code).toBe('101');
  });

  it('cancelled stays so, and money that comes all the same is told', async () => {
    await create();
    expect((await ask('/v2/payment-requests/1001/cancel', '{"cancellationReason":"x"}')).data.status).toBe('CANCELLED');
    await pay({});
    await bank.receiver.until(1);
    expect(await link()).toMatchObject({ status: 'CANCELLED', amountPaid: 150_000 });
  });

  it('is all that it tells of: other money is seen at the bank alone', async () => {
    const { id } = await pay({ text: 'nothing known' });
    await create();
    const answer = await bank.get<object>(`/bank/transfers/${id}`);
    expect(answer).not.toHaveProperty('notification');
  });

  it('signs its answers, and registers a webhook by a trial call', async () => {
    await create();
    const { data, signature } = await ask('/v2/payment-requests/1001');
    const text = canonicalText(data);
    expect(createHmac('sha256', creation.checksumKey).update(text).digest('hex')).toBe(signature);
    const webhookUrl = `${bank.receiver.url}/elsewhere`;
    expect((await ask('/confirm-webhook', JSON.stringify({ webhookUrl }))).code).toBe('00');
    expect((JSON.parse(bank.receiver.received[0]!.body) as { data: object }).data).toMatchObject({
      orderCode: 123,
      amount: 3000,
    });
    await pay({});
    expect((await bank.receiver.until(2))[1]!.url).toBe('/elsewhere');
  });

  it.each([
    ['missingSignature', 0],
    ['doubledSignature', 2],
  ])('%s: so many in the body', async (situation, count) => {
    await create();
    await bank.put('payos', { situation, count: 1 });
    await pay({});
    const [received] = await bank.receiver.until(1);
    expect(received!.body.match(/"signature":/g)?.length ?? 0).toBe(count);
  });

  it('can be paid on its page', async () => {
    const { data } = await create();
    const page = await (await fetch(data.checkoutUrl)).text();
    expect(page).toContain('150.000 VND');
    expect(await (await fetch(data.checkoutUrl, { method: 'POST', body: new URLSearchParams() })).text()).toContain(
      'PAID',
    );
  });
});
