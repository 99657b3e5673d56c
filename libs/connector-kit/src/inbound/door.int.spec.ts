import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import {
  envelope,
  openEnvelope,
  sealContext,
  topics,
  type AccountListed,
  type CreditReceived,
  type PaymentClaimed,
  type PaymentExpected,
} from '@lienthong/contracts';
import { Keyring, MasterKey, open } from '@lienthong/seal';
import type { OutboxMessage, Store } from '@lienthong/store';
import { describeEachStore } from '@lienthong/store/testing';
import type { Connector } from '../port.js';
import { createReferenceConnector } from '../testing/reference.connector.js';
import { openConnectorsSide, type ConnectorsSide, type SideEvent } from '../side.js';
import type { ToldFact } from './follow.js';
import type { CreditFact, InboundFact } from './facts.js';
import type { InboundReading, InboundRequest, InboundRoute, InboundVerdict } from './port.js';
import { recordContext } from './units.js';

const at = '2026-08-01T07:02:37.000Z';
const credit = (more: Partial<Extract<InboundFact, { kind: 'credit' }>> = {}): InboundFact => ({
  kind: 'credit',
  providerId: randomUUID(),
  direction: 'in',
  amount: 150_000,
  bankTime: at,
  late: false,
  confirmed: true,
  detail: { text: 'NGUYEN VAN A chuyen tien', payerName: 'NGUYEN VAN A' },
  ...more,
});
const claim = (more: Partial<Extract<InboundFact, { kind: 'claim' }>> = {}): InboundFact => ({
  kind: 'claim',
  statementId: randomUUID(),
  reference: 'unknown',
  state: 'paid',
  amount: 150_000,
  at,
  ...more,
});

