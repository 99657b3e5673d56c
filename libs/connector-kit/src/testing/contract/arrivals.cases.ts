/// <reference types="jest" />
import { declarationOf, expectedEnd } from './declared.js';
import { eventually } from './eventually.js';
import type { Bench } from './bench.js';
import { callsOf, forEachOf, newEffects, prepared, untilEnd, type Scene } from './scene.js';
import { sideBySide, type SharedCase } from './side-by-side.js';

/** What comes from the bus, twice or unreadable, and a partner that goes and comes back. */
export function arrivalsCases(scene: Scene): void {
  describe('arrivals', () => {
    describe('of one announcement', () => {
      const ofOne = scene.declared.flatMap((one): SharedCase[] => {
        const { name } = one;
        const twice = async (bench: Bench): Promise<void> => {
          const subject = await prepared(scene, bench, one);
          const { delivery, exchange } = bench.deliveryOf({ operation: name, subject, number: 1 });
          await bench.deliver(delivery, delivery);
          await bench.deliver(delivery);
          const end = await untilEnd(bench, exchange);
          expect(end).toMatchObject({ state: 'settled', outcome: 'done' });
          const told = bench.recorder.of(exchange).length;
          await bench.deliver(delivery);
          const again = await bench.recorder.until(
            'the answer to a duplicate',
            () => bench.recorder.of(exchange)[told],
          );
          expect(again).toMatchObject({ version: end.version, state: 'settled', outcome: 'done' });
          // The lane goes on with the next number and never came back to this one.
          const next = await bench.announceOne({ operation: name, subject, number: 2 });
          expect(await untilEnd(bench, next)).toMatchObject({ state: 'settled', outcome: 'done' });
          expect(await newEffects(scene, name, subject)).toEqual([1, 2]);
          const calls = await callsOf(scene, name, subject, 2);
          expect(calls.map(({ numbers }) => numbers)).toEqual([[1], [2]]);
        };
        const unreadable = async (bench: Bench): Promise<void> => {
          const subject = await prepared(scene, bench, one);
          const { delivery, exchange } = bench.deliveryOf({ operation: name, subject, number: 1 }, true);
          await bench.deliver(delivery);
          expect(await untilEnd(bench, exchange)).toMatchObject({
            state: 'parked',
            cause: 'payload.unreadable',
            whoActs: 'operator',
            surelyNotDone: true,
          });
          expect(await scene.stage().standIn.calls(name, subject)).toEqual([]);
          // One that came in between is not held up by it.
          const other = await prepared(scene, bench, one);
          const next = await bench.announceOne({ operation: name, subject: other, number: 1 });
          expect(await untilEnd(bench, next)).toMatchObject({ state: 'settled', outcome: 'done' });
        };
        const duplicate = `${name} (${declarationOf(one)}): a duplicate announcement is one effect and the present state`;
        const parked = `${name}: a payload that cannot be opened is parked without a call`;
        return [
          { title: duplicate, needs: [], run: twice },
          { title: parked, needs: [], run: unreadable },
        ];
      });
      sideBySide(scene, { hardDeadlineMs: 3_000 }, ofOne);
    });

    scene.test('a partner that is down and comes back: everything resumes by itself, once', ['down'], async () => {
      const bench = await scene.open({ limits: { breakerFailures: 2, breakerOpenMs: 100 } });
      const subjects = await forEachOf(scene.declared, async (one) => [
        await prepared(scene, bench, one),
        await prepared(scene, bench, one),
      ]);
      await scene.stage().standIn.goDown();
      const failed = await forEachOf(scene.declared, async ({ name }) => {
        const exchanges = await bench.announce(
          ...subjects[name]!.map((subject) => ({ operation: name, subject, number: 1 })),
        );
        await bench.recorder.until(`a failed attempt of ${name}`, () =>
          // A reset after the first byte is unknown; without a connection it is later. Either must come to an end.
          exchanges
            .flatMap((exchange) => bench.recorder.of(exchange))
            .find(({ attempt }) => attempt?.outcome === 'later' || attempt?.outcome === 'unknown'),
        );
        return exchanges;
      });
      await eventually(
        'an open breaker',
        () => bench.side.stats().breakersOpen,
        (open) => open.length > 0,
      );
      await scene.stage().standIn.clear();
      for (const one of scene.declared) {
        for (const [at, exchange] of failed[one.name]!.entries()) {
          const end = await untilEnd(bench, exchange);
          const doubted = bench.recorder.of(exchange).some(({ attempt }) => attempt?.outcome === 'unknown');
          // Of unknown fate, and nothing may be repeated: that is for a person. All else is done, once.
          const { state, outcome, effects } = expectedEnd(one, doubted ? 'unknown, no effect' : 'done');
          expect(end).toMatchObject({ state, outcome });
          const numbers = await newEffects(scene, one.name, subjects[one.name]![at]!);
          expect([one.name, numbers]).toEqual([one.name, effects > 0 ? [1] : []]);
        }
        const next = await bench.announceOne({
          operation: one.name,
          subject: await prepared(scene, bench, one),
          number: 1,
        });
        expect(await untilEnd(bench, next)).toMatchObject({ state: 'settled', outcome: 'done' });
      }
    });

    scene.test(
      'silence opens the breaker, and the bytes that were met with it are kept',
      ['timeoutBeforeEffect'],
      async () => {
        const bench = await scene.open({ hardDeadlineMs: 500, limits: { breakerFailures: 2, breakerOpenMs: 60_000 } });
        await forEachOf(scene.declared, async (one) => {
          const subjects = [await prepared(scene, bench, one), await prepared(scene, bench, one)];
          for (const subject of subjects) {
            await scene.stage().standIn.put('timeoutBeforeEffect', { operation: one.name, subject, count: 'all' });
          }
          // Together: what follows the first silence by itself would open the breaker before the second is sent.
          const announced = subjects.map((subject) => ({ operation: one.name, subject, number: 1 }));
          for (const exchange of await bench.announce(...announced)) {
            const unknown = await bench.recorder.until(`unknown fate of ${one.name}`, () =>
              bench.recorder.of(exchange).find((change) => change.attempt?.outcome === 'unknown'),
            );
            expect(bench.detailOf(unknown)?.sent).toMatch(/^(?:POST|GET) \//);
          }
          expect(bench.side.stats().breakersOpen).toContain(`${bench.connector.partner}/${one.name}`);
        });
      },
    );

    scene.test('the one probe of an open breaker may be unreadable: the next goes', ['down'], async () => {
      const bench = await scene.open({ limits: { breakerFailures: 1, breakerOpenMs: 400 } });
      const [one] = scene.declared.filter(({ name }) => scene.harness.operations[name]!.needs === undefined);
      const { name } = one!;
      await scene.stage().standIn.goDown();
      await bench.announceOne({ operation: name, subject: scene.subject(), number: 1 });
      await eventually(
        'an open breaker',
        () => bench.side.stats().breakersOpen,
        (open) => open.length > 0,
      );
      const waiting = await bench.announceOne({ operation: name, subject: scene.subject(), number: 1 });
      const first = new Date(Date.now() - 3_600_000);
      const { delivery, exchange } = bench.deliveryOf(
        { operation: name, subject: scene.subject(), number: 1, due: first },
        true,
      );
      await bench.deliver(delivery);
      await scene.stage().standIn.clear();
      expect(await untilEnd(bench, exchange)).toMatchObject({ cause: 'payload.unreadable' });
      expect(await untilEnd(bench, waiting)).toMatchObject({ state: 'settled', outcome: 'done' });
    });

    scene.test('a partner never has more calls in its hands than its limit', [], async () => {
      const bench = await scene.open({ hardDeadlineMs: 3_000, limits: { concurrency: 2 } });
      const [one] = scene.declared.filter(({ name }) => scene.harness.operations[name]!.needs === undefined);
      const subjects = Array.from({ length: 8 }, () => scene.subject());
      let most = 0;
      const watch = setInterval(() => (most = Math.max(most, bench.side.stats().inFlight)), 1);
      const exchanges = await bench.announce(
        ...subjects.map((subject) => ({ operation: one!.name, subject, number: 1 })),
      );
      for (const exchange of exchanges) expect(await untilEnd(bench, exchange)).toMatchObject({ outcome: 'done' });
      clearInterval(watch);
      expect(most).toBeLessThanOrEqual(2);
    });
  });
}
