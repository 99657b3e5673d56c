/// <reference types="jest" />
import type { Bench } from './bench.js';
import { usual } from './bench.js';
import { declarationOf, expectedEnd, type Declared, type FirstAttempt } from './declared.js';
import type { ContractSituation } from './harness.js';
import { callsOf, forEachOf, newEffects, prepared, untilEnd, type Scene } from './scene.js';

interface Case {
  readonly title: string;
  readonly situation: Exclude<ContractSituation, 'down' | 'lateEffect'>;
  readonly first: FirstAttempt;
  readonly millis?: number;
}

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
  { title: '401 once', situation: 'unauthorizedOnce', first: 'later' },
  { title: '5xx without effect', situation: 'serverErrorBeforeEffect', first: 'unknown, no effect' },
  { title: '5xx after the effect', situation: 'serverErrorAfterEffect', first: 'unknown, effect' },
  { title: 'a slow drip', situation: 'slowDrip', first: 'unknown, effect', millis: 100 },
  { title: 'an oversized answer', situation: 'oversized', first: 'unknown, effect' },
];

export function answersCases(scene: Scene): void {
  describe('happy path', () => {
    for (const one of scene.declared) {
      scene.test(`${one.name} (${declarationOf(one)}): one number after the other, one effect each`, [], async () => {
        const bench = await scene.open({ hardDeadlineMs: 3_000 });
        const subject = await prepared(scene, bench, one);
        for (const number of [1, 2, 3]) {
          const exchange = await bench.announceOne({ operation: one.name, subject, number });
          expect(await untilEnd(bench, exchange)).toMatchObject({ state: 'settled', outcome: 'done', attempts: 1 });
        }
        expect(await newEffects(scene, one.name, subject)).toEqual([1, 2, 3]);
        expect(await callsOf(scene, one.name, subject, 3)).toHaveLength(3);
      });
    }
  });

  describe('one first call, every operation: the right outcome and no blind repeat', () => {
    for (const { title, situation, first, millis } of cases) {
      scene.test(title, [situation], async () => {
        const bench = await scene.open();
        const memory = watchMemory();
        const seen = await forEachOf(scene.declared, async (one) => {
          const subject = await prepared(scene, bench, one);
          await scene.stage().standIn.put(situation, { operation: one.name, subject, ...(millis ? { millis } : {}) });
          const exchange = await bench.announceOne({ operation: one.name, subject, number: 1 });
          const end = await untilEnd(bench, exchange);
          await expectNoBlindRepeat(scene, bench, one, subject, exchange);
          const { state, outcome } = end;
          const surelyNotDone = outcome === 'done' ? false : end.surelyNotDone;
          return { state, outcome, surelyNotDone, effects: (await newEffects(scene, one.name, subject)).length };
        });
        expect(seen).toEqual(await forEachOf(scene.declared, (one) => Promise.resolve(expectedEnd(one, first))));
        // Answers are cut off at their limit; what the stand-in would have sent is many times this.
        expect(memory.peakGrowth()).toBeLessThan(48 * 1024 * 1024);
      });
    }

    scene.test('a payload that the partner does not take', [], async () => {
      const bench = await scene.open();
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
    });

    scene.test('429: not again before its Retry-After', ['tooManyRequests'], async () => {
      const bench = await scene.open();
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
  const safe = Date.parse(unknown.attempt!.startedAt) + usual.hardDeadlineMs + usual.settlingMs;
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
