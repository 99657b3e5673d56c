import { createHmac } from 'node:crypto';
import { defaultAccounts } from '../../bank/default-accounts.js';
import type { TransferFacts } from '../../notifications/transfer-facts.js';
import { bankForTest, moneyGolden, type BankForTest } from '../../testing/bank-for-test.js';
import { cassoDialect } from './casso.dialect.js';

interface Vector {
  checksumKey: string;
  time: number;
  headers: Record<string, string>;
  body: string;
  facts: {
    transfer: number;
    bankReference: string;
    text: string;
    amount: number;
    balance: number;
    at: string;
    accountNumber: string;
    bankName: string;
    payer: { name: string; account: string; bankBin: string };
  };
}

const vector = moneyGolden<Vector>('casso/notification.vector.json');
const account = defaultAccounts.find(({ provider }) => provider === 'casso')!;

let bank: BankForTest | undefined;
afterEach(async () => {
  await bank?.end();
  bank = undefined;
});

describe('the notifications of Casso', () => {
  it('are the golden bytes, signed as the published vector says', () => {
    const { facts: given, checksumKey, time } = vector;
    const { accountNumber, bankName, transfer, ...more } = given;
    const facts = {
      url: 'http://x',
      account: { ...account, accountNumber, bankName, secrets: { checksumKey } },
      transfer: { ...more, number: transfer, direction: 'in' },
    } as unknown as TransferFacts;
    const call = cassoDialect.compose(facts, new Date(time));
    expect(call.body).toBe(vector.body);
    expect(call.headers).toEqual(Object.entries(vector.headers).flat());
  });

  it('are signed over sorted keys, letters with marks as they are', async () => {
    bank = await bankForTest();
    await bank.transfer({ account: 'kho-bac-4', text: 'Nộp lệ phí/1' });
    const [received] = await bank.receiver.until(1);
    expect(received!.url).toBe('/callbacks/bank/casso/kho-bac-4');
    const [, time, hex] = /^t=(\d{13}),v1=([0-9a-f]{128})$/.exec(received!.headers['x-casso-signature'] as string)!;
    const { error, data } = JSON.parse(received!.body) as { error: number; data: Record<string, unknown> };
    const text = `${time}.${JSON.stringify({ data: Object.fromEntries(Object.entries(data).sort()), error })}`;
    expect(createHmac('sha512', 'sandbox-casso-checksum').update(text).digest('hex')).toBe(hex);
    expect(data).toMatchObject({ description: 'Nộp lệ phí/1', amount: 150_000, bankAbbreviation: 'VCB' });
  });

  it('are listed in pages, money that leaves negative', async () => {
    bank = await bankForTest();
    for (let n = 0; n < 3; n++) await bank.transfer({ account: 'kho-bac-4', direction: n === 2 ? 'out' : 'in' });
    const ask = async (query: string, key = 'sandbox-casso-apikey') =>
      (await (
        await fetch(`${bank!.url}/casso/v2/transactions${query}`, { headers: { authorization: `Apikey ${key}` } })
      ).json()) as {
        error: number;
        data: { totalRecords: number; nextPage: number | null; records: { amount: number }[] };
      };
    const { data } = await ask('?pageSize=2&sort=ASC');
    expect(data).toMatchObject({ totalRecords: 3, nextPage: 2 });
    expect((await ask('?pageSize=2&sort=ASC&page=2')).data.records.map(({ amount }) => amount)).toEqual([-150_000]);
    expect((await ask('', 'wrong')).error).toBe(401);
  });
});
