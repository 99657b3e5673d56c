import { randomBytes, randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { envelope, topics } from '@lienthong/contracts';
import { Keyring, MasterKey } from '@lienthong/seal';
import type { OutboxMessage, Store } from '@lienthong/store';
import { describeEachStore } from '@lienthong/store/testing';
import type { Connector } from '../port.js';
import { openConnectorsSide, type ConnectorsSide, type SideEvent } from '../side.js';
import { createReferenceConnector } from '../testing/reference.connector.js';
import type { CreditFact } from './facts.js';
import type { InboundRoute } from './port.js';

const silenceFirstMillis = 60_000;

describeEachStore('what the gateway was told', (openStore) => {
  const keyring = new Keyring(new MasterKey(randomBytes(32)));
  const published: Omit<OutboxMessage, 'ref'>[] = [];
  const sides: ConnectorsSide[] = [];
  const events: SideEvent[] = [];
  let store: Store;
  let fact: CreditFact;
  const route: InboundRoute = {
    ...{ method: 'POST', path: 'bank/none/kho-bac-1', provider: 'none', account: 'kho-bac-1', maxBytes: 1000 },
    read: () => ({ kind: 'facts', facts: [fact] }),
    answer: ({ kind }) => ({ status: 200, contentType: 'text/plain', body: kind }),
  };
  const openSide = async (): Promise<ConnectorsSide> => {
    const reference = createReferenceConnector({ baseUrl: 'http://127.0.0.1:9', hardDeadlineMs: 1_000, settlingMs: 0 });
    const connector: Connector = { ...reference, inbound: [route] };
    const side = await openConnectorsSide({
      ...{ store, keyring, connectors: [connector], owner: randomUUID() },
      bus: { publish: (messages) => Promise.resolve(void published.push(...messages)) },
      onEvent: (event) => void events.push(event),
      retelling: { silenceFirstMillis, reannounceEveryMillis: 3_600_000 },
    });
    sides.push(side);
    return side;
  };
  let side: ConnectorsSide;

  beforeAll(async () => {
    ({ store } = await openStore());
    side = await openSide();
  });
  beforeEach(async () => {
    await sql`delete from connectors.telling`.execute(store.db('connectors'));
    await sql`delete from connectors.sweep`.execute(store.db('connectors'));
    published.length = events.length = 0;
  });
  afterAll(() => Promise.all(sides.map((one) => one.stop())));

  const aCredit = (more: Partial<CreditFact> = {}): CreditFact => ({
    ...{ kind: 'credit', providerId: randomUUID(), direction: 'in', amount: 150_000, late: false, confirmed: true },
    ...{ bankTime: '2026-08-01T07:02:37.000Z', detail: { text: 'NGUYEN VAN A chuyen tien' } },
    ...more,
  });
  const receive = async (said: CreditFact): Promise<void> => {
    fact = said;
    const placed = side.inbound.routeOf('POST', route.path) as InboundRoute;
    const { method, path } = route;
    await side.inbound.handle(placed, { method, path, query: '', headers: {}, body: Buffer.from('{}') });
    while (side.stats().outbox.rows > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  /** So much later: the round before and what was told lie further back. */
  const age = async (millis: number): Promise<void> => {
    const db = store.db('connectors');
    const ago = sql`make_interval(secs => ${millis / 1000}::float8)`;
    await sql`update connectors.telling set told_at = told_at - ${ago}`.execute(db);
    await sql`update connectors.sweep set last_round = last_round - ${ago}`.execute(db);
  };
  const acknowledge = async (...events: readonly unknown[]) => {
    const [id, at] = [randomUUID(), new Date().toISOString()];
    const headers = envelope({ id, type: 'facts.acknowledged', source: 'test', subject: `facts:${id}`, time: at });
    const value = Buffer.from(JSON.stringify({ acknowledgement: id, subject: `facts:${id}`, events, at }));
    const place = { topic: topics.exchanges, partition: 0, offset: '1', appendedAt: new Date() };
    return side.handle([{ ...place, key: `facts:${id}`, headers, value }]);
  };
  const eventOf = ({ headers }: Pick<OutboxMessage, 'headers'>) => headers['ce_id']!;

  it('is told again in the very same words after a minute of silence, and then ever more seldom', async () => {
    await receive(aCredit());
    await receive(aCredit());
    const first = published.splice(0);
    expect(await side.retell()).toBe(0);
    await age(silenceFirstMillis);
    expect(await side.retell()).toBe(2);
    const byEvent = (messages: readonly Pick<OutboxMessage, 'headers' | 'value' | 'key' | 'topic'>[]) =>
      messages
        .map(({ topic, key, headers, value }) => ({ topic, key, headers, value: Buffer.from(value).toString('utf8') }))
        .toSorted((a, b) => (eventOf(a) < eventOf(b) ? -1 : 1));
    expect(byEvent(published)).toEqual(byEvent(first));
    expect(await side.retell()).toBe(0);
    await age(silenceFirstMillis);
    expect(await side.retell()).toBe(2);
    await age(silenceFirstMillis);
    expect(await side.retell()).toBe(0);
  });

  it('is told no more once it is acknowledged; the rest is', async () => {
    await receive(aCredit());
    await receive(aCredit());
    const [one, other] = published.splice(0) as [OutboxMessage, OutboxMessage];
    expect(await acknowledge(eventOf(one), 'of an event that nobody knows')).toEqual(['handled']);
    expect(await acknowledge(eventOf(one))).toEqual(['handled']);
    await age(silenceFirstMillis);
    expect(await side.retell()).toBe(1);
    expect(published.map(eventOf)).toEqual([eventOf(other)]);
  });

  it('what is never acknowledged is told once a day from the second day on; it is counted, and somebody hears of it', async () => {
    const hour = 3_600_000;
    const again: number[] = [];
    const pass = async (millis: number): Promise<void> => {
      await age(millis);
      again.push(await side.retell());
    };
    await receive(aCredit());
    await receive(aCredit());
    await side.retell();
    expect(side.unacknowledged()).toEqual({ facts: 0, forADay: 0 });
    await pass(silenceFirstMillis);
    expect(side.unacknowledged()).toEqual({ facts: 2, forADay: 0 });
    for (const hours of [24, 1, 1, 22, 1]) await pass(hours * hour);
    expect(again).toEqual([2, 2, 0, 0, 2, 0]);
    expect(side.unacknowledged()).toEqual({ facts: 2, forADay: 2 });
    const heard = events.filter(({ event }) => event === 'factsUnacknowledged');
    expect(heard).toEqual([{ event: 'factsUnacknowledged', facts: 2, fault: expect.stringContaining('gateway') }]);
    await acknowledge(...published.map(eventOf));
    await side.retell();
    expect(side.unacknowledged()).toEqual({ facts: 0, forADay: 0 });
  });

  it('a repeat of the partner is no news, and its confirmation is a fact of its own', async () => {
    const said = aCredit({ confirmed: false });
    await receive(said);
    await receive(said);
    const [unconfirmed] = published as [OutboxMessage];
    await acknowledge(eventOf(unconfirmed));
    await receive({ ...said, confirmed: true });
    await age(silenceFirstMillis);
    published.length = 0;
    expect(await side.retell()).toBe(1);
    expect(eventOf(published[0]!)).toMatch(/\/confirmed$/);
  });

  it('of one credit all that is left is told together, the first word first', async () => {
    const said = aCredit();
    await receive(said);
    await receive({ ...said, amount: 1 });
    await age(silenceFirstMillis);
    published.length = 0;
    expect(await side.retell()).toBe(1);
    const amounts = published.map(
      ({ value }) => (JSON.parse(Buffer.from(value).toString('utf8')) as CreditFact).amount,
    );
    expect(amounts).toEqual([150_000, 1]);
  });

  it('an acknowledgement that cannot be read stops only itself', async () => {
    expect(await acknowledge(5)).toEqual([{ poison: 'message.shape: events' }]);
  });

  it('is told again by one process at a time', async () => {
    await receive(aCredit());
    await age(silenceFirstMillis);
    published.length = 0;
    const other = await openSide();
    const counts = await Promise.all([side.retell(), other.retell()]);
    expect(counts.toSorted()).toEqual([0, 1]);
    expect(published).toHaveLength(1);
  });
});
