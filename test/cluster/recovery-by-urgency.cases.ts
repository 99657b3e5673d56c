import { withClient } from '@lienthong/store/testing';
import { concurrency, stateBacklog, stateUrgent } from '../bench/backlog.js';
import { compareWithRank } from '../bench/rank-order.js';
import { allSends, disorderOf, orderPerProcess, passedBy, type Send } from '../bench/sends.js';
import type { Cluster } from '../support/cluster.js';
import { shortTimes } from '../support/test-config.js';
import { until } from '../support/until.js';
import type { Scene } from './scene.js';

/** Two connectors processes share the subjects, and each brings its own in rank order. */
export const recoveryByUrgency = (scene: () => Scene): void =>
  describe('of two connectors processes whose partner was away', () => {
    let cluster: Cluster;
    let databaseUrl: string;
    beforeAll(async () => {
      const patient = { hardMs: 30_000, settlingMs: 300 };
      const portal = {
        deadlines: { sync: patient, progress: patient },
        // The drain takes some seconds: what is stated meanwhile has something to pass.
        limits: { ...shortTimes.limits, ratePerSecond: 150 },
      };
      ({ cluster, databaseUrl } = await scene().cluster('urgency', { gateways: 1, connectors: 2, portal }));
    }, 60_000);
    afterAll(() => cluster.stop(), 60_000);

    const count = (condition: string): Promise<number> =>
      withClient(databaseUrl, async (client) => {
        const { rows } = await client.query<{ n: number }>(
          `select count(*)::int4 as n from connectors.work w where ${condition}`,
        );
        return rows[0]!.n;
      });
    const settled = (): Promise<number> => count(`w.state = 'settled' and w.outcome = 'done'`);
    const sendsMade = (): Promise<readonly Send[]> =>
      withClient(databaseUrl, async (client) => (await client.query<Send>(allSends)).rows);

    it('each process brings what it owns in rank order, clients in turns; what is urgent passes the backlog; all of it once', async () => {
      const { url } = cluster.gateways[0]!;
      await scene().portal.put({ situation: 'down', all: true });
      const accepted = await stateBacklog(url, 'recovery');
      await until('everything waiting', async () => (await count('true')) === accepted.length, 40_000);
      await scene().portal.clear();
      await until('the drain has begun', async () => (await settled()) >= 20, 40_000);
      // Of several one is each process's, nearly always; what is asserted holds for whoever owns them.
      const urgent = await Promise.all(Array.from({ length: 6 }, (_, n) => stateUrgent(url, 'urgent', n)));
      const all = accepted.length + urgent.length;
      await until('everything at the portal', async () => (await settled()) === all, 40_000);

      const stated = new Set([...accepted.map(({ code }) => code), ...urgent]);
      const effects = (await scene().portal.effects()).filter(({ key }) => stated.has(key));
      expect(new Set(effects.map(({ kind }) => kind))).toEqual(new Set(['created']));
      expect(effects.map(({ key }) => key).sort()).toEqual([...stated].sort());

      const sends = await sendsMade();
      const orders = orderPerProcess({ stated: accepted, sends, arrived: effects.map(({ key }) => key) }, 1);
      expect(orders).toHaveLength(2);
      // The outage was noticed: most had not even been tried.
      expect(orders.reduce((sum, { tried }) => sum + tried, 0)).toBeLessThan(accepted.length / 4);
      for (const order of orders) {
        expect(order.sent.length).toBeGreaterThan(accepted.length / 4);
        expect(disorderOf(order, concurrency)).toEqual([]);
        // It is not so by chance: in the order of arrival they would be far from their places.
        const byArrival = order.sent.toSorted((a, b) => a.acceptedAt - b.acceptedAt);
        expect(compareWithRank(byArrival, 1).furthest).toBeGreaterThan(2 * concurrency);
      }
      // Once its process had it, only what was out already and the turns of the other client came before it.
      const passing = sends.filter(({ subject }) => urgent.includes(subject)).map((one) => passedBy(one, sends));
      expect(passing).toHaveLength(urgent.length);
      expect(Math.max(...passing)).toBeLessThanOrEqual(4 * concurrency);
    }, 150_000);
  });
