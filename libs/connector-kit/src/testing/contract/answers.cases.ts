/// <reference types="jest" />
import { usual, type Bench, type BenchOptions } from './bench.js';
import { declarationOf, expectedEnd, type Declared, type FirstAttempt } from './declared.js';
import type { ContractSituation } from './harness.js';
import { callsOf, forEachOf, newEffects, prepared, untilEnd, type Scene } from './scene.js';
import { sideBySide, type SharedCase } from './side-by-side.js';

interface Case {
  readonly title: string;
  readonly situation: Exclude<ContractSituation, 'down' | 'lateEffect'>;
  readonly first: FirstAttempt;
  readonly millis?: number;
}

type Times = Required<Pick<BenchOptions, 'hardDeadlineMs' | 'settlingMs'>>;

/** What befalls the first call of an exchange, and what that says about its fate. */
const cases: readonly Case[] = [
  { title: 'a refusal by the partner', situation: 'refuse', first: 'refused' },
  { title: 'cut before the effect', situation: 'cutBeforeEffect', first: 'unknown, no effect' },
  { title: 'cut after the effect', situation: 'cutAfterEffect', first: 'unknown, effect' },
  { title: 'no answer, no effect', situation: 'timeoutBeforeEffect', first: 'unknown, no effect' },
  { title: 'no answer after the effect', situation: 'timeoutAfterEffect', first: 'unknown, effect' },
  { title: 'half an answer', situation: 'halfAnswer', first: 'unknown, effect' },
  { title: 'garbage', situation: 'garbage', first: 'unknown, effect' },
  { title: 'HTML with 200', situation: 'html', first: 'unknown, no effect' },
  { title: '5xx without effect', situation: 'serverErrorBeforeEffect', first: 'unknown, no effect' },
  { title: '5xx after the effect', situation: 'serverErrorAfterEffect', first: 'unknown, effect' },
  { title: 'a slow drip', situation: 'slowDrip', first: 'unknown, effect', millis: 400 },
];

/** Long enough for all cases at the same time; they wait for it once. */
const unhurried: Times = { hardDeadlineMs: 2_500, settlingMs: 150 };
/** All of them ask the partner what became of their calls until the time is over: not ten times a second. */
const unhurriedLimits = { retryFirstMs: 100, retryMaxMs: 500 } as const;

/** A session with the partner that ends strikes whoever else is out in it; of an oversized answer the memory is looked at. */
const alone: readonly (readonly [Case, Times])[] = [
  [{ title: '401 once', situation: 'unauthorizedOnce', first: 'later' }, unhurried],
  [{ title: 'an oversized answer', situation: 'oversized', first: 'unknown, effect' }, usual],
];

