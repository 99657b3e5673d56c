import { createHmac } from 'node:crypto';
import { defaultAccounts } from '../../bank/default-accounts.js';
import { bankForTest, moneyGolden, type BankForTest } from '../../testing/bank-for-test.js';
import type { Answer } from '../../testing/receiver-for-test.js';

interface Vector {
  secret: string;
  query: string;
  facts: { txnRef: string; tmnCode: string; paidAt: string };
  accepted: { status: number; body: string };
}

const ipn = moneyGolden<Vector>('vnpay/ipn.vector.json');
const payUrl = moneyGolden<{ query: string }>('vnpay/pay-url.vector.json');
const querydr = moneyGolden<{ body: string; answerText: string }>('vnpay/querydr.vector.json');
const account = {
  ...defaultAccounts.find(({ provider }) => provider === 'vnpay')!,
  secrets: { tmnCode: ipn.facts.tmnCode, hashSecret: ipn.secret },
};
const order = `/vnpay/orders/${ipn.facts.tmnCode}/${ipn.facts.txnRef}`;

let bank: BankForTest;
afterEach(() => bank.end());
const begin = async (answer: () => Answer = () => ipn.accepted) =>
  void (bank = await bankForTest({ answer, now: () => new Date(ipn.facts.paidAt), money: { accounts: [account] } }));
const open = (query = payUrl.query) => fetch(`${bank.url}/vnpay/paymentv2/vpcpay.html?${query}`);
const pay = (wish: object = {}) => bank.send('POST', `${order}/pay`, wish);
const ask = async (change: (body: string) => string = (body) => body) => {
  const headers = { 'content-type': 'application/json' };
  const body = change(querydr.body);
  const answer = await fetch(`${bank.url}/vnpay/merchant_webapi/api/transaction`, { method: 'POST', headers, body });
  return (await answer.json()) as Record<string, string>;
};
const queryOf = (url: string) => url.split('?')[1]!;

describe('the IPN of VNPAY', () => {
  it('is the golden query', async () => {
    await begin();
    expect((await open()).status).toBe(200);
    await pay();
    const [received] = await bank.receiver.until(1);
    expect(received).toMatchObject({ method: 'GET', url: `/callbacks/bank/vnpay/kho-bac-3?${ipn.query}` });
  });

  it.each([
    ['02 ends it', '02', 1, 'accepted'],
    ['01 repeats it, ten calls in all', '01', 10, 'givenUp'],
    ['97 repeats it', '97', 10, 'givenUp'],
  ])('%s', async (_name, RspCode, tries, state) => {
    await begin(() => ({ status: 200, body: JSON.stringify({ RspCode, Message: '' }) }));
    await open();
    await pay();
    await bank.receiver.until(tries);
    const { items } = await bank.get<{ items: { state: string }[] }>(`/bank/notifications?state=${state}`);
    expect(items).toHaveLength(1);
    expect(bank.receiver.received).toHaveLength(tries);
  });

  it('tells a cancellation, and a payment under suspicion', async () => {
    await begin();
    await open();
    await pay({ outcome: 'failed' });
    await pay({ outcome: 'suspected' });
    const codes = (await bank.receiver.until(2)).map(({ url }) =>
      new URLSearchParams(queryOf(url)).get('vnp_ResponseCode'),
    );
    expect(codes).toEqual(['24', '07']);
    expect(await bank.get('/bank/accounts/kho-bac-3')).toMatchObject({ transfers: 1 });
  });

  it.each([
    ['tampered', /vnp_Amount=15000100/],
    ['missingSignature', /^(?!.*vnp_SecureHash)/],
    ['doubledSignature', /vnp_SecureHash=.*vnp_SecureHash=/],
    ['wrongAmount', /vnp_Amount=15100000/],
  ])('%s', async (situation, pattern) => {
    await begin();
    await open();
    await bank.put('vnpay', { situation, count: 1 });
    await pay();
    const [received] = await bank.receiver.until(1);
    expect(queryOf(received!.url)).toMatch(pattern);
  });
});

describe('an order at VNPAY', () => {
  it('is refused where its address was changed', async () => {
    await begin();
    const refused = await open(payUrl.query.replace('15000000', '15000100'));
    expect(refused.status).toBe(400);
    expect(await refused.text()).toContain('(97)');
    expect((await open(payUrl.query.replace('TESTTMN1', 'TESTTMN2'))).status).toBe(400);
    expect((await pay()).status).toBe(404);
  });

  it('is paid on its page', async () => {
    await begin();
    const url = `${bank.url}/vnpay/paymentv2/vpcpay.html?${payUrl.query}`;
    const page = await fetch(url, { method: 'POST', body: new URLSearchParams({ outcome: 'paid' }) });
    expect(await page.text()).toContain('150.000 VND');
    await bank.receiver.until(1);
  });
});

describe('querydr', () => {
  const renewed = (id: string) => (body: string) => {
    const fields: Record<string, string> = { ...(JSON.parse(body) as Record<string, string>), vnp_RequestId: id };
    const text = [
      id,
      '2.1.0',
      'querydr',
      fields['vnp_TmnCode'],
      fields['vnp_TxnRef'],
      fields['vnp_TransactionDate'],
      fields['vnp_CreateDate'],
      fields['vnp_IpAddr'],
      fields['vnp_OrderInfo'],
    ].join('|');
    return JSON.stringify({ ...fields, vnp_SecureHash: createHmac('sha512', ipn.secret).update(text).digest('hex') });
  };

  it('answers in the documented order of fields, hashed; a request id counts once a day', async () => {
    await begin();
    expect((await ask()).vnp_ResponseCode).toBe('91');
    await open();
    expect(await ask(renewed('R2'))).toMatchObject({ vnp_ResponseCode: '00', vnp_TransactionStatus: '01' });
    await pay();
    const answer = await ask(renewed('R3'));
    const text = querydr.answerText.replace('{id}', answer['vnp_ResponseId']!);
    expect(answer['vnp_SecureHash']).toBe(createHmac('sha512', ipn.secret).update(text).digest('hex'));
    expect(answer).toMatchObject({ vnp_TransactionStatus: '00', vnp_TransactionNo: '14226112' });
    expect((await ask(renewed('R3'))).vnp_ResponseCode).toBe('94');
  });

  it('refuses a wrong checksum and an unknown terminal', async () => {
    await begin();
    expect((await ask((body) => body.replace('Tra cuu', 'Tra')))['vnp_ResponseCode']).toBe('97');
    expect((await ask((body) => body.replace('TESTTMN1', 'TESTTMN9')))['vnp_ResponseCode']).toBe('02');
    expect((await ask(() => '{}'))['vnp_ResponseCode']).toBe('03');
  });
});
