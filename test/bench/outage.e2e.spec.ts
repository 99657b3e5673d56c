import { sql } from 'kysely';
import { startProduct, type Product } from '../support/product.js';
import { shortTimes } from '../support/test-config.js';
import { until } from '../support/until.js';
import { concurrency, stateBacklog, stateUrgent } from './backlog.js';
import { compareWithRank } from './rank-order.js';

/** `npm run bench -- outage` in small: what is counted, not what it costs. */
describe('an outage of the partner', () => {
  let product: Product;
  beforeAll(async () => {
    // On a busy machine an answer may take its time; a call given up would be said a second time, and rightly so.
    const patient = { hardMs: 30_000, settlingMs: 300 };
    product = await startProduct({
      portal: {
        deadlines: { sync: patient, progress: patient },
        // The drain takes some seconds: what is stated meanwhile has something to pass.
        limits: { ...shortTimes.limits, ratePerSecond: 300 },
      },
    });
  }, 60_000);
  afterAll(() => product.dispose());

  it('keeps everything accepted meanwhile and brings it afterwards, once, in rank order, clients in turns', async () => {
    await product.portal.put({ situation: 'down', all: true });
    const accepted = await stateBacklog(product.url, 'outage');
    // Nothing has gone through, and all of it waits for its turn: only then has the order something to say.
    await until('everything waiting', () => product.embedded.side.stats().open === accepted.length, 40_000);
    const insertedAt = await insertions(product);
    await product.portal.clear();
    // Due before everything that waits: it passes the backlog of its client.
    await until('the drain has begun', async () => (await settledOf(product)) >= 20, 40_000);
    const urgent = await stateUrgent(product.url, 'urgent');
    await until('everything at the portal', async () => (await settledOf(product)) >= accepted.length + 1, 40_000);
    const everything = await effectsInOrder(product);
    const created = everything.map(({ key }) => key).filter((code) => code !== urgent);
    const tried = await triedDuringOutage(product);

    // The outage was noticed: most had not even been tried.
    expect(tried.size).toBeLessThan(accepted.length / 4);
    expect([...created].sort()).toEqual(accepted.map(({ code }) => code).sort());
    // Its age counts from when the connectors took it over.
    const stated = new Map(accepted.map((one) => [one.code, { ...one, acceptedAt: insertedAt.get(one.code)! }]));
    const order = compareWithRank(
      created.flatMap((code) => (tried.has(code) ? [] : [stated.get(code)!])),
      1,
    );
    expect(order.furthest).toBeLessThanOrEqual(2 * concurrency);
    expect(order.largestLead).toBeLessThanOrEqual(concurrency + tried.size);
    // Once the connectors had it, only what was out already and the turns of the other client came before it.
    const urgentSince = (await insertions(product)).get(urgent)!;
    const place = everything.findIndex(({ key }) => key === urgent);
    const passedBy = everything.slice(0, place).filter(({ at }) => Date.parse(at) > urgentSince);
    expect(passedBy.length).toBeLessThanOrEqual(4 * concurrency);
    // It is not so by chance: in the order of arrival, or of due dates alone, they would be far from their places.
    const byArrival = compareWithRank(accepted, 1);
    expect(byArrival.furthest).toBeGreaterThan(4 * concurrency);
  }, 90_000);
});

async function insertions(product: Product): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ subject: string; inserted_at: Date }>`
    select subject, inserted_at from connectors.work`.execute(product.embedded.store.db('connectors'));
  return new Map(rows.map((row) => [row.subject, row.inserted_at.getTime()]));
}

async function settledOf(product: Product): Promise<number> {
  const counters = await product.embedded.core.counters();
  const settled = counters.filter(
    ({ name, labels }) => name === 'exchanges_settled_total' && labels?.['outcome'] === 'done',
  );
  return settled.reduce((sum, { value }) => sum + value, 0);
}

async function effectsInOrder(product: Product): Promise<readonly { readonly key: string; readonly at: string }[]> {
  const text = await (await fetch(`${product.portal.url}/journal/effects.ndjson`)).text();
  const effects = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { key: string; kind: string; at: string });
  expect(new Set(effects.map(({ kind }) => kind))).toEqual(new Set(['created']));
  return effects;
}

/** Their turn came with their retry, not with their rank. */
async function triedDuringOutage(product: Product): Promise<ReadonlySet<string>> {
  const codes = new Set<string>();
  for (let cursor = ''; ;) {
    const { json } = await product.operator.get(
      `/v1/exchanges?limit=200${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
    );
    for (const { subject, attempts } of json.items) if (attempts > 1) codes.add(subject);
    if (json.nextCursor === undefined) return codes;
    cursor = json.nextCursor;
  }
}
