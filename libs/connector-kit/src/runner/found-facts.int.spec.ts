import { pgliteTestStore, type TestStore } from '@lienthong/store/testing';
import { Bench } from '../testing/contract/bench.js';
import type { StandIn } from '../testing/contract/harness.js';
import { referenceHarness } from '../testing/reference.harness.js';

describe('an attempt of unknown fate that is found done', () => {
  let database: TestStore;
  let standIn: StandIn;
  beforeAll(async () => {
    database = await pgliteTestStore();
    standIn = await referenceHarness.startStandIn();
  });
  afterAll(async () => {
    await standIn.close();
    await database.dispose();
  });

  it('tells what the partner or its evidence says, sealed', async () => {
    const bench = await Bench.open({ harness: referenceHarness, standIn, store: database.store });
    try {
      for (const operation of ['reserve', 'post']) {
        await standIn.put('cutAfterEffect', { operation, subject: 'found' });
        const exchange = await bench.announceOne({ operation, subject: 'found', number: 1 });
        const settled = await bench.recorder.untilState(exchange, 'settled');
        expect(bench.detailOf(settled)).toEqual({ facts: { found: true } });
      }
    } finally {
      await bench.stop();
    }
  });
});
