import { pgliteTestStore, type TestStore } from '@lienthong/store/testing';
import type { AnyOperation } from '../port.js';
import { Bench } from '../testing/contract/bench.js';
import type { ContractHarness, StandIn } from '../testing/contract/harness.js';
import { referenceHarness } from '../testing/reference.harness.js';

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

  it.each([
    ['send', { send: defect }],
    ['resolve', { resolve: defect }],
    ['payload', { parse: defect }],
  ] as const)('in %s is told with its name and where it arose, without its message', async (during, change) => {
    const bench = await Bench.open({ harness: defective('reserve', change), standIn, store: database.store });
    try {
      if (during === 'resolve') await standIn.put('cutAfterEffect', { operation: 'reserve', subject: during });
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
