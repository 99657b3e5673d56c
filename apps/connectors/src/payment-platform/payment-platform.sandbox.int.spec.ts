import { randomUUID } from 'node:crypto';
import {
  createTransport,
  type Connector,
  type Outcome,
  type ResolvableOperation,
  type Resolution,
  type Transport,
} from '@lienthong/connector-kit';
import { eventually } from '@lienthong/connector-kit/testing';
import type { AccountListed, PaymentExpected, PaymentOrder } from '@lienthong/contracts';
import { httpOver } from '../testing/http-over.js';
import { MoneyScene } from '../testing/money-scene.js';
import { goldenOrder, platformAccount, platformConfigOf } from '../testing/payment-platform/platform.js';
import { readBill } from './payment-platform.bill.js';
import { type PlatformConfig } from './payment-platform.config.js';
import { createPlatformConnector } from './payment-platform.connector.js';
import { queryJob } from './payment-platform.job.js';
import { orderListKind } from './payment-platform.order-list.js';
import { queryOrder } from './payment-platform.query.js';
import { transportSettingsOf } from '../slice-transport.js';

const partner = 'payment-platform';

/** Against the sandbox's platform, which was written from the same description by other hands. */
describe('the payment platform, what the peer gets wrong', () => {
  let config: PlatformConfig;
  let transport: Transport;
  let connector: Connector;
  const scene = new MoneyScene((sandboxUrl) => {
    config = platformConfigOf({
      baseUrl: `${sandboxUrl}/${partner}`,
      accounts: [{ ...platformAccount, secrets: ['sandbox-platform-secret'] }],
      payPage: `${sandboxUrl}/${partner}/pay/{partnerCode}/{reference}`,
      sweep: { afterSeconds: 1, longestGapSeconds: 1, perSecond: 100 },
      transport: { allowPrivateAddresses: true },
    });
    transport = createTransport(transportSettingsOf(config));
    connector = createPlatformConnector(config, { transport });
    return [connector];
  });
  const http = httpOver(() => transport);
  beforeAll(() => scene.open());
  afterAll(() => scene.close());
  afterEach(() => scene.drive('DELETE', '/situations'));

  let references = 0;
  const orderOf = (changes: Partial<PaymentOrder> = {}): PaymentOrder => ({
    ...goldenOrder,
    ...{ payment: randomUUID(), reference: `HSDVC${++references}X`, createdAt: new Date().toISOString() },
    expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
    ...changes,
  });
  const operation = () => connector.operations['init'] as ResolvableOperation<PaymentOrder, 'both'>;
  const item = (payload: PaymentOrder) => ({
    ...{ exchange: randomUUID(), subject: `payment:${payload.payment}`, number: 1, attempt: 1, payload },
  });
  const { signal } = new AbortController();
  const init = (order: PaymentOrder): Promise<Outcome> =>
    operation().send({ items: [item(order)], http, signal, now: new Date() });
  const resolve = (order: PaymentOrder): Promise<Resolution<'both'>> =>
    operation().resolve({ item: item(order), http, signal, now: new Date(), attemptedAt: new Date() });
  const query = (order: PaymentOrder) =>
    queryOrder(config, config.accounts[0]!, http, { reference: order.reference, createdAt: order.createdAt! });
  const account = 'nen-tang';
  const opened = async (changes: Partial<PaymentExpected> = {}): Promise<PaymentOrder> => {
    const order = orderOf(changes.createdAt === undefined ? {} : { createdAt: changes.createdAt });
    expect(await init(order)).toMatchObject({ outcome: 'done' });
    const { payment, reference, amount, createdAt } = order;
    await scene.expect({
      ...{ payment, reference, amount, account, method: 'paymentPlatform' },
      ...(createdAt === undefined ? {} : { createdAt }),
      ...changes,
    });
    return order;
  };
  const pay = ({ reference }: PaymentOrder, wish: object = {}) =>
    scene.drive('POST', `/${partner}/orders/PARTNER01/${reference}/pay`, wish);
  const situation = (operationName: string, body: object) =>
    scene.drive('PUT', `/situations/${partner}/${operationName}`, { count: 1, ...body });
  const shown = (claims: readonly { source: string; state: string }[]) =>
    claims.map(({ source, state }) => `${source} ${state}`);
  /** The confirmation and what the question found; the receipt, a word of its own, is fetched right behind them. */
  const firstClaims = async ({ reference }: PaymentOrder) => (await scene.claims(reference, 2)).slice(0, 2);

  it('INIT, its page, QUERY: an order is absent before and found after, and where it is paid is not lost with the answer', async () => {
    const order = orderOf();
    expect(await resolve(order)).toEqual({ found: 'absent' });
    const done = await init(order);
    const redirectUrl = `${scene.sandboxUrl}/${partner}/pay/PARTNER01/${order.reference}`;
    expect(done).toEqual({ outcome: 'done', facts: { redirectUrl } });
    expect((await fetch(redirectUrl)).status).toBe(200);
    expect(await init(order)).toMatchObject({ outcome: 'unknown', cause: 'payment-platform.referenceExists' });
    expect(await resolve(order)).toEqual({ found: 'done', facts: { redirectUrl } });
  });

  it('a confirmation is borne out by a question at once: both words, one transaction number', async () => {
    // Its sweep is an hour away.
    const order = await opened({ createdAt: new Date(Date.now() + 3_600_000).toISOString() });
    await pay(order);
    const claims = await firstClaims(order);
    expect(shown(claims)).toEqual(['confirm paid', 'query paid']);
    expect(claims[0]).toMatchObject({ amount: 50_000, payment: order.payment, account });
    expect(claims[1]).toMatchObject({ amount: 50_000, providerId: claims[0]!.providerId });
  });

  it('a confirmation of what nobody expects any more is no money yet: told as a claim when it is known whose, and borne out', async () => {
    const order = orderOf();
    expect(await init(order)).toMatchObject({ outcome: 'done' });
    await pay(order);
    expect(await scene.credits(account, 1)).toMatchObject([{ reference: order.reference, confirmed: false }]);
    const { payment, reference, amount, createdAt } = order;
    await scene.expect({
      ...{ payment, reference, amount, account, method: 'paymentPlatform', state: 'cancelled', createdAt: createdAt! },
    });
    expect(shown(await firstClaims(order))).toEqual(['confirm paid', 'query paid']);
  });

  it('a clock of twelve hours: afternoon and night are two times, and ours is the one that QUERY finds', async () => {
    const afternoon = orderOf({ createdAt: '2026-08-01T07:02:37Z' });
    const night = orderOf({ createdAt: '2026-07-31T19:02:37Z' });
    await init(afternoon);
    expect(await query(afternoon)).toMatchObject({ kind: 'order', state: 'pending' });
    // What the peer would have asked with.
    expect(await query({ ...afternoon, createdAt: night.createdAt! })).toMatchObject({ kind: 'absent' });
  });

  it("a clock of twelve hours in their confirmation does not lose it: it is the same order's", async () => {
    const order = await opened();
    await situation('confirm', { situation: 'malformed', variant: 'twelveHourClock', key: order.reference });
    await pay(order);
    expect(shown(await firstClaims(order))).toEqual(['confirm paid', 'query paid']);
  });

  it('what polling says is believed only with its hash', async () => {
    const order = await opened();
    await situation('QUERY', { situation: 'otherWords', variant: 'wrongHash', key: order.reference });
    expect(await query(order)).toEqual({ kind: 'none', cause: 'payment-platform.hashWrong' });
    expect(await query(order)).toMatchObject({ kind: 'order' });
  });

  it('pending is asked again, and again, until it ends; a lost confirmation is found by the first sweep after it', async () => {
    const order = await opened();
    await situation('confirm', { situation: 'dropped', key: order.reference });
    await situation('QUERY', { situation: 'otherWords', variant: 'strangeState', count: 2, key: order.reference });
    await pay(order);
    const [claim] = await scene.claims(order.reference, 1);
    expect(claim).toMatchObject({ source: 'query', state: 'paid', amount: 50_000 });
    expect(await query(order)).toMatchObject({ state: 'paid' });
    expect((await scene.claims(order.reference, 1)).filter(({ source }) => source === 'confirm')).toEqual([]);
  });

  it('a confirmation that comes before the platform itself knows: asked until it does', async () => {
    const order = await opened();
    await situation('QUERY', { situation: 'otherWords', variant: 'pending', count: 2, key: order.reference });
    await pay(order);
    const claims = await scene.claims(order.reference, 3);
    expect(shown(claims)).toEqual(['confirm paid', 'query pending', 'query paid']);
  });

  it('the notified amount is compared with what is due', async () => {
    const order = await opened();
    await situation('confirm', { situation: 'wrongAmount', key: order.reference });
    await pay(order);
    const [confirm, asked] = await scene.claims(order.reference, 2);
    expect([confirm!.amount, asked!.amount]).toEqual([51_000, 50_000]);
  });

  it('a second payment of one order leaves a trace of its own', async () => {
    const order = await opened();
    await pay(order);
    await scene.claims(order.reference, 2);
    await pay(order);
    const claims = await eventually(
      'two transactions',
      () => scene.claims(order.reference, 2),
      (all) => new Set(all.map(({ providerId }) => providerId)).size === 2,
    );
    expect(claims.filter(({ source }) => source === 'confirm')).toHaveLength(2);
  });

  it("dossier codes that differ in punctuation only are two orders: the reference is the payment's", async () => {
    const dotted = orderOf({ dossier: { ...goldenOrder.dossier, code: 'H99.01-250701-0001' } });
    const plain = orderOf({ dossier: { ...goldenOrder.dossier, code: 'H9901-250701-0001' } });
    expect([await init(dotted), await init(plain)]).toMatchObject([{ outcome: 'done' }, { outcome: 'done' }]);
    expect(dotted.reference).not.toBe(plain.reference);
  });

  it('tampered, unsigned and for another order: told to nobody', async () => {
    const order = await opened({ createdAt: new Date(Date.now() + 60_000).toISOString() });
    for (const name of ['tampered', 'missingSignature', 'doubledSignature']) {
      await situation('confirm', { situation: name, key: order.reference });
      await pay(order);
    }
    const refused = () => scene.trouble.filter((event) => (event as { event: string }).event === 'inboundRefused');
    await eventually('three refusals', refused, (all) => all.length >= 3);
    expect(scene.told<{ reference: string }>('payment.claimed').filter((c) => c.reference === order.reference)).toEqual(
      [],
    );
  });

  it('a confirmation that says the contrary: both words are told, nothing is hidden', async () => {
    const order = await opened();
    await situation('confirm', { situation: 'contradicts', key: order.reference });
    await pay(order);
    expect(shown(await firstClaims(order))).toEqual(['confirm failed', 'query paid']);
  });

  it('the receipt of a paid order is fetched, and how it is found again is told', async () => {
    const order = await opened();
    await pay(order);
    const claims = await scene.claims(order.reference, 3);
    expect(shown(claims)).toEqual(['confirm paid', 'query paid', 'query paid']);
    expect(claims[2]!.detail).toBeDefined();
    const asked = { reference: order.reference, createdAt: order.createdAt! };
    const bill = await readBill(config, config.accounts[0]!, http, asked);
    expect(bill).toMatchObject({ kind: 'pdf', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
    await situation('GET_BILL', { situation: 'otherWords', variant: 'billUrl', key: order.reference });
    const address = await readBill(config, config.accounts[0]!, http, asked);
    expect(address).toMatchObject({ kind: 'address', url: expect.stringContaining(order.reference) });
  });

  it('it has no list: it is asked about each order of the day, also about one that a statement has settled', async () => {
    await situation('confirm', { situation: 'dropped' });
    const order = await opened({ state: 'settled', amount: 0 });
    await pay(order);
    await scene.runSoon(orderListKind, `account:${account}`);
    const listed = () => scene.told<AccountListed>('account.listed').filter((one) => one.account === account);
    const [list] = await eventually('a list', listed, (all) => all.length > 0);
    expect(list).toMatchObject({ provider: partner });
    const claims = await scene.claims(order.reference, 1);
    expect(shown(claims)).toEqual(['query paid']);
    expect(claims[0]).toMatchObject({ amount: 50_000, payment: order.payment });
  });

  it('an order that failed is told, and not asked about any more', async () => {
    const order = await opened();
    await situation('confirm', { situation: 'dropped', key: order.reference });
    await scene.drive('POST', `/${partner}/orders/PARTNER01/${order.reference}/cancel`);
    expect(shown(await scene.claims(order.reference, 1))).toEqual(['query failed']);
    await eventually(
      'no timer',
      () => scene.timers(queryJob),
      (timers) => !timers.some(({ subject }) => subject === `payment:${order.payment}`),
    );
  });

  it('a sweep goes on after a restart, and says nothing twice', async () => {
    const order = await opened();
    await situation('confirm', { situation: 'dropped', key: order.reference });
    await scene.stop();
    await pay(order);
    await scene.start();
    const claims = await scene.claims(order.reference, 2);
    expect(shown(claims)).toEqual(['query paid', 'query paid']);
    expect(new Set(claims.map(({ claim }) => claim)).size).toBe(2);
  });

  it('is up, and down when nobody answers', async () => {
    expect(await connector.health(http)).toEqual({ state: 'up' });
    await scene.drive('PUT', `/situations/${partner}`, { situation: 'down', all: true });
    expect(await connector.health(http)).toMatchObject({ state: 'down' });
  });
});
