import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { bankForTest, type BankForTest } from '../testing/bank-for-test.js';
import type { Transfer } from './transfer.js';
import { writePayload } from './vietqr-payload.js';

const toFirst = { bankBin: '970436', accountNumber: '1017595600' };

let bank: BankForTest;
beforeEach(async () => void (bank = await bankForTest()));
afterEach(() => bank.end());

const refused = async (body: unknown) => {
  const answer = await bank.send<{ detail: string; errors: { field: string }[] }>('POST', '/bank/transfers', body);
  return { status: answer.status, fields: answer.body.errors?.map(({ field }) => field) };
};

describe('a transfer', () => {
  it('by a payload goes where it says, with its amount and text', async () => {
    const qr = writePayload({ ...toFirst, amount: 150_000, text: 'HSDVC7K2QF9XAB' });
    const { body } = await bank.send<Transfer>('POST', '/bank/transfers', { qr });
    expect(body).toMatchObject({ account: 'kho-bac-1', amount: 150_000, text: 'HSDVC7K2QF9XAB', balance: 15_150_000 });
    expect(body.bankReference).toMatch(/^FT\d{5}000001$/);
  });

  it('by a payload takes the amount and text of the payer where he gave them', async () => {
    const qr = writePayload({ ...toFirst, text: 'A' });
    expect(await refused({ qr })).toEqual({ status: 400, fields: ['amount'] });
    const { body } = await bank.send<Transfer>('POST', '/bank/transfers', { qr, amount: 7, text: 'B' });
    expect(body).toMatchObject({ amount: 7, text: 'B' });
  });

  it('to a virtual account reaches the account behind it', async () => {
    const account = { provider: 'sepay', accountNumber: '1', secrets: { signature: 'a', apiKey: 'b', apiToken: 'c' } };
    await bank.send('PUT', '/bank/accounts/co-ao', { ...account, virtualAccounts: { prefix: '99HS', digits: 6 } });
    const qr = writePayload({ bankBin: '970436', accountNumber: '99HS123456', amount: 5 });
    const { body } = await bank.send<Transfer>('POST', '/bank/transfers', { qr });
    expect(body).toMatchObject({ account: 'co-ao', virtualAccount: '99HS123456' });
    const [received] = await bank.receiver.until(1);
    expect(JSON.parse(received!.body)).toMatchObject({ accountNumber: '1', subAccount: '99HS123456' });
  });

  it('with an id that is there is that one, and moves nothing', async () => {
    const first = await bank.transfer({ id: 'once' });
    const again = await bank.send<Transfer>('POST', '/bank/transfers', { account: 'kho-bac-1', amount: 9, id: 'once' });
    expect(again).toEqual({ status: 200, body: first });
    expect(await bank.get('/bank/accounts/kho-bac-1')).toMatchObject({ balance: 15_150_000, transfers: 1 });
  });

  it('is distorted the same way by the same seed', async () => {
    const wish = { text: 'HSDVC7K2QF9XAB', distortion: 'random', seed: 11, at: '2026-08-01T00:00:00Z' };
    const [first, second] = [await bank.transfer(wish), await bank.transfer(wish)];
    expect(second.text).toBe(first.text);
    expect(second.sentText).toBe('HSDVC7K2QF9XAB');
  });

  it.each([
    ['an unknown account', { account: 'x', amount: 1 }, ['account']],
    ['no account, no amount', {}, ['account', 'amount']],
    ['amounts that are no whole VND', { account: 'kho-bac-1', amount: 1.5 }, ['amount']],
    ['an amount as text', { account: 'kho-bac-1', amount: '1' }, ['amount']],
    ['nothing', { account: 'kho-bac-1', amount: 0 }, ['amount']],
    ['a moment without its zone', { account: 'kho-bac-1', amount: 1, at: '2026-08-01T00:00:00' }, ['at']],
    ['a field that is not known', { account: 'kho-bac-1', amount: 1, note: 'x' }, ['note']],
    ['a spoiled payload', { qr: `${writePayload({ ...toFirst, amount: 1 }).slice(0, -1)}X` }, ['qr']],
    ['a payload to another bank', { qr: writePayload({ ...toFirst, bankBin: '970415', amount: 1 }) }, ['qr']],
    [
      'another account than the payload',
      { qr: writePayload({ ...toFirst, amount: 1 }), account: 'kho-bac-2' },
      ['account'],
    ],
    ['a text for a body', 'x', ['the body', 'account', 'amount']],
  ])('is refused for %s', async (_name, body, fields) => {
    expect(await refused(body)).toEqual({ status: 400, fields });
  });

  it('in a list is booked with all of them or not at all', async () => {
    const good = { account: 'kho-bac-1', amount: 1 };
    expect(await refused([good, { ...good, account: 'x' }])).toEqual({ status: 400, fields: ['[1].account'] });
    expect(await bank.get('/bank/transfers')).toEqual({ items: [] });
    const { body } = await bank.send<{ items: Transfer[] }>('POST', '/bank/transfers', [good, good]);
    expect(body.items.map(({ balance }) => balance)).toEqual([15_000_001, 15_000_002]);
  });

  it('that nobody is to be told of is on the statement alone', async () => {
    const { id } = await bank.transfer({ notify: false });
    expect(await bank.get<object>(`/bank/transfers/${id}`)).not.toHaveProperty('notification');
  });

  it('can be taken back in part, not beyond', async () => {
    const { id } = await bank.transfer({});
    const back = (amount: number) => bank.send<Transfer>('POST', `/bank/transfers/${id}/reversal`, { amount });
    expect((await back(50_000)).body).toMatchObject({
      direction: 'out',
      amount: 50_000,
      reverses: id,
      balance: 15_100_000,
    });
    expect((await back(150_001)).status).toBe(409);
    expect((await bank.send('POST', '/bank/transfers/x/reversal', {})).status).toBe(409);
  });
});

