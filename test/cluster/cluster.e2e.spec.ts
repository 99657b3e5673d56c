import { setTimeout as sleep } from 'node:timers/promises';
import { describeWithKafka, whyNoKafkaJars } from '@lienthong/bus/testing';
import type { Cluster } from '../support/cluster.js';
import { aDossier } from '../support/dossier.js';
import { monitorSlice, populationSlice, postOfficeSlice } from '../support/sandbox-slices.js';
import { keys } from '../support/test-config.js';
import { until } from '../support/until.js';
import { admissionWindows } from './admission-windows.cases.js';
import { betweenAgencies } from './between-agencies.cases.js';
import { brokerAway } from './broker-away.cases.js';
import { recoveryByUrgency } from './recovery-by-urgency.cases.js';
import { resultByPost } from './result-by-post.cases.js';
import { RetryingClient, type Sent } from './retrying-client.js';
import { clientOf, metric, progressOf, Scene, times } from './scene.js';
import { storeAnnounces } from './store-announces.cases.js';

const threePartners = (sandboxUrl: string) => ({
  population: populationSlice(sandboxUrl),
  // No oftener: one of the tests looks at what an idle process uses.
  // What a killed process may have sent is looked for after deadline and settling time: a test does not wait a minute for it.
  'post-office': { ...postOfficeSlice(sandboxUrl, 1), deadlines: { hardMs: 5_000, settlingMs: 500 } },
  emc: monitorSlice(sandboxUrl),
});

/** Real processes: gateways, connectors, sandbox, Apache Kafka, PostgreSQL. */
describeWithKafka('a cluster', () => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await Scene.open();
  }, 120_000);
  afterAll(() => scene.close(), 60_000);

  const theScene = (): Scene => scene;

  describe('of two gateways and one connectors process on one partition', () => {
    let cluster: Cluster;
    beforeAll(async () => {
      const brokers = whyNoKafkaJars() === undefined ? (await scene.mortalKafka()).brokers : scene.kafka.brokers;
      const size = { gateways: 2, connectors: 1, brokers, bus: { partitions: 1 } };
      ({ cluster } = await scene.cluster('one', { ...size, partners: threePartners }));
    }, 120_000);
    afterAll(() => cluster.stop(), 60_000);

    it('waits at a gateway that hears nothing itself: the other one stores the outcome', async () => {
      // One gateway hears all outcomes, the other none; both are ready.
      const assigned = await until('the one partition is somebody’s', async () => {
        const counts = await Promise.all(cluster.gateways.map((gateway) => metric(gateway, 'bus_partitions_assigned')));
        return counts[0]! + counts[1]! === 1 ? counts : undefined;
      });
      const deaf = clientOf(cluster, assigned[0] === 0 ? 0 : 1);
      const other = clientOf(cluster, assigned[0] === 0 ? 1 : 0);
      expect((await deaf.get('/health/ready')).json).toMatchObject({ status: 'ready' });

      const code = 'H44.01-261120-0200';
      const { status, json } = await deaf.putAndWait(code, aDossier());
      expect([status, json.pending]).toEqual([200, []]);
      const done = { state: 'settled', outcome: 'done' };
      expect(json.settled).toHaveLength(2);
      expect(json.settled).toMatchObject([done, done]);
      expect(await scene.portal.held(code)).toMatchObject({ counts: { created: 1 } });
      expect((await other.get(`/v1/dossiers/${code}`)).json.partners.portal.state).toBe('inStep');
      const again = await other.putAndWait(code, aDossier());
      expect(again.json).toMatchObject({ result: 'same', exchanges: json.exchanges, settled: [done, done] });
    }, 60_000);

    resultByPost(theScene, () => cluster);

    describeWithKafka('when the broker is away', () => brokerAway(theScene, () => cluster), whyNoKafkaJars());
  });

  storeAnnounces(theScene);

  betweenAgencies(theScene);

  admissionWindows(theScene);

  recoveryByUrgency(theScene);

  it('restarts every process in turn under load: no error, nothing lost or doubled, no stall', async () => {
    const { cluster, databaseUrl } = await scene.cluster('rolling', { gateways: 2, connectors: 2 });
    const urls = cluster.gateways.map(({ url }) => url);
    const client = new RetryingClient(urls, keys.demo);
    const codes: string[] = [];
    const sends: Promise<Sent>[] = [];
    const restarts: { name: string; began: number; stopped: number; ended: number }[] = [];
    let loading = true;
    const load = (async () => {
      for (const began = performance.now(); loading;) {
        const code = `H44.01-261120-r${codes.length}`;
        codes.push(code);
        sends.push(client.put(code, aDossier()));
        await sleep(Math.max(0, began + codes.length * 80 - performance.now()));
      }
    })();
    try {
      await sleep(1_000);
      for (const member of [...cluster.connectors, ...cluster.gateways]) {
        const began = Date.now();
        expect([member.name, await member.stop()]).toEqual([member.name, 0]);
        const stopped = Date.now();
        await member.start();
        restarts.push({ name: member.name, began, stopped, ended: Date.now() });
      }
      await sleep(1_000);
    } finally {
      loading = false;
      await load;
    }

    const answers = await Promise.all(sends);
    // 200: stored by a gateway whose answer was lost, and said again.
    expect(answers.filter(({ status }) => ![200, 202].includes(status))).toEqual([]);
    const books = await until(
      'everything has ended',
      async () => {
        const found = await progressOf(databaseUrl);
        return found.open === 0 ? found : undefined;
      },
      45_000,
    );
    const held = await Promise.all(codes.map((code) => scene.portal.held(code)));
    const wrong = codes.filter((_, n) => held[n]?.counts.created !== 1);
    const retried = answers.filter((answer) => answer.retried.length > 0).length;
    const slowest = Math.max(...answers.map(({ millis }) => millis));
    const during = restarts.find(({ ended }) => ended > books.longestSince)?.name ?? 'nothing';
    const each = restarts.map(
      ({ name, began, stopped, ended }) => `${name} ${stopped - began} + ${ended - stopped} ms`,
    );
    console.log(
      `restarts, stop + start: ${each.join(', ')}\nrolling restart of 4 processes: ${codes.length} dossiers, ${retried} asked another gateway, slowest answer ${Math.round(slowest)} ms, longest from acceptance to outcome ${Math.round(books.longestMillis)} ms, accepted around the restart of ${during}`,
    );
    // Partitions were given out anew when the last of a kind went: the other one says since when it has those that it has.
    for (const kind of ['connectors', 'gateways'] as const) {
      const [stayed, last] = cluster[kind];
      const rebalancedAt = (await metric(stayed!, 'bus_last_rebalance_timestamp_seconds')) * 1000;
      expect(rebalancedAt).toBeGreaterThan(restarts.find(({ name }) => name === last!.name)!.began);
      expect(rebalancedAt).toBeLessThanOrEqual(Date.now());
    }
    expect(wrong).toEqual([]);
    expect(books.ended).toBe(codes.length);
    expect(books.longestMillis).toBeLessThan(times.settlingMs);
  }, 240_000);
});
