/// <reference types="jest" />
import type { TestStore } from '@lienthong/store/testing';
import { pgliteTestStore } from '@lienthong/store/testing';
import { answersCases } from './answers.cases.js';
import { arrivalsCases } from './arrivals.cases.js';
import { Bench, type Stage } from './bench.js';
import { crashesCases } from './crashes.cases.js';
import { declaredBy } from './declared.js';
import { describeFeedContract } from '../feed/describe-feed-contract.js';
import { describeInboundContract } from '../inbound/describe-inbound-contract.js';
import type { ContractHarness, StandIn } from './harness.js';
import { lanesCases } from './lanes.cases.js';
import { operatorsCases } from './operators.cases.js';
import { privacyCases } from './privacy.cases.js';
import type { Scene } from './scene.js';

/**
 * What every connector promises, by declaration, checked through the real connectors' side over a real store against a stand-in
 * of the partner: announcements go in, outcomes and the stand-in's journal are looked at.
 */
export function describeConnectorContract(name: string, harness: ContractHarness): void {
  describe(`${name} keeps the contract of connectors`, () => {
    const { connector, all } = declaredBy(harness);
    let database: TestStore;
    let standIn: StandIn;
    let subjects = 0;
    const benches: Bench[] = [];

    beforeAll(async () => {
      await connector.transport.close();
      database = await pgliteTestStore();
      standIn = await harness.startStandIn();
    });
    afterEach(async () => {
      await standIn.clear();
      for (const bench of benches.splice(0)) await bench.stop();
    });
    afterAll(async () => {
      await standIn?.close();
      await database?.dispose();
    });

    const stage = (): Stage => ({ harness, standIn, store: database.store });
    const scene: Scene = {
      stage,
      harness,
      declared: all,
      subject: () => harness.subject(++subjects),
      open: async (options) => {
        const bench = await Bench.open(stage(), options);
        benches.push(bench);
        return bench;
      },
      missing: (needs) => needs.map((situation) => harness.unsupported?.[situation]).find((why) => why !== undefined),
      test: (title, needs, body) => {
        const missing = scene.missing(needs);
        if (missing === undefined) it(title, body);
        // Listed, with the reason, so that nobody takes it for checked.
        else it.skip(`${title} (not checked: ${missing})`, body);
      },
    };

    answersCases(scene);
    arrivalsCases(scene);
    lanesCases(scene);
    crashesCases(scene);
    operatorsCases(scene);
    privacyCases(scene);
  });
  if (harness.inbound) describeInboundContract(name, harness.inbound);
  if (harness.feed) describeFeedContract(name, harness.feed);
}
