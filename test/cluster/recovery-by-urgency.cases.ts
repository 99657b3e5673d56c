import { withClient } from '@lienthong/store/testing';
import { concurrency, stateBacklog, stateUrgent } from '../bench/backlog.js';
import { compareWithRank, type Stated } from '../bench/rank-order.js';
import type { Cluster } from '../support/cluster.js';
import { shortTimes } from '../support/test-config.js';
import { until } from '../support/until.js';
import type { Scene } from './scene.js';

/** A call of an exchange: which process made it, and when. */
interface Call {
  readonly subject: string;
  readonly client: string;
  readonly due: Date;
  /** When the connectors took it over: from then on it ages. */
  readonly inserted_at: Date;
  readonly owner: string;
  readonly attempt: number;
  readonly started_at: Date;
}

const ownerOf = ({ owner }: Call): string => owner;
const firstOf = ({ attempt }: Call): boolean => attempt === 1;
const statedOf = ({ subject, client, due, inserted_at }: Call): Stated => ({
  ...{ code: subject, client, due: due.getTime(), acceptedAt: inserted_at.getTime() },
});

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
    const calls = (): Promise<readonly Call[]> =>
      withClient(databaseUrl, async (client) => {
        const { rows } = await client.query<Call>(`
          select w.subject, w.client, w.due, w.inserted_at, a.owner, a.attempt, a.started_at
          from connectors.attempt a join connectors.work w on w.exchange = a.exchange
          order by a.started_at, a.exchange`);
        return rows;
      });

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

      const made = await calls();
      const codes = [...accepted.map(({ code }) => code), ...urgent];
      const held = await Promise.all(codes.map((code) => scene().portal.held(code)));
      expect(codes.filter((_, n) => held[n]?.counts.created !== 1)).toEqual([]);

      const again = new Set(made.filter((call) => !firstOf(call)).map(({ subject }) => subject));
      // The outage was noticed: most had not even been tried.
      expect(again.size).toBeLessThan(accepted.length / 4);
      const owners = Map.groupBy(made, ownerOf);
      expect(owners.size).toBe(2);
      for (const own of owners.values()) {
        // Their turn came with their retry, not with their rank.
        const first = own.filter((call) => firstOf(call) && !again.has(call.subject));
        const backlog = first.filter(({ subject }) => !urgent.includes(subject));
        expect(backlog.length).toBeGreaterThan(accepted.length / 4);
        const order = compareWithRank(backlog.map(statedOf), 1);
        expect(order.furthest).toBeLessThanOrEqual(2 * concurrency);
        expect(order.largestLead).toBeLessThanOrEqual(concurrency + again.size);
        // Once its process had it, only what was out already and the turns of the other client came before it.
        for (const one of first.filter(({ subject }) => urgent.includes(subject))) {
          const passedBy = own.filter(
            ({ started_at }) => started_at > one.inserted_at && started_at < one.started_at,
          ).length;
          expect(passedBy).toBeLessThanOrEqual(4 * concurrency);
        }
        // It is not so by chance: in the order of arrival they would be far from their places.
        const byArrival = backlog.map(statedOf).sort((a, b) => a.acceptedAt - b.acceptedAt);
        expect(compareWithRank(byArrival, 1).furthest).toBeGreaterThan(2 * concurrency);
      }
    }, 150_000);
  });
