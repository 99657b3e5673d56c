import { randomBytes, randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { envelope, topics, type PaymentExpected } from '@lienthong/contracts';
import { Keyring, MasterKey } from '@lienthong/seal';
import type { Store, Timer } from '@lienthong/store';
import { describeEachStore } from '@lienthong/store/testing';
import type { ConnectorJobCall } from '../job.js';
import type { Connector } from '../port.js';
import { openConnectorsSide, type ConnectorsSide } from '../side.js';
import { eventually } from '../testing/contract/eventually.js';
import { createReferenceConnector } from '../testing/reference.connector.js';
import type { ToldFact } from './follow.js';
import type { ClaimFact } from './facts.js';
import type { Expectation } from './port.js';

const kind = 'reference.ask';
const createdAt = '2026-11-22T02:00:00.000Z';
const far = new Date(Date.now() + 3_600_000);

describeEachStore('what follows from what is stored', (openStore) => {
  let store: Store;
  let side: ConnectorsSide;
  let run: (call: ConnectorJobCall) => Promise<void>;
  const told: ToldFact[] = [];
  const keyring = new Keyring(new MasterKey(randomBytes(32)));

  const expectedTimers = ({ payment, state }: Expectation): readonly Timer[] =>
    state === 'open' ? [{ kind, subject: `payment:${payment}`, due: far }] : [];
  const open = async () => {
    const connector: Connector = {
      ...createReferenceConnector({ baseUrl: 'http://127.0.0.1:9', hardDeadlineMs: 500, settlingMs: 10 }),
      jobs: [{ kind, run: async (call) => void (await run(call)) as undefined }],
      follow: {
        expected: expectedTimers,
        told: (fact, now) => {
          told.push(fact);
          return fact.source === 'notification' ? [{ kind, subject: `payment:${fact.payment}`, due: now }] : [];
        },
      },
    };
    side = await openConnectorsSide({
      ...{ store, keyring, connectors: [connector], owner: randomUUID() },
      bus: { publish: () => Promise.resolve(), retentionMillis: 1_000 },
    });
    return connector.partner;
  };
  const expectPayment = async (more: Partial<PaymentExpected> = {}): Promise<PaymentExpected> => {
    const payment = more.payment ?? randomUUID();
    const data: PaymentExpected = {
      ...{ payment, subject: `payment:${payment}`, reference: `R${payment}`, account: 'a', method: 'bankQr' },
      ...{ amount: 150_000, state: 'open', version: 1, at: createdAt, createdAt, expiresAt: createdAt },
      ...more,
    };
    const headers = envelope({
      ...{ id: randomUUID(), type: 'payment.expected', source: 'test', subject: data.subject, time: data.at },
    });
    const place = { topic: topics.exchanges, partition: 0, offset: '1', appendedAt: new Date() };
    await side.handle([{ ...place, key: data.subject, headers, value: Buffer.from(JSON.stringify(data)) }]);
    return data;
  };
  const timers = async () =>
    (
      await sql<{ subject: string; due: Date }>`select subject, due from connectors.timer`.execute(
        store.db('connectors'),
      )
    ).rows;
  const claim = (reference: string, statementId: string): ClaimFact => ({
    ...{ kind: 'claim', statementId, reference, state: 'paid', amount: 150_000, at: createdAt },
  });

  beforeEach(async () => {
    ({ store } = await openStore());
    told.length = 0;
    run = () => Promise.resolve();
  });
  afterEach(() => side.stop());

  it('an expectation sets its timer once; a later version leaves it its time, one that ends nothing sets none', async () => {
    await open();
    const { payment } = await expectPayment();
    await expectPayment({ payment, version: 2, amount: 1 });
    await expectPayment({ state: 'settled' });
    expect(await timers()).toEqual([{ subject: `payment:${payment}`, due: far }]);
  });

  it('a job reads what is expected, and its cursor is stored with what it found', async () => {
    const partner = await open();
    const seen: unknown[] = [];
    run = async (call) => {
      seen.push(await call.cursor(), await call.expected(call.subject.slice(8)));
      const names = { partner, provider: 'p', account: 'a' };
      await call.found({ ...names, facts: [claim('R1', 's1')] }, 'page 2');
      seen.push(await call.cursor());
      await call.found({ ...names, facts: [] }, 'page 3');
      seen.push(await call.cursor());
    };
    const { payment, reference } = await expectPayment();
    await sql`update connectors.timer set due = now()`.execute(store.db('connectors'));
    await eventually(
      'the job',
      () => seen,
      (all) => all.length === 4,
    );
    const stored = { payment, reference, createdAt, expiresAt: createdAt, amount: 150_000, state: 'open' };
    expect(seen).toEqual([undefined, expect.objectContaining(stored), 'page 2', 'page 3']);
    expect(told).toMatchObject([{ source: 'query', standing: 'unknownReference' }]);
  });

  it('a fact is followed once, at once, and its repeat is not', async () => {
    const partner = await open();
    const ran: string[] = [];
    run = (call) => Promise.resolve(void ran.push(call.subject));
    const { payment, reference } = await expectPayment();
    const names = { partner, provider: 'p', account: 'a' };
    await side.inbound.found({ ...names, facts: [claim(reference, 's1')] });
    await side.inbound.found({ ...names, facts: [claim(reference, 's1')] });
    expect(told).toMatchObject([{ source: 'query', standing: 'expected', payment }]);
    // Found by a query: nobody has to ask because of it.
    expect(ran).toEqual([]);
  });
});
