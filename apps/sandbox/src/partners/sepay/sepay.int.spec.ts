import { createHmac } from 'node:crypto';
import { defaultAccounts } from '../../bank/default-accounts.js';
import { bankForTest, moneyGolden, type BankForTest } from '../../testing/bank-for-test.js';

interface Vector {
  secret: string;
  timestamp: string;
  headers: Record<string, string>;
  body: string;
  facts: { transfer: number; at: string; text: string; amount: number };
}

const vector = moneyGolden<Vector>('sepay/notification.vector.json');
const withSecrets = (more: Record<string, string>) =>
  defaultAccounts.map((account) =>
    account.provider === 'sepay' ? { ...account, secrets: { ...account.secrets, ...more } } : account,
  );
const header = (received: { headers: Record<string, unknown> }, name: string) => received.headers[name] as string;

let bank: BankForTest | undefined;
afterEach(async () => {
  await bank?.end();
  bank = undefined;
});

describe('the notifications of SePay', () => {
  it('are the golden bytes, signed as the vector says', async () => {
    bank = await bankForTest({
      money: { firstNumber: vector.facts.transfer, accounts: withSecrets({ signature: vector.secret }) },
      now: () => new Date(Number(vector.timestamp) * 1000),
    });
    const { at, text, amount } = vector.facts;
    await bank.transfer({ at, text, amount });
    const [received] = await bank.receiver.until(1);
    expect(received!.url).toBe('/callbacks/bank/sepay/kho-bac-1');
    expect(received!.body).toBe(vector.body);
    for (const [name, value] of Object.entries(vector.headers))
      expect(header(received!, name.toLowerCase())).toBe(value);
  });

  it('carry the key alone where the account says so', async () => {
    bank = await bankForTest({ money: { accounts: withSecrets({ authentication: 'apikey', apiKey: 'k-1' }) } });
    await bank.transfer({});
    const [received] = await bank.receiver.until(1);
    expect(received!.headers.authorization).toBe('Apikey k-1');
    expect(received!.headers['x-sepay-signature']).toBeUndefined();
  });

  it('come eight times with the same id and are then given up', async () => {
    bank = await bankForTest({ answer: () => ({ status: 200, body: '{"success":false}' }) });
    const { id } = await bank.transfer({});
    const notice = await bank.notice(id, 'givenUp');
    expect(notice.attempts).toHaveLength(8);
    expect(new Set(bank.receiver.received.map(({ body }) => body)).size).toBe(1);
    const planned = notice.attempts.flatMap(({ at, next }) => (next ? [Date.parse(next) - Date.parse(at)] : []));
    const minutes = planned.map((millis) => Math.round((millis * 10_000) / 60_000));
    expect(minutes).toEqual([1, 1, 2, 3, 5, 8, 13]);
  });

  it.each([
    ['201 counts as success', { status: 201, body: '{"success": true}' }, 'accepted'],
    ['202 does not', { status: 202, body: '{"success": true}' }, 'givenUp'],
    ['a page does not', { status: 200, body: '<html>' }, 'givenUp'],
    ['a cut does not', 'cut', 'givenUp'],
  ] as const)('%s', async (_name, answer, state) => {
    bank = await bankForTest({ answer: () => answer });
    const { id } = await bank.transfer({});
    expect((await bank.notice(id, 'accepted', 'givenUp')).state).toBe(state);
  });

  it('tell of money that leaves as out, and of a reversal too', async () => {
    bank = await bankForTest();
    const { id } = await bank.transfer({ text: 'x' });
    await bank.notice(id, 'accepted');
    expect((await bank.send('POST', `/bank/transfers/${id}/reversal`, {})).status).toBe(201);
    const received = await bank.receiver.until(2);
    expect(JSON.parse(received[1]!.body)).toMatchObject({
      transferType: 'out',
      transferAmount: 150_000,
      accumulated: 15_000_000,
    });
  });
});

