import { sql } from 'kysely';
import type { Effect } from '../support/portal-control.js';
import { startProduct, type Product } from '../support/product.js';
import { shortTimes } from '../support/test-config.js';
import { until } from '../support/until.js';
import { concurrency, stateBacklog, stateUrgent } from './backlog.js';
import { compareWithRank } from './rank-order.js';
import { allSends, disorderOf, orderPerProcess, type Send } from './sends.js';

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
    await product.portal.clear();
    // Due before everything that waits: it passes the backlog of its client.
    await until('the drain has begun', async () => (await settledOf(product)) >= 20, 40_000);
    const urgent = await stateUrgent(product.url, 'urgent');
    await until('everything at the portal', async () => (await settledOf(product)) >= accepted.length + 1, 40_000);
    const everything = await effectsInOrder(product);
    const created = everything.map(({ key }) => key).filter((code) => code !== urgent);
    const sends = await sendsOf(product);

    expect([...created].sort()).toEqual(accepted.map(({ code }) => code).sort());
    const [order, ...others] = orderPerProcess({ stated: accepted, sends, arrived: created }, 1);
    expect(others).toEqual([]);
    // The outage was noticed: most had not even been tried.
    expect(order!.tried).toBeLessThan(accepted.length / 4);
    expect(order!.sent.length + order!.tried).toBe(accepted.length);
    expect(disorderOf(order!, concurrency)).toEqual([]);
    // Once the connectors had it, only what was out already and the turns of the other client came before it.
    const urgentSince = sends.find(({ subject }) => subject === urgent)!.inserted_at.getTime();
    const place = everything.findIndex(({ key }) => key === urgent);
    const passedBy = everything.slice(0, place).filter(({ at }) => Date.parse(at) > urgentSince);
    expect(passedBy.length).toBeLessThanOrEqual(4 * concurrency);
    // It is not so by chance: in the order of arrival, or of due dates alone, they would be far from their places.
    const byArrival = compareWithRank(accepted, 1);
    expect(byArrival.furthest).toBeGreaterThan(4 * concurrency);
  }, 90_000);
});

async function sendsOf(product: Product): Promise<readonly Send[]> {
  return (await sql.raw<Send>(allSends).execute(product.embedded.store.db('connectors'))).rows;
}

async function settledOf(product: Product): Promise<number> {
  const counters = await product.embedded.core.counters();
  const settled = counters.filter(
    ({ name, labels }) => name === 'exchanges_settled_total' && labels?.['outcome'] === 'done',
  );
  return settled.reduce((sum, { value }) => sum + value, 0);
}

async function effectsInOrder(product: Product): Promise<readonly Effect[]> {
  const effects = await product.portal.effects();
  expect(new Set(effects.map(({ kind }) => kind))).toEqual(new Set(['created']));
  return effects;
}
