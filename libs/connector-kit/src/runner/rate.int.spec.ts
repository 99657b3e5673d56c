import { createReferenceConnector } from '../testing/reference.connector.js';
import { referenceHarness } from '../testing/reference.harness.js';
import { Bench, type Stage } from '../testing/contract/bench.js';
import { eventually } from '../testing/contract/eventually.js';
import type { ContractHarness } from '../testing/contract/harness.js';
import { startReferencePartner, type ReferencePartner } from '../testing/reference-partner/start-reference-partner.js';
import { pgliteTestStore, tempFolder, type TestStore } from '@lienthong/store/testing';
import type { Connector, IdempotentOperation } from '../port.js';
import type { ReferenceContent } from '../testing/reference.connector.js';

const ratePerSecond = 50;
const concurrency = 4;
const looksPerTurn = 2;
const pollsAtOnce = 3;

/** Looks up twice before each send, as a portal is asked; and polls by the clock. */
function asking(connector: Connector): Connector {
  const setState = connector.operations['setState'] as IdempotentOperation<ReferenceContent>;
  const look = { method: 'GET', path: '/readFeed?subject=look' } as const;
  return {
    ...connector,
    operations: {
      ...connector.operations,
      setState: {
        ...setState,
        send: async (call) => {
          for (let at = 0; at < looksPerTurn; at += 1) await call.http.read(look);
          return setState.send(call);
        },
      },
    },
    jobs: [
      {
        kind: 'reference.poll',
        standing: (now) => [{ subject: 'poll', due: now }],
        run: async ({ http }) => {
          for (let at = 0; at < pollsAtOnce; at += 1)
            await http.read({ method: 'GET', path: '/readFeed?subject=poll' });
          return { next: new Date(Date.now() + 150) };
        },
      },
    ],
  };
}

describe("a partner's rate, by its own clock", () => {
  const folder = tempFolder('rate');
  let partner: ReferencePartner;
  let database: TestStore;
  const benches: Bench[] = [];
  beforeAll(async () => {
    [partner, database] = await Promise.all([startReferencePartner({ dataDir: folder.path }), pgliteTestStore()]);
  });
  afterAll(async () => {
    for (const bench of benches) await bench.stop();
    await partner.close();
    await database.dispose();
    folder.remove();
  });

  it('is kept with look-ups and polls counted, also where two processes divide it', async () => {
    const harness: ContractHarness = {
      ...referenceHarness,
      connector: ({ baseUrl, hardDeadlineMs, settlingMs, limits }) =>
        asking(createReferenceConnector({ baseUrl, hardDeadlineMs, settlingMs, limits })),
    };
    const stage: Stage = {
      ...{ harness, store: database.store },
      standIn: { baseUrl: partner.url } as Stage['standIn'],
    };
    const limits = { ratePerSecond, concurrency };
    for (const leaseTtlMs of [1_000, 1_000]) {
      benches.push(await Bench.open(stage, { limits, leaseTtlMs, hardDeadlineMs: 5_000 }));
    }
    const shards = () => benches.map(({ side }) => side.stats().shards);
    await eventually('shards divided', shards, ([a = 0, b = 0]) => a + b === 64 && Math.min(a, b) >= 24, 30_000);
    const turns = 40;
    const before = partner.calls().length;
    const subjects = Array.from({ length: turns }, (_, at) => `subject-${at}`);
    await benches[0]!.announce(...subjects.map((subject) => ({ operation: 'setState', subject, number: 1 })));
    await eventually(
      'all states',
      () => partner.effects('setState').length,
      (count) => count === turns,
    );

    const arrivals = partner
      .calls()
      .slice(before)
      .map(({ arrivedAt }) => arrivedAt);
    expect(arrivals.length).toBeGreaterThan(turns * (1 + looksPerTurn) + pollsAtOnce);
    // A full bucket, and what turns that are out may owe, in each of the two.
    const atOnce = ratePerSecond / 10 + 2 + concurrency * looksPerTurn;
    const seconds = (arrivals.at(-1)! - arrivals[0]!) / 1_000;
    expect(arrivals.length).toBeLessThanOrEqual(atOnce + ratePerSecond * seconds);
    // Both have sent, by their parts.
    expect(benches.map(({ recorder }) => recorder.changes.length > 0)).toEqual([true, true]);
  }, 60_000);
});
