import { sql } from 'kysely';
import { startProduct, type Product } from '../support/product.js';
import { keys, shortTimes } from '../support/test-config.js';
import { until } from '../support/until.js';
import { plannedDossier, type BenchClient, type PlanOptions } from './dossiers.js';
import { compareWithRank, type Stated } from './rank-order.js';

const rate = 100;
const seconds = 6;
/** The portal's default. What is under way at once may land in any order. */
const concurrency = 32;
const clients: readonly BenchClient[] = [
  { name: 'demo', key: keys.demo, unit: 'H44.01' },
  { name: 'other', key: keys.other, unit: 'H30' },
];
const plan: PlanOptions = { prefix: 'outage', clients, ofFirst: 3, dueStepMillis: seconds * 100 };

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
    const { accepted, refused } = await load(product.url);
    // Nothing has gone through, and all of it waits for its turn: only then has the order something to say.
    await until('everything waiting', () => product.embedded.side.stats().open === accepted.length, 40_000);
    const insertedAt = await insertions(product);
    await product.portal.clear();
    // Due before everything that waits: it passes the backlog of its client.
    await until('the drain has begun', async () => (await settledOf(product)) >= 20, 40_000);
    const urgent = await stateUrgent(product.url);
    await until('everything at the portal', async () => (await settledOf(product)) >= accepted.length + 1, 40_000);
    const everything = await effectsInOrder(product);
    const created = everything.map(({ key }) => key).filter((code) => code !== urgent);
    const tried = await triedDuringOutage(product);

    expect(refused).toEqual([]);
    expect(accepted).toHaveLength(rate * seconds);
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

/** One dossier of the first client that was due a year ago. */
async function stateUrgent(url: string): Promise<string> {
  const { key, body, code } = plannedDossier(0, { ...plan, prefix: 'urgent' });
  const answer = await fetch(`${url}/v1/dossiers/${code}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({ ...(JSON.parse(body) as object), dueAt: '2025-12-01T17:00:00+07:00' }),
  });
  expect(answer.status).toBe(202);
  return code;
}

/** Evenly, whatever becomes of the earlier ones. */
async function load(url: string): Promise<{ accepted: Stated[]; refused: string[] }> {
  const accepted: Stated[] = [];
  const refused: string[] = [];
  const startedAt = performance.now();
  const state = async (n: number): Promise<void> => {
    const { key, body, ...planned } = plannedDossier(n, plan);
    const answer = await fetch(`${url}/v1/dossiers/${planned.code}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body,
    });
    const text = await answer.text();
    if (answer.status === 202) accepted.push({ ...planned, acceptedAt: Date.now() });
    else refused.push(`${answer.status} ${text}`);
  };
  const open: Promise<void>[] = [];
  await until(
    'all sent',
    () => {
      const due = Math.min(rate * seconds, ((performance.now() - startedAt) / 1000) * rate);
      while (open.length < due) open.push(state(open.length));
      return open.length === rate * seconds;
    },
    60_000,
  );
  await Promise.all(open);
  return { accepted, refused };
}

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
