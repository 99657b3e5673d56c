import { randomUUID } from 'node:crypto';
import type { Connector, Outcome, ResolvableOperation, Transport } from '@lienthong/connector-kit';
import { eventually } from '@lienthong/connector-kit/testing';
import type { AccountListed, CreditReceived, PaymentOrder } from '@lienthong/contracts';
import { bankConfigOf } from '../testing/bank-qr/accounts.js';
import { sandboxBankAccounts } from '../testing/bank-qr/sandbox-accounts.js';
import { httpOver } from '../testing/http-over.js';
import { MoneyScene } from '../testing/money-scene.js';
import { createBankQrConnector } from './bank-qr.connector.js';
import { accountTransport } from './bank-qr.transport.js';
import { confirmJob } from './sweep/confirm.sweep.js';
import { listJob } from './sweep/list.sweep.js';
import { orderListKind } from './sweep/order-list.sweep.js';
import { orderJob } from './sweep/order.sweep.js';

const windows = { sepay: 1, payos: 1, vnpay: 1, casso: 1 };

/** The bank of the sandbox tells nobody, and is asked. */
describe('sweeps: what no notification told', () => {
  let transport: Transport;
  let connector: Connector;
  const scene = new MoneyScene((sandboxUrl) => {
    const config = bankConfigOf(sandboxBankAccounts(sandboxUrl), {
      sweep: { windows, longestGapSeconds: 1, perSecond: 50 },
      transport: { allowPrivateAddresses: true },
    });
    transport = accountTransport(config);
    connector = createBankQrConnector(config, { transport });
    return [connector];
  });
  const http = httpOver(() => transport);
  beforeAll(() => scene.open());
  afterAll(() => scene.close());
  beforeEach(async () => {
    scene.published.length = 0;
    await scene.drive('DELETE', '/situations');
  });

  const drop = (provider: string) => scene.drive('PUT', `/situations/${provider}`, { situation: 'dropped', all: true });
  const transfer = (account: string, amount: number, text: string) =>
    scene.drive<{ id: string }>('POST', '/bank/transfers', { account, amount, text });
  const order = (payload: PaymentOrder): Promise<Outcome> => {
    const item = { exchange: randomUUID(), subject: `payment:${payload.payment}`, number: 1, attempt: 1, payload };
    const operation = connector.operations['createOrder'] as ResolvableOperation<PaymentOrder, 'both'>;
    return operation.send({ items: [item], http, signal: new AbortController().signal, now: new Date() });
  };
  const orderOf = (account: string, amount: number, tail: string): PaymentOrder => ({
    ...{ payment: randomUUID(), reference: `HSDVC${tail}`, account, amount, description: `HSDVC${tail}`, fees: [] },
    createdAt: new Date(Date.now() - 5_000).toISOString(),
    expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
    dossier: { code: 'H44.1', procedure: { code: '1', name: 'x' }, unit: 'H44', unitName: 'x' },
  });
  const expected = ({ payment, reference, account, amount, createdAt }: PaymentOrder) =>
    scene.expect({ payment, reference, account, amount, method: 'bankQr', createdAt: createdAt! });

  /** Whatever moved before a provider was asked stands in the first answer: it was asked once at most when we knew. */
  const firstSweep = async (partner: string, operation: string, paidAt: number, { receivedAt }: CreditReceived) =>
    expect(await scene.questions(partner, operation, paidAt, receivedAt)).toBeLessThanOrEqual(1);

  it.each([
    ['sepay', 'kho-bac-1'],
    ['casso', 'kho-bac-4'],
  ])("%s: a lost notification is found in the account's list, once", async (provider, account) => {
    await drop(provider);
    await transfer(account, 51_000, 'HSDVC7K2QF9XA');
    const paidAt = Date.now();
    const [credit] = await scene.credits(account, 1);
    expect(credit).toMatchObject({ ...{ provider, account, amount: 51_000 }, source: 'query', confirmed: true });
    await firstSweep(provider, 'transactions', paidAt, credit!);
    await transfer(account, 52_000, 'HSDVC7K2QF9XB');
    const all = await scene.credits(account, 2);
    expect(all.map(({ amount }) => amount)).toEqual([51_000, 52_000]);
  });

  it('a list finds what was booked while no process ran, and what a notification told is the same credit', async () => {
    await transfer('kho-bac-1', 53_000, 'x');
    const [told] = await scene.credits('kho-bac-1', 1);
    expect(told).toMatchObject({ amount: 53_000, source: 'notification' });
    await drop('sepay');
    await scene.stop();
    await transfer('kho-bac-1', 54_000, 'x');
    await scene.start();
    const all = await scene.credits('kho-bac-1', 3);
    expect(all.map(({ amount, source }) => `${amount} ${source}`).toSorted()).toEqual([
      ...['53000 notification', '53000 query', '54000 query'],
    ]);
    expect(new Set(all.map(({ credit }) => credit)).size).toBe(2);
    expect(scene.told<AccountListed>('account.listed')).toContainEqual(
      expect.objectContaining({ account: 'kho-bac-1', provider: 'sepay' }),
    );
  });

  it('payOS: what was paid on a link, asked by our reference', async () => {
    const payload = orderOf('kho-bac-2', 80_000, '7K2QF9XAC');
    expect(await order(payload)).toMatchObject({ outcome: 'done' });
    await drop('payos');
    await expected(payload);
    await transfer('kho-bac-2', 80_000, payload.reference);
    const paidAt = Date.now();
    const [credit] = await scene.credits('kho-bac-2', 1);
    expect(credit).toMatchObject({ amount: 80_000, reference: payload.reference, source: 'query', confirmed: true });
    await firstSweep('payos', 'getLink', paidAt, credit!);
  });

  it('VNPAY: querydr, by the time of the order, which both know', async () => {
    const payload = orderOf('kho-bac-3', 90_000, '7K2QF9XAD');
    const made = await order(payload);
    if (made.outcome !== 'done') throw new Error(made.outcome);
    await fetch(String(made.facts?.['redirectUrl']));
    await drop('vnpay');
    await expected(payload);
    await scene.drive('POST', `/vnpay/orders/SANDBOX1/${payload.reference}/pay`, {});
    const paidAt = Date.now();
    const [credit] = await scene.credits('kho-bac-3', 1);
    expect(credit).toMatchObject({ amount: 90_000, reference: payload.reference, source: 'query', confirmed: true });
    await firstSweep('vnpay', 'querydr', paidAt, credit!);
  });

  it.each([
    ['payos', 'kho-bac-2', '7K2QF9XAJ'],
    ['vnpay', 'kho-bac-3', '7K2QF9XAK'],
  ])(
    '%s has no list: it is asked about each order of the day, also about a settled one',
    async (provider, account, tail) => {
      const payload = orderOf(account, 95_000, tail);
      const made = await order(payload);
      if (made.outcome !== 'done') throw new Error(made.outcome);
      if (provider === 'vnpay') {
        await fetch(String(made.facts?.['redirectUrl']));
        await scene.drive('POST', `/vnpay/orders/SANDBOX1/${payload.reference}/pay`, {});
      } else await transfer(account, 95_000, payload.reference);
      const [told] = await scene.credits(account, 1);
      expect(told).toMatchObject({ amount: 95_000, source: 'notification' });
      // Nothing was open when the gateway told of it: nothing but the list asks.
      await scene.expect({ ...payload, method: 'bankQr', state: 'settled', amount: 0 });
      await scene.runSoon(orderListKind, `account:${account}`);
      const listed = () => scene.told<AccountListed>('account.listed').filter((one) => one.account === account);
      const [list] = await eventually('a list', listed, (all) => all.length > 0);
      expect(Date.parse(list!.until) - Date.parse(list!.from)).toBe(48 * 3_600_000);
      const both = await scene.credits(account, 2);
      expect(both.map(({ source, credit }) => [source, credit])).toEqual([
        ['notification', told!.credit],
        ['query', told!.credit],
      ]);
    },
  );

  it('VietQR.vn: a notification that nobody signed is asked about at once, and confirmed', async () => {
    await transfer('kho-bac-5', 70_000, 'HSDVC7K2QF9XE');
    const credits = await scene.credits('kho-bac-5', 2);
    expect(credits.map(({ source, confirmed }) => [source, confirmed])).toEqual([
      ['notification', false],
      ['query', true],
    ]);
    expect(credits[0]!.credit).toBe(credits[1]!.credit);
    await eventually(
      'asked once',
      () => scene.timers(confirmJob),
      (timers) => timers.length === 0,
    );
  });

  it('VietQR.vn is not asked about payments by our own code: it never had their orders', async () => {
    const [ours, theirs] = [orderOf('kho-bac-5', 71_000, '7K2QF9XAF'), orderOf('kho-bac-2', 71_000, '7K2QF9XAH')];
    const [{ subject }, asked] = [await expected(ours), await expected(theirs)];
    const timers = async () => (await scene.timers(orderJob)).map((timer) => timer.subject);
    await eventually('the other is asked about', timers, (subjects) => subjects.includes(asked.subject));
    expect(await timers()).not.toContain(subject);
    await scene.expect({ ...asked, state: 'settled', amount: 0, version: 2 });
  });

  it('a payment that is settled is not asked about any more', async () => {
    const payload = orderOf('kho-bac-2', 81_000, '7K2QF9XAG');
    const first = await expected(payload);
    const stands = async () => (await scene.timers(orderJob)).some(({ subject }) => subject === first.subject);
    expect(await stands()).toBe(true);
    await scene.expect({ ...first, state: 'settled', amount: 0, version: 2 });
    await eventually('no timer', stands, (there) => !there);
  });

  it('a provider that does not answer is asked again later, and somebody hears of it', async () => {
    scene.trouble.length = 0;
    await scene.drive('PUT', '/situations/sepay', { situation: 'down', all: true });
    const failed = () => scene.trouble.filter((event) => (event as { timer?: string }).timer === listJob);
    const [event] = await eventually('told', failed, (all) => all.length > 0);
    expect(String((event as { error: unknown }).error)).toMatch(/kho-bac-1: (sepay|transport)\./);
    const timers = await scene.timers(listJob);
    expect(timers.map(({ subject }) => subject)).toContain('account:kho-bac-1');
  });
});
