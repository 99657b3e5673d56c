import { createHmac } from 'node:crypto';
import { sql } from 'kysely';
import { groups, topics } from '@lienthong/contracts';
import { sandboxPartners, type Embedded } from '@lienthong/embedded';
import { openStore, type Store } from '@lienthong/store';
import { aDossier } from '../support/dossier.js';
import { startProduct, type Product } from '../support/product.js';
import { until } from '../support/until.js';

/** Accepts a dossier while nobody listens to the bus. */
async function accept({ core }: Embedded, code: string): Promise<void> {
  const command = {
    client: 'demo',
    code,
    content: aDossier(),
    mayUseUnit: () => true,
  };
  expect(await core.putDossier(command)).toMatchObject({ kind: 'accepted' });
  await core.drained();
}

/** Carries a dossier to the portal while the gateway does not listen: it hears nothing of the outcome. */
async function carryOut(embedded: Embedded, code: string): Promise<void> {
  const { bus, side, store } = embedded;
  const handler: typeof side.handle = (deliveries) => side.handle(deliveries);
  const quarantine: typeof side.quarantine = (delivery, reason) => side.quarantine(delivery, reason);
  const consumer = await bus.subscribe({ group: groups.connectors, topics: [topics.exchanges], handler, quarantine });
  await accept(embedded, code);
  await until('settled on the connectors’ side, and said so', async () => {
    const { rows } = await sql`
      select from connectors.work w where w.subject = ${code} and w.state = 'settled'`.execute(store.db('connectors'));
    return rows.length === 1 && side.stats().outbox.rows === 0;
  });
  await consumer.close();
}

/** A bank tells of money while the gateway does not listen: it is stored with the connectors, and was told once. */
async function receive({ side }: Embedded, number: number): Promise<void> {
  const body = Buffer.from(
    JSON.stringify({
      ...{ id: number, transferType: 'in', transferAmount: 50_000, accountNumber: '1017595600' },
      ...{ transactionDate: '2026-11-20 09:00:00', content: `khong ro ${number}`, referenceCode: `FT26-${number}` },
    }),
  );
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signature = createHmac('sha256', 'sandbox-sepay-secret').update(`${timestamp}.`).update(body).digest('hex');
  const headers = { 'x-sepay-timestamp': [timestamp], 'x-sepay-signature': [`sha256=${signature}`] };
  const path = 'bank/sepay/kho-bac-1';
  const route = side.inbound.routeOf('POST', path);
  if (typeof route !== 'object') throw new Error('no such callback');
  expect(await side.inbound.handle(route, { method: 'POST', path, query: '', headers, body })).toMatchObject({
    status: 200,
  });
  await until('told', () => Promise.resolve(side.stats().outbox.rows === 0));
}

/** The stopped product's database, for what a dead process or a lost disk of the bus would have left. */
async function tamper(product: Product, work: (store: Store) => Promise<unknown>): Promise<void> {
  const store = await openStore({ dataDir: product.dataDir });
  try {
    await work(store);
  } finally {
    await store.close();
  }
}
const loseRecords = async (store: Store, topic: string): Promise<void> => {
  const { numAffectedRows } = await sql`delete from bus.record where topic = ${topic}`.execute(store.db('bus'));
  expect(Number(numAffectedRows)).toBeGreaterThan(0);
};

const ways = [
  ['announcement', 'gateway', topics.exchanges, accept],
  ['outcome', 'connectors', topics.outcomes, carryOut],
] as const;

describe('what was committed and not yet on the bus when the process died', () => {
  let product: Product;
  beforeAll(async () => {
    product = await startProduct();
    await product.stop();
  }, 60_000);
  afterAll(() => product.dispose());

  it.each(ways)('%s: is swept from the outbox at the next start', async (what, side, topic, prepare) => {
    const code = `H44.01-swept-${what}`;
    await product.behindClosedDoors((embedded) => prepare(embedded, code));
    // As if it had died between the commit and the publishing.
    await tamper(product, async (store) => {
      await loseRecords(store, topic);
      const { numAffectedRows } = await sql`update ${sql.id(side, 'writer')} set cursor = 0`.execute(store.db(side));
      expect(Number(numAffectedRows)).toBeGreaterThan(0);
    });
    await product.start();
    const started = Date.now();
    const exchanges = await product.client.allEnded(code);

    expect(exchanges).toMatchObject([{ state: 'settled', outcome: 'done' }]);
    // Long before silence would have had it announced again.
    expect(Date.now() - started).toBeLessThan(15_000);
    expect((await product.portal.held(code))?.counts).toMatchObject({ created: 1, updated: 0 });
    await product.stop();
  });
});

describe('what the bus has lost', () => {
  const silence = 1_000;
  let product: Product;
  beforeAll(async () => {
    const often = { silenceFirstMillis: silence, reannounceEveryMillis: 200 };
    product = await startProduct({
      ...{ coreSettings: often, retelling: often },
      partners: (sandboxUrl) => ({ 'bank-qr': sandboxPartners(sandboxUrl)['bank-qr'] }),
    });
    await product.stop();
  }, 60_000);
  afterAll(() => product.dispose());

  it.each(ways)('%s: is said again once nothing was heard for the time of silence', async (what, _, topic, prepare) => {
    const codes = [1, 2, 3].map((at) => `H44.01-lost-${what}-${at}`);
    await product.behindClosedDoors(async (embedded) => {
      for (const code of codes) await prepare(embedded, code);
    });
    await tamper(product, (store) => loseRecords(store, topic));
    await product.start();
    for (const code of codes) {
      expect(await product.client.allEnded(code)).toMatchObject([{ state: 'settled', outcome: 'done' }]);
      expect((await product.portal.held(code))?.counts).toMatchObject({ created: 1, updated: 0 });
    }
    await product.stop();
  });

  it('money: is said again until the gateway has said that it has it, and counts once', async () => {
    await product.behindClosedDoors(async (embedded) => {
      for (const number of [1, 2, 3]) await receive(embedded, number);
    });
    await tamper(product, (store) => loseRecords(store, topics.outcomes));
    await product.start();
    const unowed = async () => {
      const { json } = await product.operator.ask('GET', '/v1/credits?state=unmatched');
      return (json.items as { providerId: string }[]).map(({ providerId }) => providerId).toSorted();
    };
    await until('the gateway has all of it', async () => (await unowed()).length === 3);
    await until('and has said so', async () => {
      const { rows } = await sql`select from connectors.telling`.execute(product.embedded.store.db('connectors'));
      return rows.length === 0;
    });
    expect(await unowed()).toEqual(['1', '2', '3']);
    await product.stop();
  });

  it('stays lost while the silence is young: nothing else says it again', async () => {
    const patient = await startProduct({ coreSettings: { silenceFirstMillis: 60_000, reannounceEveryMillis: 200 } });
    try {
      await patient.stop();
      await patient.behindClosedDoors((embedded) => accept(embedded, 'H44.01-young'));
      await tamper(patient, (store) => loseRecords(store, topics.exchanges));
      await patient.start();
      const { json } = await patient.client.putAndWait('H44.01-young', aDossier(), 2);
      expect(json).toMatchObject({ result: 'same', settled: [], pending: [{ state: 'waiting' }] });
    } finally {
      await patient.dispose();
    }
  });
});
