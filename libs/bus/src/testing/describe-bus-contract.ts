/// <reference types="jest" />
import { randomUUID } from 'node:crypto';
import { carryingCases } from './carrying.cases.js';
import { closingCases } from './closing.cases.js';
import type { ContractCase } from './contract-case.js';
import { crashingCases } from './crashing.cases.js';
import { failingCases } from './failing.cases.js';
import type { BusHarness, BusUnderTest } from './harness.js';
import { limitsCases } from './limits.cases.js';
import { Stage } from './stage.js';

const chapters = {
  carrying: carryingCases,
  'poison and outages': failingCases,
  'limits and back-pressure': limitsCases,
  closing: closingCases,
  crashes: crashingCases,
} as const;

/**
 * What every adapter of the bus must hold, as tests. A case whose capability the harness does not support is skipped with
 * the reason in its title.
 */
export function describeBusContract(name: string, harness: BusHarness): void {
  describe(`bus contract: ${name}`, () => {
    let underTest: BusUnderTest | undefined;
    afterEach(async () => {
      await underTest?.teardown();
      underTest = undefined;
    });

    const define = ({ title, needs, run }: ContractCase): void => {
      const capability = needs === undefined ? true : harness.capabilities[needs];
      if (capability !== true) return test.skip(`${title} (not supported: ${capability.because})`, () => undefined);
      test(title, async () => {
        const scope = `case-${randomUUID().slice(0, 13)}`;
        underTest = await harness.create(scope);
        const stage = new Stage(scope, underTest, harness);
        await stage.bus.ensureTopics([stage.topic]);
        await run(stage);
      });
    };
    for (const [chapter, cases] of Object.entries(chapters)) describe(chapter, () => cases.forEach(define));
  });
}
