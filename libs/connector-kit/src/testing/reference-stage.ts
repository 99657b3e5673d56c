/// <reference types="jest" />
import { pgliteTestStore, type TestStore } from '@lienthong/store/testing';
import type { Stage } from './contract/bench.js';
import type { StandIn } from './contract/harness.js';
import { referenceHarness } from './reference.harness.js';

/** The reference partner and a store of their own for the tests of one `describe`, from before the first until after the last. */
export function referenceStage(): () => Stage {
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
  return () => ({ harness: referenceHarness, standIn, store: database.store });
}
