import { Bench } from '../testing/contract/bench.js';
import { eventually } from '../testing/contract/eventually.js';
import { referenceStage } from '../testing/reference-stage.js';

describe("an operator's command", () => {
  const stage = referenceStage();

  describe('while the call of its exchange is out, of which nothing is stored before its end', () => {
    let bench: Bench;
    beforeAll(async () => {
      // What an outcome leaves open would be sent again much later.
      const limits = { retryFirstMs: 60_000, retryMaxMs: 60_000 };
      bench = await Bench.open(stage(), { limits });
    });
    afterAll(() => bench.stop());

    const underWay = async (subject: string) => {
      await stage().standIn.put('timeoutBeforeEffect', { operation: 'setState', subject });
      const exchange = await bench.announceOne({ operation: 'setState', subject, number: 1 });
      await eventually(
        'the call is out',
        () => stage().standIn.calls('setState', subject, 'under way too'),
        (calls) => calls.length > 0,
      );
      expect(bench.recorder.last(exchange)).toBeUndefined();
      return { exchange, subject, version: 0 };
    };

    it('gives it up when that has ended, whatever it made of it', async () => {
      const seen = await underWay('whatever');
      expect(await bench.command('abandon', { ...seen, orNewer: true })).toBe('done');
      expect(bench.recorder.of(seen.exchange)).toMatchObject([
        { version: 1, state: 'unknown', outcome: 'unknown' },
        { version: 2, state: 'abandoned', surelyNotDone: false },
      ]);
    });

    it('is told that it is another one now, where it was meant for what was seen', async () => {
      const seen = await underWay('as seen');
      expect(await bench.command('abandon', seen)).toBe('exchange.versionConflict');
      expect(bench.recorder.last(seen.exchange)).toMatchObject({ version: 1, state: 'unknown' });
    });

    it('is told that it has ended, where the call ended it', async () => {
      await stage().standIn.put('slowDrip', { operation: 'setState', subject: 'ended', millis: 5 });
      const exchange = await bench.announceOne({ operation: 'setState', subject: 'ended', number: 1 });
      const seen = { exchange, subject: 'ended', version: 0 };
      expect(await bench.command('abandon', { ...seen, orNewer: true })).toBe('exchange.ended');
      expect(bench.recorder.of(exchange)).toMatchObject([{ state: 'settled', outcome: 'done' }]);
    });
  });

  it('is answered with the verdict it has when it is announced again, and not carried out a second time', async () => {
    const bench = await Bench.open(stage());
    const { answers, messages } = bench.recorder;
    const answersTo = (command: string) => answers.filter((answer) => answer.command === command);
    const told = (command: string, times: number) =>
      eventually(
        `${times} answers to a command`,
        () => Promise.resolve(answersTo(command)),
        (found) => found.length >= times,
      );
    try {
      await stage().standIn.put('refuse', { operation: 'post', subject: 'again' });
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
