import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { sql, type Kysely } from 'kysely';
import { v7 } from 'uuid';
import type { BusMessage, Delivery } from '@lienthong/bus';
import {
  citizenCheckSubject,
  envelope,
  openEnvelope,
  sealContext,
  topics,
  type ExchangeAnnounced,
  type PassingKeyOffered,
} from '@lienthong/contracts';
import { Keyring, MasterKey, newAnswerKey, open as unseal, seal, sealAnswer, SealBroken } from '@lienthong/seal';
import type { Store } from '@lienthong/store';
import { describeEachStore } from '@lienthong/store/testing';
import type { Connector } from '../port.js';
import { openConnectorsSide, type ConnectorsSide } from '../side.js';
import { createReferenceConnector } from '../testing/reference.connector.js';

const keyring = new Keyring(new MasterKey(randomBytes(32)));
const name = 'NGUYEN VAN BIMAT';

/** As the reference connector, but of what it is asked nothing is kept for long. */
function forgetful(): Connector {
  const { operations, ...connector } = createReferenceConnector({
    ...{ baseUrl: 'http://127.0.0.1:9', hardDeadlineMs: 1_000, settlingMs: 0 },
  });
  const short = Object.entries(operations).map(([key, operation]) => [key, { ...operation, keptMs: 60_000 }]);
  return { ...connector, operations: Object.fromEntries(short) as Connector['operations'] };
}

describeEachStore('questions that are known for a short time', (openStore) => {
  const messages: BusMessage[] = [];
  let side: ConnectorsSide;
  let store: Store;
  let db: Kysely<unknown>;
  beforeAll(async () => {
    ({ store } = await openStore());
    db = store.db('connectors');
    await open();
  });
  afterAll(() => side.stop());

  /** A process; returns when it has offered a key. */
  async function open(): Promise<void> {
    messages.splice(0);
    side = await openConnectorsSide({
      ...{ store, keyring, connectors: [forgetful()], owner: randomUUID() },
      bus: { publish: (some) => Promise.resolve(void messages.push(...some)) },
    });
    while (offers().length === 0) await setTimeout(20);
  }

  const offers = (): PassingKeyOffered[] =>
    messages
      .map(openEnvelope)
      .filter(({ type }) => type === 'passingKey.offered')
      .map(({ data }) => data as PassingKeyOffered);

  /** A question as a gateway announces it. */
  function asked(to: Pick<PassingKeyOffered, 'passingKey' | 'publicKey'>, exchange = v7()) {
    const { key, wrapped } = keyring.newDataKey();
    const content = Buffer.from(JSON.stringify({ text: 'x', person: name }));
    const box = seal(key, content, sealContext.payload(exchange)).toString('base64');
    const sealed = sealAnswer(to.publicKey, wrapped, sealContext.passing(exchange)).toString('base64');
    const subject = citizenCheckSubject(exchange);
    const announced: ExchangeAnnounced = {
      ...{ exchange, subject, partner: 'reference', operation: 'register', lane: 'once', number: 1, client: 'demo' },
      ...{ due: new Date().toISOString(), createdAt: new Date().toISOString() },
      payload: { key: '', box, passing: { to: to.passingKey, key: sealed } },
    };
    const delivery: Delivery = {
      topic: topics.exchanges,
      key: subject,
      headers: envelope({ id: exchange, type: 'exchange.announced', source: 'urn:test', subject, time: announced.due }),
      value: Buffer.from(JSON.stringify(announced)),
      ...{ partition: 0, offset: '0', appendedAt: new Date() },
    };
    return { exchange, delivery, wrapped, box: Buffer.from(box, 'base64') };
  }
  const rowOf = async (exchange: string): Promise<{ key: Buffer; payload: Buffer } | undefined> =>
    (
      await sql<{ key: Buffer; payload: Buffer }>`
        select w.key, w.payload from connectors.work w where w.exchange = ${exchange}::uuid`.execute(db)
    ).rows[0];

  it('a key is offered at the start; what is sealed for it is opened, and kept under a key that the bus has never seen', async () => {
    const { exchange, delivery, wrapped } = asked(offers()[0]!);
    expect(await side.handle([delivery])).toEqual(['handled']);
    const row = (await rowOf(exchange))!;
    const context = sealContext.payload(exchange);
    expect(row.key.equals(wrapped)).toBe(false);
    expect(unseal(keyring.unwrap(row.key), row.payload, context).toString()).toContain(name);
    expect(() => unseal(keyring.unwrap(wrapped), row.payload, context)).toThrow(SealBroken);
    // Announced again it is the same.
    expect(await side.handle([asked(offers()[0]!, exchange).delivery])).toEqual(['handled']);
    expect((await rowOf(exchange))!.key.equals(row.key)).toBe(true);
  });

  it('when the key is erased, what was sealed for it opens for nobody and is passed over; under the next one it is taken', async () => {
    const old = offers().at(-1)!;
    const late = asked(old);
    await side.stop();
    await sql`update connectors.passing_key set offered_until = now(), erased_at = now()`.execute(db);
    await open();
    const next = offers().at(-1)!;
    expect(next.passingKey).not.toBe(old.passingKey);
    const { rows } = await sql<{ id: string }>`select k.id::text as id from connectors.passing_key k`.execute(db);
    expect(rows).toEqual([{ id: next.passingKey }]);
    expect(await side.handle([late.delivery])).toEqual(['handled']);
    expect(await rowOf(late.exchange)).toBeUndefined();
    expect(await side.handle([asked(next, late.exchange).delivery])).toEqual(['handled']);
    expect(await rowOf(late.exchange)).toBeDefined();
  });

  it('a key that was sealed for somebody else is quarantined', async () => {
    const { passingKey } = offers().at(-1)!;
    const { publicKey } = newAnswerKey();
    expect(await side.handle([asked({ passingKey, publicKey }).delivery])).toEqual([
      { poison: 'message.shape: payload.passing' },
    ]);
  });
});
