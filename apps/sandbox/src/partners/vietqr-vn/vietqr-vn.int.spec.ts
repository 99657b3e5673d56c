import { createHash } from 'node:crypto';
import { defaultAccounts } from '../../bank/default-accounts.js';
import { bankForTest, moneyGolden, type BankForTest } from '../../testing/bank-for-test.js';
import type { Answer, Received } from '../../testing/receiver-for-test.js';
import { vietqrTransaction, type VietqrFacts } from './vietqr-vn.dialect.js';

interface Vector {
  token: { authorization: string; answer: string };
  authorization: string;
  body: string;
  bodyInTheOtherLetterCase: string;
  facts: { transfer: number; at: string; accountNumber: string; text: string; amount: number; orderId: string };
  accepted: { status: number; body: string };
}

const vector = moneyGolden<Vector>('vietqr-vn/transaction-sync.vector.json');
const checkOrder = moneyGolden<{ username: string; body: string }>('vietqr-vn/check-order.vector.json');
const account = {
  ...defaultAccounts.find(({ provider }) => provider === 'vietqr-vn')!,
  accountNumber: vector.facts.accountNumber,
  secrets: { username: 'vietqr', password: 'mat-khau', apiUsername: checkOrder.username, apiPassword: 'p' },
};

let bank: BankForTest;
let ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends) await end();
  ends = [];
});
const tokenOrDone = ({ url }: Received): Answer =>
  url.endsWith('/token_generate') ? { status: 200, body: vector.token.answer } : vector.accepted;
const begin = async (
  answer: (received: Received, earlier: number) => Answer = tokenOrDone,
  more: Record<string, string> = {},
) =>
  ends.push(
    (bank = await bankForTest({
      answer,
      money: {
        firstNumber: vector.facts.transfer,
        accounts: [{ ...account, secrets: { ...account.secrets, ...more } }],
      },
    })).end,
  );

const generated = async () => {
  const token = await login();
  const { text: content, amount, orderId } = vector.facts;
  const body = JSON.stringify({ bankAccount: account.accountNumber, content, amount, orderId });
  return ask('qr/generate-customer', body, `Bearer ${token}`);
};
const ask = async (path: string, body: string, authorization: string) => {
  const headers = { 'content-type': 'application/json', authorization };
  const answer = await fetch(`${bank.url}/vietqr-vn/vqr/api/${path}`, { method: 'POST', headers, body });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
};
const login = async () => {
  const basic = Buffer.from(`${checkOrder.username}:p`).toString('base64');
  return (await ask('token_generate', '{}', `Basic ${basic}`)).body['access_token'] as string;
};
const pay = () =>
  bank.transfer({ account: account.name, at: vector.facts.at, text: vector.facts.text, amount: vector.facts.amount });

describe('the notifications of VietQR.vn', () => {
  it('are the golden bytes, after a token from us', async () => {
    await begin();
    await generated();
    await pay();
    const [token, sync] = await bank.receiver.until(2);
    expect(token).toMatchObject({ url: '/callbacks/bank/vietqr-vn/kho-bac-5/api/token_generate', method: 'POST' });
    expect(token!.headers.authorization).toBe(vector.token.authorization);
    expect(sync!.url).toBe('/callbacks/bank/vietqr-vn/kho-bac-5/bank/api/transaction-sync');
    expect(sync!.headers.authorization).toBe(vector.authorization);
    expect(sync!.body).toBe(vector.body);
  });

  it('write their names in the other letter case where the account says so', () => {
    const { transfer: number, accountNumber, orderId, ...transfer } = vector.facts;
    const camel = { ...account, accountNumber, secrets: { letterCase: 'camel' } };
    const facts = {
      url: '',
      account: camel,
      orderId,
      transfer: { ...transfer, number, direction: 'in' },
    } as unknown as VietqrFacts;
    expect(JSON.stringify(vietqrTransaction(facts))).toBe(vector.bodyInTheOtherLetterCase);
  });

  it('fetch a new token when the old one is refused', async () => {
    let refused = false;
    await begin((received) => {
      if (received.url.endsWith('/token_generate') || refused) return tokenOrDone(received);
      refused = true;
      return { status: 401, body: '' };
    });
    const { id } = await pay();
    await bank.notice(id, 'accepted');
    expect(bank.receiver.received.filter(({ url }) => url.endsWith('/token_generate'))).toHaveLength(2);
  });

  it.each([
    ['a declared code is repeated, ten times', 'E05', 10, 'givenUp'],
    ['another code is not', 'E10', 1, 'refused'],
  ])('%s', async (_name, errorReason, tries, state) => {
    const answer = JSON.stringify({ error: true, errorReason, toastMessage: '', object: null });
    await begin((received) =>
      received.url.endsWith('/token_generate') ? tokenOrDone(received) : { status: 200, body: answer },
    );
    const { id } = await pay();
    const notice = await bank.notice(id, 'givenUp', 'refused');
    expect(notice).toMatchObject({ state });
    expect(notice.attempts).toHaveLength(tries);
  });

  it('are not sent without a token', async () => {
    await begin(() => ({ status: 500, body: '' }));
    const { id } = await pay();
    await bank.notice(id, 'givenUp');
    expect(bank.receiver.received.every(({ url }) => url.endsWith('/token_generate'))).toBe(true);
  });
});

describe('check-order', () => {
  it('tells of an order waiting, then paid, by order id and by reference', async () => {
    await begin();
    expect((await generated()).status).toBe(200);
    const token = await login();
    const byId = checkOrder.body.replace('"type":1', '"type":0').replace('FT26213000001', vector.facts.orderId);
    const check = (body: string) => ask('transactions/check-order', body, `Bearer ${token}`);
    expect((await check(byId)).body).toMatchObject([{ status: 0, type: 0 }]);
    await pay();
    expect((await check(byId)).body).toMatchObject([{ status: 1, amount: 150_000, referenceNumber: 'FT26213000001' }]);
    expect((await check(checkOrder.body)).body).toMatchObject([{ status: 1 }]);
    expect((await check(checkOrder.body.replace('FT26213000001', 'FT1'))).body).toMatchObject({ message: 'E96' });
    expect((await check(checkOrder.body.replace(/"checkSum":"../, '"checkSum":"zz'))).body).toMatchObject({
      message: 'E39',
    });
    expect((await ask('transactions/check-order', checkOrder.body, 'Bearer x')).status).toBe(401);
  });

  it('has the checksum of the documents', () => {
    const { refundChecksum } = moneyGolden<{ refundChecksum: { text: string; md5: string } }>(
      'vietqr-vn/check-order.vector.json',
    );
    expect(createHash('md5').update(refundChecksum.text).digest('hex')).toBe(refundChecksum.md5);
  });
});