describeEachStore('partners tell the connectors', (openStore) => {
  const keyring = new Keyring(new MasterKey(randomBytes(32)));
  const published: OutboxMessage[] = [];
  const events: SideEvent[] = [];
  let store: Store;
  let side: ConnectorsSide;
  let reading: InboundReading;
  let verdict: InboundVerdict | undefined;
  const route: InboundRoute = {
    method: 'POST',
    path: 'bank/none/kho-bac-1',
    provider: 'none',
    account: 'kho-bac-1',
    maxBytes: 1000,
    read: () => reading,
    answer: (given) => {
      verdict = given;
      return { status: 200, contentType: 'text/plain', body: given.kind };
    },
  };
  const reference = createReferenceConnector({ baseUrl: 'http://127.0.0.1:9', hardDeadlineMs: 1_000, settlingMs: 0 });
  const followed: ToldFact[] = [];
  const follow = {
    told: (fact: ToldFact) => {
      if (fact.fact.kind === 'claim' && fact.payment !== undefined) followed.push(fact);
      return [];
    },
  };
  const connector: Connector = { ...reference, inbound: [route], follow };
  const request: InboundRequest = {
    method: 'POST',
    path: route.path,
    query: 'a=1',
    headers: { authorization: ['Apikey secret'], 'content-type': ['application/json'] },
    body: Buffer.from('{"name":"NGUYEN VAN A"}'),
  };

  beforeAll(async () => {
    ({ store } = await openStore());
    side = await openConnectorsSide({
      store,
      bus: { publish: (messages) => Promise.resolve(void published.push(...messages)) },
      keyring,
      connectors: [connector],
      owner: `door-${randomUUID()}`,
      onEvent: (event) => events.push(event),
      door: { storeWaitMs: 2_000, keptRefusalsBurst: 3, keptRefusalsPerSecond: 0.001 },
    });
  });
  afterAll(() => side?.stop());
  beforeEach(() => {
    published.length = 0;
    events.length = 0;
    followed.length = 0;
    verdict = undefined;
  });

  const send = async (...facts: [InboundFact, ...InboundFact[]]) => {
    reading = { kind: 'facts', facts };
    const placed = side.inbound.routeOf('POST', route.path) as InboundRoute;
    return side.inbound.handle(placed, request);
  };
  const told = async <T>(type: string, count: number): Promise<T[]> => {
    const have = () => published.map(openEnvelope).filter((message) => message.type === type);
    for (const end = Date.now() + 5_000; have().length < count;) {
      if (Date.now() > end) throw new Error(`${have().length} of ${count} ${type} within 5 s`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return have().map(({ data }) => data as T);
  };
  const expected = async (more: Partial<PaymentExpected> = {}): Promise<PaymentExpected> => {
    const payment = more.payment ?? randomUUID();
    const data: PaymentExpected = {
      ...{ payment, subject: `payment:${payment}`, reference: randomUUID(), account: 'kho-bac-1', method: 'bankQr' },
      ...{ amount: 150_000, state: 'open', version: 1, at },
      ...more,
    };
    const headers = envelope({
      ...{ id: randomUUID(), type: 'payment.expected', source: 'test', subject: data.subject, time: at },
    });
    const value = Buffer.from(JSON.stringify(data));
    const place = { topic: topics.exchanges, partition: 0, offset: '1', appendedAt: new Date() };
    expect(await side.handle([{ ...place, key: data.subject, headers, value }])).toEqual(['handled']);
    return data;
  };
  const rowsOf = async (where: ReturnType<typeof sql>) =>
    (
      await sql<{ id: string; arrivals: number; first_arrival: string; key: Uint8Array; record: Uint8Array }>`
        select id::text as id, what, cause, arrivals, first_arrival::text as first_arrival, key, record
        from connectors.received where ${where}`.execute(store.db('connectors'))
    ).rows;
  const standings = () => (verdict?.kind === 'stored' ? verdict.facts.map((fact) => fact.standing) : verdict);

  it('a store that does not answer is not waited for: its partner is told to come again, and is taken once', async () => {
    const fact = credit();
    const [locked, answered] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    // Longer than the door waits, and no longer than the test may.
    const holding = store
      .db<unknown>('connectors')
      .transaction()
      .execute(async (tx) => {
        await sql`lock table connectors.received in access exclusive mode`.execute(tx);
        locked.resolve();
        await Promise.race([answered.promise, sleep(8_000, undefined, { ref: false })]);
      });
    await locked.promise;
    const began = performance.now();
    const answer = await send(fact);
    answered.resolve();
    await holding;
    expect(answer).toMatchObject({ status: 503, headers: { 'retry-after': '30' } });
    expect(performance.now() - began).toBeGreaterThan(1_900);
    expect(await send(fact)).toMatchObject({ status: 200 });
    expect(await told<CreditReceived>('credit.received', 1)).toHaveLength(1);
  });

  it('money is told once, sealed, and its request is kept without secrets', async () => {
    const fact = credit({ reference: 'HSDVC1', bankReference: 'FT1' });
    expect(await send(fact)).toMatchObject({ status: 200, body: 'stored' });
    const [message] = await told<CreditReceived>('credit.received', 1);
    expect(message).toMatchObject({
      ...{ account: 'kho-bac-1', provider: 'none', amount: 150_000, direction: 'in', source: 'notification' },
      ...{ confirmed: true, late: false, reference: 'HSDVC1', bankReference: 'FT1', bankTime: at },
    });
    expect(message!.subject).toBe(`credit:${message!.credit}`);
    expect(JSON.stringify(message)).not.toContain('NGUYEN');
    const key = keyring.unwrap(Buffer.from(message!.detail.key, 'base64'));
    const box = Buffer.from(message!.detail.box, 'base64');
    expect(JSON.parse(open(key, box, sealContext.credit(message!.credit)).toString())).toMatchObject({
      payerName: 'NGUYEN VAN A',
    });
    const [row] = await rowsOf(sql`id = ${message!.credit}`);
    const kept = open(keyring.unwrap(row!.key), row!.record, recordContext(row!.first_arrival)).toString();
    expect(JSON.parse(kept)).toEqual({
      ...{ method: 'POST', path: route.path, query: 'a=1', body: Buffer.from(request.body).toString('base64') },
      headers: { 'content-type': ['application/json'] },
    });
  });

  it('twenty repeats, at once and one after the other, are one credit and counted', async () => {
    const fact = credit();
    await Promise.all(Array.from({ length: 10 }, () => send(fact)));
    for (let n = 0; n < 10; n += 1) await send(fact);
    const [message] = await told<CreditReceived>('credit.received', 1);
    expect(await rowsOf(sql`id = ${message!.credit}`)).toMatchObject([{ arrivals: 20 }]);
    expect(published).toHaveLength(1);
    expect(verdict).toMatchObject({ kind: 'stored', facts: [{ repeated: true }] });
  });

  it('the same id with another amount is kept apart, and told as what it is, once', async () => {
    const fact = credit();
    await send(fact);
    for (const amount of [150_001, 150_001, 150_002]) await send({ ...fact, amount } as CreditFact);
    const messages = await told<CreditReceived>('credit.received', 3);
    expect(messages.map(({ amount }) => amount)).toEqual([150_000, 150_001, 150_002]);
    const [{ credit: id }] = messages as [CreditReceived];
    expect(messages.every((message) => message.credit === id)).toBe(true);
    expect(new Set(published.map(({ headers }) => headers['ce_id'])).size).toBe(3);
    expect(events).toContainEqual(expect.objectContaining({ event: 'inboundContradicts', id }));
    expect(await rowsOf(sql`cause = 'inbound.contradictsItself'`)).toHaveLength(2);
  });

  it('an unsigned notification is told unconfirmed, and once more when a query confirms it', async () => {
    const fact = credit({ confirmed: false });
    await send(fact);
    const names = { partner: 'reference', provider: 'none', account: 'kho-bac-1' };
    const sure = { ...fact, confirmed: true } as InboundFact;
    await side.inbound.found({ ...names, facts: [sure] });
    await side.inbound.found({ ...names, facts: [sure] });
    const messages = await told<CreditReceived>('credit.received', 2);
    expect(messages.map(({ confirmed, source }) => [confirmed, source])).toEqual([
      [false, 'notification'],
      [true, 'query'],
    ]);
    expect(new Set(messages.map((message) => message.credit)).size).toBe(1);
    expect(published).toHaveLength(2);
  });

  it('what a notification told is told once more when a query lists it: its list is a word of its own', async () => {
    const fact = credit();
    await send(fact);
    const names = { partner: 'reference', provider: 'none', account: 'kho-bac-1' };
    for (const _ of ['first', 'second']) await side.inbound.found({ ...names, facts: [fact] });
    await send(fact);
    const messages = await told<CreditReceived>('credit.received', 2);
    expect(messages.map(({ source }) => source)).toEqual(['notification', 'query']);
    expect(new Set(published.map(({ headers }) => headers['ce_id'])).size).toBe(2);
    expect(published).toHaveLength(2);
  });

  it('that an account was listed is told with the cursor, also where nothing moved on it', async () => {
    const listed = { from: '2026-08-01T00:00:00.000Z', until: '2026-08-01T01:00:00.000Z' };
    const names = { partner: 'reference', provider: 'none', account: 'kho-bac-1' };
    const cursor = { kind: 'reference.list', subject: 'account:kho-bac-1', value: listed.until };
    await side.inbound.found({ ...names, facts: [], listed }, cursor);
    const [message] = await told<AccountListed>('account.listed', 1);
    expect(message).toMatchObject({ ...listed, account: 'kho-bac-1', provider: 'none', subject: 'account:kho-bac-1' });
  });

  it('how a fact stands to what is expected', async () => {
    const { reference, payment } = await expected();
    await send(
      credit({ reference }),
      credit({ reference, amount: 2 }),
      credit({ reference: 'nobody' }),
      credit(),
      claim({ reference, amount: 150_000 }),
    );
    expect(standings()).toEqual(['expected', 'otherAmount', 'unknownReference', 'noReference', 'expected']);
    const [message] = await told<PaymentClaimed>('payment.claimed', 1);
    expect(message).toMatchObject({ payment, reference, state: 'paid', amount: 150_000, source: 'confirm' });
    await expected({ payment, reference, state: 'settled', amount: 0, version: 3 });
    await expected({ payment, reference, version: 2 });
    await send(credit({ reference }));
    expect(standings()).toEqual(['notOpen']);
    const other = await expected({ account: 'kho-bac-2' });
    await send(credit({ reference: other.reference }));
    expect(standings()).toEqual(['otherAccount']);
  });

  it('a repeat is answered as the first; one that did not stand well is looked at again', async () => {
    const reference = randomUUID();
    const fact = credit({ reference });
    await send(fact);
    expect(standings()).toEqual(['unknownReference']);
    const { payment } = await expected({ reference });
    await send(fact);
    expect(standings()).toEqual(['expected']);
    await expected({ payment, reference, state: 'settled', amount: 0, version: 2 });
    await send(fact);
    expect(standings()).toEqual(['expected']);
  });

  it('a paid claim about nothing we know is told as a credit without an owner that nobody has confirmed, a failed one is kept only', async () => {
    await send(claim({ reference: randomUUID(), providerId: 'GD1' }));
    await send(claim({ reference: randomUUID(), state: 'failed' }));
    const [message] = await told<CreditReceived>('credit.received', 1);
    expect(message).toMatchObject({ providerId: 'GD1', amount: 150_000, confirmed: false, source: 'notification' });
    expect(published).toHaveLength(1);
  });

  it('the same from a query is confirmed by it', async () => {
    const names = { partner: 'reference', provider: 'none', account: 'kho-bac-1' };
    await side.inbound.found({ ...names, facts: [claim({ providerId: 'GD2' })] });
    expect(await told<CreditReceived>('credit.received', 1)).toMatchObject([{ confirmed: true, source: 'query' }]);
  });

  it('a claim about what is expected only later is told as what it is then, once, and followed as if it came now', async () => {
    const reference = randomUUID();
    const early = claim({ reference, providerId: 'GD3', detail: { payerName: 'NGUYEN VAN A' } });
    await send(early);
    await send(claim({ reference, state: 'failed' }));
    await send(claim({ reference: randomUUID() }));
    await told<CreditReceived>('credit.received', 2);
    const { payment } = await expected({ reference, state: 'settled', amount: 0 });
    const claims = await told<PaymentClaimed>('payment.claimed', 2);
    const paid = claims.find(({ state }) => state === 'paid')!;
    expect(paid).toMatchObject({ payment, reference, providerId: 'GD3', amount: 150_000, source: 'confirm', at });
    const key = keyring.unwrap(Buffer.from(paid.detail!.key, 'base64'));
    const box = Buffer.from(paid.detail!.box, 'base64');
    expect(JSON.parse(open(key, box, sealContext.claim(paid.claim)).toString())).toEqual({ payerName: 'NGUYEN VAN A' });
    expect(followed.map(({ source, payment: whose }) => [source, whose])).toEqual([
      ['notification', payment],
      ['notification', payment],
    ]);
    // Said again, by either side: no news.
    await send(early);
    await expected({ payment, reference, version: 2 });
    expect(await told<PaymentClaimed>('payment.claimed', 2)).toHaveLength(2);
  });

  it('nobody is told of a claim what is expected on another account', async () => {
    const reference = randomUUID();
    await send(claim({ reference }));
    await expected({ reference, account: 'kho-bac-2' });
    await told<CreditReceived>('credit.received', 1);
    expect(published).toHaveLength(1);
  });

  it('refusals are kept with the cause, but not without end', async () => {
    const placed = side.inbound.routeOf('POST', route.path) as InboundRoute;
    reading = { kind: 'refused', ground: 'proof', cause: 'none.signatureWrong' };
    for (let n = 0; n < 5; n += 1) await side.inbound.handle(placed, request);
    expect(verdict).toEqual(reading);
    expect(await rowsOf(sql`cause = 'none.signatureWrong'`)).toHaveLength(3);
    expect(events.filter((event) => event.event === 'inboundRefused').map(({ kept }) => kept)).toEqual([
      ...[true, true, true, false, false],
    ]);
    expect(published).toEqual([]);
  });

  it.each([
    ['inbound.amountNotWhole', credit({ amount: 1.5 })],
    ['inbound.amountNotWhole', credit({ amount: -1 })],
    ['inbound.amountNotWhole', credit({ amount: 2 ** 53 })],
    ['inbound.idMalformed', credit({ providerId: 'a\u0000b' })],
    ['inbound.timeMalformed', credit({ bankTime: 'yesterday' })],
  ])('%s: a fact that cannot be one is refused', async (cause, fact) => {
    await send(fact);
    expect(verdict).toEqual({ kind: 'refused', ground: 'content', cause });
  });

  it('knows its addresses', () => {
    expect(side.inbound.routeOf('GET', route.path)).toBe('wrongMethod');
    expect(side.inbound.routeOf('POST', 'bank/none/kho-bac-9')).toBeUndefined();
    expect(side.inbound.routeOf('POST', '__proto__')).toBeUndefined();
  });
});