describe('a notification', () => {
  it('can be sent again, twenty times', async () => {
    const { id } = await bank.transfer({});
    await bank.notice(id, 'accepted');
    expect((await bank.send('POST', `/bank/notifications/sepay:${id}/resend`, { copies: 20 })).status).toBe(202);
    const received = await bank.receiver.until(21);
    expect(new Set(received.map(({ body }) => body)).size).toBe(1);
    expect((await bank.send('POST', '/bank/notifications/x/resend', {})).status).toBe(404);
  });
});

describe('the agreements', () => {
  it('are kept over a restart, in a file for its owner alone', async () => {
    await bank.send('PUT', '/bank/settings', { speed: 7 });
    const put = await bank.send('PUT', '/bank/accounts/kho-bac-9', {
      provider: 'none',
      accountNumber: '9',
      accountName: 'X',
    });
    expect(put.body).toMatchObject({ name: 'kho-bac-9', balance: 15_000_000 });
    const file = join(bank.dataDir, 'money.json');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ speed: 7 });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    await bank.close();
    await bank.receiver.end();
    const again = await bankForTest({ dataDir: bank.dataDir });
    expect(await again.get('/bank/accounts/kho-bac-9')).toMatchObject({ accountNumber: '9' });
    await again.close();
    await again.receiver.end();
    bank = await bankForTest();
  });

  it.each([
    [
      'an account without its secrets',
      '/bank/accounts/a',
      { provider: 'payos', accountNumber: '1' },
      'secrets.clientId',
    ],
    ['a strange provider', '/bank/accounts/a', { provider: 'x', accountNumber: '1' }, 'provider'],
    ['a speed of nothing', '/bank/settings', { speed: 0 }, 'speed'],
    ['an address that is none', '/bank/settings', { callbackBase: 'ftp://x' }, 'callbackBase'],
  ])('are refused for %s', async (_name, path, body, field) => {
    const answer = await bank.send<{ errors: { field: string }[] }>('PUT', path, body);
    expect(answer.status).toBe(400);
    expect(answer.body.errors.map((error) => error.field)).toContain(field);
  });

  it('refuse a number that another account has', async () => {
    expect((await bank.send('PUT', '/bank/accounts/a', { provider: 'none', accountNumber: '1017595600' })).status).toBe(
      409,
    );
  });
});

describe('the bank', () => {
  it('emptied has no transfers, and counts from one again', async () => {
    await bank.end();
    bank = await bankForTest({ allowReset: true });
    const first = await bank.transfer({});
    await bank.notice(first.id, 'accepted');
    await fetch(`${bank.url}/journal`, { method: 'DELETE' });
    expect(await bank.get('/bank/accounts/kho-bac-1')).toMatchObject({ balance: 15_000_000, transfers: 0 });
    expect(await bank.get('/bank/notifications')).toEqual({ counts: {}, items: [] });
    expect(await bank.transfer({})).toMatchObject({ number: 1, bankReference: first.bankReference });
    await bank.close();
    const again = await bankForTest({ dataDir: bank.dataDir });
    expect(await again.get('/bank/accounts/kho-bac-1')).toMatchObject({ transfers: 1 });
    await bank.receiver.end();
    bank = again;
  });

  it('stops at once while an answer does not come', async () => {
    await bank.end();
    bank = await bankForTest({ answer: () => 'silent' });
    await bank.transfer({});
    await bank.receiver.until(1);
    const began = performance.now();
    await bank.close();
    expect(performance.now() - began).toBeLessThan(3000);
    await bank.receiver.end();
    bank = await bankForTest();
  });
});

describe('what the start page shows of money', () => {
  it('is accounts and the last transfers, and no secret', async () => {
    await bank.transfer({ text: 'x' });
    const latest = await bank.get<{ accounts: object[]; transfers: object[]; orders: object[] }>('/bank/latest');
    expect(latest.accounts).toHaveLength(6);
    expect(latest.transfers).toMatchObject([{ text: 'x' }]);
    expect(latest.orders).toEqual([]);
    expect(JSON.stringify(latest)).not.toContain('sandbox-sepay-secret');
  });
});
