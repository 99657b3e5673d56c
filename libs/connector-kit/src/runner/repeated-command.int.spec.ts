import { pgliteTestStore, type TestStore } from '@lienthong/store/testing';
import { Bench } from '../testing/contract/bench.js';
import { eventually } from '../testing/contract/eventually.js';
import type { StandIn } from '../testing/contract/harness.js';
import { referenceHarness } from '../testing/reference.harness.js';

describe('a command that is announced again because its verdict was lost', () => {
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

  it('is answered with the verdict it has, and not carried out again', async () => {
    const bench = await Bench.open({ harness: referenceHarness, standIn, store: database.store });
    const { answers, messages } = bench.recorder;
    const answersTo = (command: string) => answers.filter((answer) => answer.command === command);
    const told = (command: string, times: number) =>
      eventually(
        `${times} answers to a command`,
        () => Promise.resolve(answersTo(command)),
        (found) => found.length >= times,
      );
    try {
      await standIn.put('refuse', { operation: 'post', subject: 'again' });
      const exchange = await bench.announceOne({ operation: 'post', subject: 'again', number: 1 });
      const parked = await bench.recorder.untilState(exchange, 'parked');
      const late = bench.commandOf('abandon', { ...parked, version: parked.version - 1 });
      const timely = bench.commandOf('abandon', parked);
      await bench.deliver(late.delivery);
      await told(late.command, 1);
      await bench.deliver(timely.delivery);
      await told(timely.command, 1);
      const ended = await bench.recorder.untilState(exchange, 'abandoned');

      // Their verdicts get lost on the way to the gateway, which announces them again.
      answers.length = 0;
      messages.length = 0;
      await bench.deliver(late.delivery, timely.delivery, timely.delivery);
      expect(await told(late.command, 1)).toMatchObject([
        { verdict: 'refused', reason: 'exchange.versionConflict', exchange, subject: 'again' },
      ]);
      expect(await told(timely.command, 1)).toMatchObject([{ verdict: 'done', exchange, subject: 'again' }]);
      expect(answersTo(timely.command)[0]).not.toHaveProperty('reason');
      expect(messages.map(({ headers }) => headers['ce_id']).sort()).toEqual(
        [`${late.command}/answer`, `${timely.command}/answer`].sort(),
      );
      expect(bench.recorder.last(exchange)!.version).toBe(ended.version);
    } finally {
      await bench.stop();
    }
  });
});