describe('situations of its notifications', () => {
  const sendWith = async (situation: object) => {
    bank = await bankForTest();
    await bank.put('sepay', { count: 1, ...situation });
    return bank.transfer({ text: 'HSDVC7K2QF9XA' });
  };
  const signed = (received: { headers: Record<string, unknown>; body: string }) => {
    const text = `${header(received, 'x-sepay-timestamp')}.${received.body}`;
    const hex = createHmac('sha256', 'sandbox-sepay-secret').update(text).digest('hex');
    return header(received, 'x-sepay-signature') === `sha256=${hex}`;
  };

  it('dropped: never sent', async () => {
    const { id } = await sendWith({ situation: 'dropped' });
    await bank!.notice(id, 'dropped');
    const second = await bank!.transfer({});
    await bank!.notice(second.id, 'accepted');
    expect(bank!.receiver.received).toHaveLength(1);
  });

  it('doubled: twice the same', async () => {
    await sendWith({ situation: 'doubled' });
    const [first, second] = await bank!.receiver.until(2);
    expect(second!.body).toBe(first!.body);
  });

  it('reordered: after the next one of the account', async () => {
    const first = await sendWith({ situation: 'reordered' });
    const second = await bank!.transfer({});
    const received = await bank!.receiver.until(2);
    expect(received.map(({ body }) => (JSON.parse(body) as { id: number }).id)).toEqual([second.number, first.number]);
  });

  it('silent: held until it is taken out', async () => {
    const { id } = await sendWith({ situation: 'silent' });
    await bank!.notice(id, 'held');
    expect(bank!.receiver.received).toHaveLength(0);
    await bank!.send('DELETE', '/situations/sepay');
    await bank!.notice(id, 'accepted');
  });

  it('late: valid and old', async () => {
    const began = Math.floor(Date.now() / 1000);
    await sendWith({ situation: 'late', millis: 1_200_000 });
    const [received] = await bank!.receiver.until(1);
    expect(signed(received!)).toBe(true);
    expect(began - Number(header(received!, 'x-sepay-timestamp'))).toBeGreaterThan(1190);
  });

  it('tampered: the signature is that of other bytes', async () => {
    await sendWith({ situation: 'tampered' });
    const [received] = await bank!.receiver.until(1);
    expect(JSON.parse(received!.body)).toMatchObject({ transferAmount: 150_001 });
    expect(signed(received!)).toBe(false);
  });

  it.each([
    ['wrongAmount', { transferAmount: 151_000 }],
    ['otherAccount', { accountNumber: '1017595609' }],
  ])('%s: rightly signed', async (situation, part) => {
    await sendWith({ situation });
    const [received] = await bank!.receiver.until(1);
    expect(JSON.parse(received!.body)).toMatchObject(part);
    expect(signed(received!)).toBe(true);
  });

  it('missingSignature and doubledSignature: no header, two headers', async () => {
    await sendWith({ situation: 'missingSignature' });
    await bank!.put('sepay', { count: 1, situation: 'doubledSignature' });
    await bank!.transfer({});
    const [without, twice] = await bank!.receiver.until(2);
    expect(without!.headers['x-sepay-signature']).toBeUndefined();
    expect(twice!.rawHeaders.filter((name) => name === 'X-SePay-Signature')).toHaveLength(2);
  });

  it.each([
    ['duplicateKey', '"transferAmount":150000,"transferAmount":150001'],
    ['textAmount', '"transferAmount":"150000"'],
    ['negative', '"transferAmount":-150000'],
    ['fraction', '"transferAmount":150000.5'],
    ['exponent', '"transferAmount":15000e1'],
  ])('malformed %s: rightly signed', async (variant, part) => {
    await sendWith({ situation: 'malformed', variant });
    const [received] = await bank!.receiver.until(1);
    expect(received!.body).toContain(part);
    expect(signed(received!)).toBe(true);
  });

  it('strike notifications only, and say so', async () => {
    bank = await bankForTest();
    expect((await bank.put('sepay/transactions', { situation: 'tampered', all: true })).status).toBe(400);
    expect((await bank.put('sepay/notify', { situation: 'html', all: true })).status).toBe(400);
    expect((await bank.put('dvc-portal', { situation: 'dropped', all: true })).status).toBe(400);
    expect((await bank.put('sepay/notify', { situation: 'dropped', all: true })).status).toBe(200);
  });
});

describe('the list of transactions', () => {
  it('is what its notifications say', async () => {
    bank = await bankForTest();
    const first = await bank.transfer({ text: 'HSDVC7K2QF9XA' });
    await bank.transfer({ direction: 'out', amount: 20_000 });
    await bank.transfer({ account: 'kho-bac-2' });
    const ask = async (path: string, token: string) => {
      const answer = await fetch(`${bank!.url}/sepay/userapi/transactions/${path}`, {
        headers: { authorization: `Bearer ${token}` },
      });
      return { status: answer.status, body: (await answer.json()) as { transactions: object[]; transaction: object } };
    };
    const { body } = await ask('list', 'sandbox-sepay-token');
    expect(body.transactions).toMatchObject([
      { amount_in: '0.00', amount_out: '20000.00' },
      {
        id: String(first.number),
        reference_number: first.bankReference,
        code: 'HSDVC7K2QF9XA',
        amount_in: '150000.00',
      },
    ]);
    expect(
      (await ask(`list?reference_number=${first.bankReference}`, 'sandbox-sepay-token')).body.transactions,
    ).toHaveLength(1);
    expect((await ask(`details/${first.number}`, 'sandbox-sepay-token')).body.transaction).toMatchObject({
      accumulated: '15150000.00',
    });
    expect((await ask('list', 'wrong')).status).toBe(401);
  });
});
