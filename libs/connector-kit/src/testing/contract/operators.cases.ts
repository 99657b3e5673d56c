/// <reference types="jest" />
import { expectedEnd } from './declared.js';
import { callsOf, forEachOf, newEffects, prepared, untilEnd, type Scene } from './scene.js';
import { sideBySide, type SharedCase } from './side-by-side.js';

/** Operators: retry, resolve, abandon; never blind. */
export function operatorsCases(scene: Scene): void {
  const ordered = scene.declared.filter(({ operation }) => operation.lane !== 'latest');
  const parksOnDoubt = scene.declared.filter((one) => expectedEnd(one, 'unknown, no effect').state === 'parked');

  describe('operators', () => {
    const triedAgain = scene.declared.map((one): SharedCase => ({
      title: `${one.name}: a refused exchange is tried again on request`,
      needs: ['refuse'],
      run: async (bench) => {
        const subject = await prepared(scene, bench, one);
        await scene.stage().standIn.put('refuse', { operation: one.name, subject });
        const exchange = await bench.announceOne({ operation: one.name, subject, number: 1 });
        const refused = await untilEnd(bench, exchange);
        expect(refused).toMatchObject({ outcome: 'refused', surelyNotDone: true });
        expect(await bench.command('retry', { ...refused, version: refused.version - 1 })).toBe(
          'exchange.versionConflict',
        );
        expect(await bench.command('retry', refused)).toBe('done');
        await bench.recorder.until('done after the retry', () =>
          bench.recorder.last(exchange)?.outcome === 'done' ? true : undefined,
        );
        expect(await newEffects(scene, one.name, subject)).toEqual([1]);
        expect(await bench.command('retry', bench.recorder.last(exchange)!)).toBe('exchange.ended');
      },
    }));

    const passedOver = ordered.map((one): SharedCase => ({
      title: `${one.name}: an abandoned head lets the next number go`,
      needs: ['refuse'],
      run: async (bench) => {
        const subject = await prepared(scene, bench, one);
        await scene.stage().standIn.put('refuse', { operation: one.name, subject });
        const [first] = await bench.announce({ operation: one.name, subject, number: 1 });
        const parked = await bench.recorder.untilState(first!, 'parked');
        const second = await bench.announceOne({ operation: one.name, subject, number: 2 });
        expect(await bench.command('abandon', parked)).toBe('done');
        expect(await untilEnd(bench, first!)).toMatchObject({ state: 'abandoned' });
        expect(await untilEnd(bench, second)).toMatchObject({ state: 'settled', outcome: 'done' });
        expect(await newEffects(scene, one.name, subject)).toEqual([2]);
      },
    }));

    describe('of what was refused', () => sideBySide(scene, { hardDeadlineMs: 3_000 }, [...triedAgain, ...passedOver]));

    const decidedByFinding = parksOnDoubt.map((one): SharedCase => ({
      title: `${one.name}: no retry of unknown fate; a finding decides`,
      needs: ['cutBeforeEffect'],
      run: async (bench) => {
        const decided = async (finding: 'notDone' | 'done'): Promise<void> => {
          const subject = await prepared(scene, bench, one);
          await scene.stage().standIn.put('cutBeforeEffect', { operation: one.name, subject });
          const exchange = await bench.announceOne({ operation: one.name, subject, number: 1 });
          const parked = await bench.recorder.untilState(exchange, 'parked');
          expect(parked.surelyNotDone).toBe(false);
          expect(await bench.command('retry', parked)).toBe('exchange.unresolved');
          expect(bench.recorder.last(exchange)!.version).toBe(parked.version);
          expect(await bench.command('resolve', parked, finding)).toBe('done');
          expect(await bench.recorder.untilState(exchange, 'settled')).toMatchObject({ outcome: 'done' });
          expect(await newEffects(scene, one.name, subject)).toEqual(finding === 'done' ? [] : [1]);
        };
        await Promise.all([decided('notDone'), decided('done')]);
      },
    }));

    describe('of what is in doubt', () => sideBySide(scene, {}, decidedByFinding));

    for (const how of ['by the same process', 'by the next one'] as const) {
      const title = `what is abandoned in doubt may still land, and is overtaken by nothing, ${how}`;
      scene.test(title, ['lateEffect'], async () => {
        const [hardDeadlineMs, settlingMs] = [500, 1_500];
        // No question is asked meanwhile, and no second call goes before the act.
        const patient = { hardDeadlineMs, settlingMs, limits: { retryFirstMs: 9_000, retryMaxMs: 9_000 } };
        const bench = await scene.open(patient);
        const subjects = await forEachOf(scene.declared, async (one) => {
          const subject = await prepared(scene, bench, one);
          const millis = hardDeadlineMs + settlingMs / 2;
          await scene.stage().standIn.put('lateEffect', { operation: one.name, subject, millis });
          const first = await bench.announceOne({ operation: one.name, subject, number: 1 });
          const inDoubt = await bench.recorder.until(`unknown fate of ${one.name}`, () => {
            const last = bench.recorder.last(first);
            return last?.outcome === 'unknown' ? last : undefined;
          });
          expect(await bench.command('abandon', inDoubt)).toBe('done');
          const { mayLandUntil } = await bench.recorder.untilState(first, 'abandoned');
          const begun = Date.parse(inDoubt.attempt!.startedAt);
          expect([one.name, Date.parse(mayLandUntil ?? '')]).toEqual([one.name, begun + hardDeadlineMs + settlingMs]);
          return subject;
        });
        if (how === 'by the next one') await bench.stop();
        const { keyring, recorder } = bench;
        const next = how === 'by the next one' ? await scene.open({ ...patient, keyring, recorder }) : bench;
        const landed = await forEachOf(scene.declared, async ({ name }) => {
          const second = await next.announceOne({ operation: name, subject: subjects[name]!, number: 2 });
          expect(await untilEnd(next, second)).toMatchObject({ state: 'settled', outcome: 'done' });
          const effects = await scene.stage().standIn.effects(name, subjects[name]!);
          return effects.map(({ number }) => number).slice(0, 2);
        });
        expect(landed).toEqual(await forEachOf(scene.declared, () => Promise.resolve([1, 2])));
      });
    }

    const resolvables = scene.declared.filter(({ operation }) => operation.fate === 'resolvable');
    const notYet = resolvables.map((one): SharedCase => ({
      title: `${one.name}: no retry while its fate is being found out`,
      needs: ['cutBeforeEffect'],
      run: async (bench) => {
        const subject = await prepared(scene, bench, one);
        await scene.stage().standIn.put('cutBeforeEffect', { operation: one.name, subject });
        const exchange = await bench.announceOne({ operation: one.name, subject, number: 1 });
        const unknown = await bench.recorder.untilState(exchange, 'unknown');
        expect(await bench.command('retry', unknown)).toBe('exchange.unresolved');
        expect(await callsOf(scene, one.name, subject, 1)).toHaveLength(1);
      },
    }));
    const unhurried = { settlingMs: 60_000, limits: { retryFirstMs: 60_000, retryMaxMs: 60_000 } };
    describe('while a fate is being found out', () => sideBySide(scene, unhurried, notYet));
  });
}
