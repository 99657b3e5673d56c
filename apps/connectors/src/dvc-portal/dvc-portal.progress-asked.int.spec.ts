import { Bench, type StandIn } from '@lienthong/connector-kit/testing';
import { pgliteTestStore, type TestStore } from '@lienthong/store/testing';
import { portalHarness } from '../testing/dvc-portal/contract-harness.js';

/** The whole contract holds in this mode too (`describeConnectorContract` with this harness); here is what the mode is for. */
describe('progress at a portal whose look-up lists steps', () => {
  const harness = portalHarness('DanhSachTienDo');
  const settings = { hardDeadlineMs: 500, settlingMs: 100 };
  let database: TestStore;
  let standIn: StandIn;
  let bench: Bench;
  beforeAll(async () => {
    database = await pgliteTestStore();
    standIn = await harness.startStandIn();
    bench = await Bench.open({ harness, standIn, store: database.store }, settings);
  });
  afterAll(async () => {
    await bench.stop();
    await standIn.close();
    await database.dispose();
  });

  const dossier = async (n: number): Promise<string> => {
    const subject = harness.subject(n);
    const synced = await bench.announceOne({ operation: 'syncDossier', subject, number: 1 });
    expect(await bench.recorder.untilState(synced, 'settled')).toMatchObject({ outcome: 'done' });
    return subject;
  };
  const steps = (subject: string, ...numbers: readonly number[]) =>
    bench.announce(...numbers.map((number) => ({ operation: 'addProgress', subject, number })));
  const stored = async (subject: string) => (await standIn.effects('addProgress', subject)).map(({ number }) => number);

  it.each([
    ['is there: it counts as done, and nothing is sent again', 'cutAfterEffect', [1, 2, 3]],
    ['is not there: it is sent again', 'cutBeforeEffect', [1, 1, 2, 3]],
  ] as const)('a step of unknown fate %s; those behind it follow once', async (_, situation, sent) => {
    const subject = await dossier(sent.length);
    await standIn.put(situation, { operation: 'addProgress', subject });
    for (const exchange of await steps(subject, 1, 2, 3)) {
      expect(await bench.recorder.untilState(exchange, 'settled', 'parked')).toMatchObject({ outcome: 'done' });
    }
    expect(await stored(subject)).toEqual([1, 2, 3]);
    const calls = await standIn.calls('addProgress', subject);
    expect(calls.flatMap(({ numbers }) => numbers)).toEqual(sent);
  });
});
