import type { AnyOperation } from '../port.js';
import { Bench } from '../testing/contract/bench.js';
import type { ContractHarness } from '../testing/contract/harness.js';
import { referenceHarness } from '../testing/reference.harness.js';
import { referenceStage } from '../testing/reference-stage.js';

const defect = (): never => {
  throw new RangeError('Nguyen Van A');
};

/** The reference connector with a defect in one operation. */
const defective = (operation: string, change: Partial<AnyOperation>): ContractHarness => ({
  ...referenceHarness,
  connector: (options) => {
    const connector = referenceHarness.connector(options);
    const operations = { ...connector.operations };
    operations[operation] = { ...operations[operation], ...change } as AnyOperation;
    return { ...connector, operations };
  },
});

describe('a defect of a connector', () => {
  const stage = referenceStage();

  it.each([
    ['send', { send: defect }],
    ['resolve', { resolve: defect }],
    ['payload', { parse: defect }],
  ] as const)('in %s is told with its name and where it arose, without its message', async (during, change) => {
    const bench = await Bench.open({ ...stage(), harness: defective('reserve', change) });
    try {
      if (during === 'resolve') await stage().standIn.put('cutAfterEffect', { operation: 'reserve', subject: during });
      const exchange = await bench.announceOne({ operation: 'reserve', subject: during, number: 1 });
      const told = await bench.recorder.until('the defect', () =>
        bench.events.find((seen) => seen.event === 'connectorFailed' && seen.exchange === exchange),
      );
      expect(told).toMatchObject({
        ...{ partner: bench.connector.partner, operation: 'reserve', exchange, during },
        error: { kind: 'RangeError' },
      });
      expect(JSON.stringify(told)).toContain('connector-failed.int.spec');
      expect(JSON.stringify(bench.events)).not.toContain('Nguyen');
    } finally {
      await bench.stop();
    }
  });
});