export function answersCases(scene: Scene): void {
  describe('happy path', () => {
    const happy = scene.declared.map((one): SharedCase => ({
      title: `${one.name} (${declarationOf(one)}): one number after the other, one effect each`,
      needs: [],
      run: async (bench) => {
        const subject = await prepared(scene, bench, one);
        for (const number of [1, 2, 3]) {
          const exchange = await bench.announceOne({ operation: one.name, subject, number });
          expect(await untilEnd(bench, exchange)).toMatchObject({ state: 'settled', outcome: 'done', attempts: 1 });
        }
        expect(await newEffects(scene, one.name, subject)).toEqual([1, 2, 3]);
        expect(await callsOf(scene, one.name, subject, 3)).toHaveLength(3);
      },
    }));
    sideBySide(scene, { hardDeadlineMs: 3_000 }, happy);
  });

  describe('one first call, every operation: the right outcome and no blind repeat', () => {
    const struckBy = ({ title, situation, first, millis }: Case, times: Times, mostMegabytes: number): SharedCase => ({
      title,
      needs: [situation],
      run: async (bench) => {
        const memory = watchMemory();
        const seen = await forEachOf(scene.declared, async (one) => {
          const subject = await prepared(scene, bench, one);
          await scene.stage().standIn.put(situation, { operation: one.name, subject, ...(millis ? { millis } : {}) });
          const exchange = await bench.announceOne({ operation: one.name, subject, number: 1 });
          const end = await untilEnd(bench, exchange);
          await expectNoBlindRepeat(scene, bench, times, one, subject, exchange);
          const { state, outcome } = end;
          const surelyNotDone = outcome === 'done' ? false : end.surelyNotDone;
          return { state, outcome, surelyNotDone, effects: (await newEffects(scene, one.name, subject)).length };
        });
        expect(seen).toEqual(await forEachOf(scene.declared, (one) => Promise.resolve(expectedEnd(one, first))));
        // Answers are cut off at their limit; what the stand-in would have sent is many times this.
        expect(memory.peakGrowth()).toBeLessThan(mostMegabytes * 1024 * 1024);
      },
    });

    const untaken = async (bench: Bench): Promise<void> => {
      const seen = await forEachOf(scene.declared, async (one) => {
        const subject = await prepared(scene, bench, one);
        const payload = scene.stage().harness.operations[one.name]!.refusedPayload(subject, 1);
        const end = await untilEnd(
          bench,
          await bench.announceOne({ operation: one.name, subject, number: 1, payload }),
        );
        expect(end.whoActs).toBeDefined();
        const { state, outcome, surelyNotDone } = end;
        return { state, outcome, surelyNotDone, effects: (await newEffects(scene, one.name, subject)).length };
      });
      expect(seen).toEqual(await forEachOf(scene.declared, (one) => Promise.resolve(expectedEnd(one, 'refused'))));
    };

    const tooMany = async (bench: Bench): Promise<void> => {
      const waited = await forEachOf(scene.declared, async (one) => {
        const subject = await prepared(scene, bench, one);
        await scene.stage().standIn.put('tooManyRequests', { operation: one.name, subject, millis: 1_000 });
        const exchange = await bench.announceOne({ operation: one.name, subject, number: 1 });
        expect(await untilEnd(bench, exchange)).toMatchObject({ state: 'settled', outcome: 'done', attempts: 2 });
        expect(bench.recorder.of(exchange)).toContainEqual(
          expect.objectContaining({ state: 'waiting', outcome: 'later', surelyNotDone: true }),
        );
        expect(await newEffects(scene, one.name, subject)).toEqual([1]);
        const calls = await callsOf(scene, one.name, subject, 2);
        return calls.length === 2 && calls[1]!.at - calls[0]!.at >= 1_000;
      });
      expect(Object.values(waited)).toEqual(scene.declared.map(() => true));
    };

    for (const [one, times] of alone) {
      const { title, needs, run } = struckBy(one, times, 48);
      scene.test(title, needs, async () => run(await scene.open(times)));
    }

    describe('with time enough for all of them', () => {
      sideBySide(scene, { ...unhurried, limits: unhurriedLimits }, [
        // What one by one leaves for the collector, they leave together.
        ...cases.map((one) => struckBy(one, unhurried, 128)),
        { title: 'a payload that the partner does not take', needs: [], run: untaken },
        { title: '429: not again before its Retry-After', needs: ['tooManyRequests'], run: tooMany },
      ]);
    });
  });
}

/**
 * After an attempt of unknown fate the next call of that number reaches the partner only when the first can no longer land;
 * of a resolvable operation that proves presence there is none, and one that proves both was asked before.
 */
async function expectNoBlindRepeat(
  scene: Scene,
  bench: Bench,
  { hardDeadlineMs, settlingMs }: Times,
  { name, operation }: Declared,
  subject: string,
  exchange: string,
): Promise<void> {
  const unknown = bench.recorder.of(exchange).find((change) => change.attempt?.outcome === 'unknown');
  if (!unknown) return;
  const calls = await callsOf(scene, name, subject, bench.recorder.last(exchange)!.attempts);
  const again = calls[1];
  if (operation.fate === 'resolvable') {
    const provenAbsent = bench.recorder.of(exchange).some((change) => change.cause === 'resolved.absent');
    if (!provenAbsent) expect([name, calls.length]).toEqual([name, 1]);
    if (operation.proves === 'presence') expect(provenAbsent).toBe(false);
  }
  if (!again) return;
  const safe = Date.parse(unknown.attempt!.startedAt) + hardDeadlineMs + settlingMs;
  expect([name, again.at >= safe - clockSlackMs]).toEqual([name, true]);
}

/** The side runs on the database's clock, the stand-in on its own; on one machine they differ by little. */
const clockSlackMs = 20;

/** Largest growth of the heap and its buffers since the call. */
function watchMemory(): { readonly peakGrowth: () => number } {
  const used = (): number => {
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const before = used();
  let peak = before;
  const timer = setInterval(() => (peak = Math.max(peak, used())), 20).unref();
  return {
    peakGrowth: () => {
      clearInterval(timer);
      return peak - before;
    },
  };
}
