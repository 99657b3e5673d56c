/// <reference types="jest" />
import type { ExchangeChanged } from '@lienthong/contracts';
import { standsAlone } from '../../port.js';
import type { Bench } from './bench.js';
import { usual } from './bench.js';
import { expectedEnd, type Declared } from './declared.js';
import { eventually } from './eventually.js';
import { callsOf, forEachOf, newEffects, prepared, untilEnd, type Scene } from './scene.js';
import { sideBySide, type SharedCase } from './side-by-side.js';

/** design.md promise 3: order per lane, and a lane that is held holds nobody else's. */
export function lanesCases(scene: Scene): void {
  const inLanes = (...kinds: string[]): readonly Declared[] =>
    scene.declared.filter(({ operation }) => kinds.includes(operation.lane));

  describe('lanes', () => {
    const splits = scene.declared.filter(({ operation }) => operation.fate === 'repeatable' && operation.batch);

    describe('without a fault', () => {
      sideBySide(scene, { hardDeadlineMs: 3_000 }, [
        ...inLanes('append', 'once').map((one) => orderCase(scene, one)),
        ...inLanes('latest').map((one) => newestCase(scene, one)),
        ...scene.declared.flatMap(afterCases),
        ...splits.map((one) => splitCase(scene, one)),
      ]);
    });

    describe('with a call that lands late', () => {
      sideBySide(
        scene,
        landing,
        inLanes('latest').map((one) => lateCase(scene, one)),
      );
    });

    describe('with calls of unknown fate', () => {
      sideBySide(scene, {}, [
        ...inLanes('append', 'once').flatMap((one) => orderUnderFaultsCases(scene, one)),
        ...splits.flatMap((one) => behindParkedCases(scene, one)),
        ...scene.declared
          .filter(({ operation }) => standsAlone(operation))
          .flatMap((one) => standAloneCases(scene, one)),
      ]);
    });

    function afterCases(one: Declared): readonly SharedCase[] {
      const { name } = one;
      const before =
        scene.harness.operations[name]!.needs ??
        scene.declared.find((other) => other !== one && needsOf(scene, other) === undefined)?.name;
      if (before === undefined) return [];

      const waits = async (bench: Bench): Promise<void> => {
        const subject = scene.subject();
        const after = { partner: bench.connector.partner, operation: before, number: 1 };
        const waiting = await bench.announceOne({ operation: name, subject, number: 1, after });
        // Another subject goes all the way meanwhile: the runner had its chance.
        await untilEnd(bench, await bench.announceOne({ operation: before, subject: scene.subject(), number: 1 }));
        expect(await scene.stage().standIn.calls(name, subject)).toEqual([]);
        const first = await bench.announceOne({ operation: before, subject, number: 1 });
        expect(await untilEnd(bench, waiting)).toMatchObject({ state: 'settled', outcome: 'done' });
        expect(bench.recorder.last(first)).toMatchObject({ state: 'settled', outcome: 'done' });
        const [effect] = await scene.stage().standIn.effects(before, subject);
        const [call] = await callsOf(scene, name, subject, 1);
        expect(call!.at).toBeGreaterThanOrEqual(effect!.at);
      };
      return [{ title: `${name} waits for the ${before} that it comes after`, needs: [], run: waits }];
    }

    scene.test('a lane of unknown fate holds nobody else', ['timeoutBeforeEffect'], async () => {
      // Nothing of unknown fate may move during this test.
      const bench = await scene.open({ settlingMs: 60_000 });
      await forEachOf(scene.declared, async (one) => {
        const held = await prepared(scene, bench, one);
        await scene.stage().standIn.put('timeoutBeforeEffect', { operation: one.name, subject: held, count: 'all' });
        const head = await bench.announceOne({ operation: one.name, subject: held, number: 1 });
        await bench.recorder.until(`unknown fate of ${one.name}`, () =>
          bench.recorder.of(head).find((change) => change.surelyNotDone === false),
        );
        const next = await bench.announceOne({ operation: one.name, subject: held, number: 2 });
        const free = await prepared(scene, bench, one);
        const other = await bench.announceOne({ operation: one.name, subject: free, number: 1 });
        expect(await untilEnd(bench, other)).toMatchObject({ state: 'settled', outcome: 'done' });
        for (const { name } of scene.declared.filter((o) => o !== one && o.name !== needsOf(scene, one))) {
          if (needsOf(scene, { name }) !== undefined) continue;
          const sideways = await bench.announceOne({ operation: name, subject: held, number: 1 });
          expect(await untilEnd(bench, sideways)).toMatchObject({ state: 'settled', outcome: 'done' });
        }
        expect([one.name, bench.recorder.of(next)]).toEqual([one.name, []]);
        expect([one.name, await callsOf(scene, one.name, held, 1)]).toMatchObject([one.name, { length: 1 }]);
      });
    });
  });
}

const needsOf = (scene: Scene, { name }: Pick<Declared, 'name'>): string | undefined =>
  scene.harness.operations[name]!.needs;

/** What lands in the middle of the settling time lands well after the deadline, and well before anything else goes. */
const landing = { hardDeadlineMs: 1_000, settlingMs: 600 } as const;

const many = 12;

function orderCase(scene: Scene, one: Declared): SharedCase {
  const { name, operation } = one;

  const run = async (bench: Bench): Promise<void> => {
    const subject = await prepared(scene, bench, one);
    const numbered = Array.from({ length: many }, (_, index) => index + 1);
    const shuffled = numbered.map((number) => (number * 5) % (many + 1));
    const exchanges: string[] = [];
    for (let at = 0; at < many; at += 3) {
      const batch = shuffled.slice(at, at + 3).map((number) => ({ operation: name, subject, number }));
      exchanges.push(...(await bench.announce(...batch)));
    }
    for (const exchange of exchanges) {
      expect(await untilEnd(bench, exchange)).toMatchObject({ state: 'settled', outcome: 'done' });
    }
    expect(await newEffects(scene, name, subject)).toEqual(numbered);
  };
  return { title: `${name} (${operation.lane}) keeps its order through gaps in arrival`, needs: [], run };
}

function orderUnderFaultsCases(scene: Scene, one: Declared): readonly SharedCase[] {
  const { name, operation } = one;
  const repeats =
    operation.fate === 'idempotent' || (operation.fate === 'repeatable' && operation.onDoubt === 'repeat');
  const asks = operation.fate === 'resolvable' && operation.proves === 'both';
  if (!repeats && !asks) return [];

  const faults = ['cutBeforeEffect', 'cutAfterEffect', 'serverErrorAfterEffect'] as const;
  const run = async (bench: Bench): Promise<void> => {
    const subject = await prepared(scene, bench, one);
    const { standIn } = scene.stage();
    const numbers = [1, 2, 3, 4, 5, 6];
    // Each call meets the next fault of the list, until the list is used up.
    for (const fault of faults) await standIn.put(fault, { operation: name, subject });
    const exchanges = await bench.announce(...numbers.map((number) => ({ operation: name, subject, number })));
    for (const exchange of exchanges) {
      expect(await untilEnd(bench, exchange)).toMatchObject({ state: 'settled', outcome: 'done' });
    }
    const effects = await newEffects(scene, name, subject);
    const first = effects.filter((number, index) => effects.indexOf(number) === index);
    expect(first).toEqual(numbers);
    // A repeat comes before anything later in its lane.
    const perCall = operation.fate === 'repeatable' ? (operation.batch ?? 1) : 1;
    if (perCall === 1) expect(effects).toEqual([...effects].sort((a, b) => a - b));
    if (operation.fate !== 'repeatable') expect(effects).toEqual(numbers);
  };
  return [{ title: `${name} (${operation.lane}) keeps its order under faults`, needs: faults, run }];
}

function newestCase(scene: Scene, one: Declared): SharedCase {
  const { name } = one;

  const run = async (bench: Bench): Promise<void> => {
    const subject = await prepared(scene, bench, one);
    const [first, second, third] = (await bench.announce(
      ...[1, 2, 3].map((number) => ({ operation: name, subject, number })),
    )) as [string, string, string];
    expect(await untilEnd(bench, third)).toMatchObject({ state: 'settled', outcome: 'done' });
    for (const older of [first, second]) {
      expect(await untilEnd(bench, older)).toMatchObject({ state: 'superseded', supersededBy: third });
    }
    expect(await newEffects(scene, name, subject)).toEqual([3]);
  };
  return { title: `${name} (latest) passes over what a newer number replaces, and says so`, needs: [], run };
}

function lateCase(scene: Scene, one: Declared): SharedCase {
  const { name } = one;

  const run = async (bench: Bench): Promise<void> => {
    const subject = await prepared(scene, bench, one);
    const landsAfter = landing.hardDeadlineMs + landing.settlingMs / 2;
    await scene.stage().standIn.put('lateEffect', { operation: name, subject, millis: landsAfter });
    const first = await bench.announceOne({ operation: name, subject, number: 1 });
    await untilCalled(scene, one, subject, 1);
    const [second, third] = (await bench.announce(
      { operation: name, subject, number: 2 },
      { operation: name, subject, number: 3 },
    )) as [string, string];
    expect(await untilEnd(bench, third)).toMatchObject({ state: 'settled', outcome: 'done' });
    for (const older of [first, second]) {
      expect(await untilEnd(bench, older)).toMatchObject({ state: 'superseded', supersededBy: third });
    }
    // The late effect of the first is overtaken by nothing.
    const effects = await scene.stage().standIn.effects(name, subject);
    expect(effects.map(({ number }) => number)).toEqual([1, 3]);
    const calls = await callsOf(scene, name, subject, 2);
    expect(calls.map(({ numbers }) => numbers)).toEqual([[1], [3]]);
    expect(calls[1]!.at).toBeGreaterThanOrEqual(effects[0]!.at);
  };
  const title = `${name} (latest) sends nothing while a call of unknown fate may land, then the newest`;
  return { title, needs: ['lateEffect'], run };
}

const untilCalled = (scene: Scene, { name }: Declared, subject: string, times: number): Promise<unknown> =>
  eventually(
    `call ${times} of ${name}`,
    () => scene.stage().standIn.calls(name, subject, 'under way too'),
    (calls) => calls.length >= times,
  );

/** A batch that is refused goes on one by one: the bad row parks alone, and the rows before it are done. */
function splitCase(scene: Scene, one: Declared): SharedCase {
  const { name } = one;

  const run = async (bench: Bench): Promise<void> => {
    const subject = await prepared(scene, bench, one);
    const { refusedPayload } = scene.harness.operations[name]!;
    const exchanges = await bench.announce(
      ...[1, 2, 3, 4, 5].map((number) => ({
        operation: name,
        subject,
        number,
        ...(number === 3 ? { payload: refusedPayload(subject, number) } : {}),
      })),
    );
    const [first, second, bad, fourth, fifth] = exchanges as [string, string, string, string, string];
    const parked = await bench.recorder.untilState(bad, 'parked');
    expect(parked).toMatchObject({ outcome: 'refused', surelyNotDone: true });
    for (const exchange of [first, second]) {
      expect(await untilEnd(bench, exchange)).toMatchObject({ state: 'settled', outcome: 'done' });
    }
    for (const exchange of [fourth, fifth]) expect(lastOf(bench, exchange)?.state ?? 'waiting').toBe('waiting');
    expect(await bench.command('abandon', parked)).toBe('done');
    for (const exchange of [fourth, fifth]) {
      expect(await untilEnd(bench, exchange)).toMatchObject({ state: 'settled', outcome: 'done' });
    }
    expect(await newEffects(scene, name, subject)).toEqual([1, 2, 4, 5]);
  };
  return { title: `${name} splits a refused batch: the bad row parks alone`, needs: [], run };
}

/** What went in one call of unknown fate goes again one by one; where the head is refused then, the rest waits for a person. */
function behindParkedCases(scene: Scene, one: Declared): readonly SharedCase[] {
  const { name } = one;
  if (expectedEnd(one, 'unknown, no effect').state === 'parked') return [];

  const run = async (bench: Bench): Promise<void> => {
    const subject = await prepared(scene, bench, one);
    const { standIn } = scene.stage();
    for (const situation of ['cutBeforeEffect', 'refuse'] as const)
      await standIn.put(situation, { operation: name, subject });
    const exchanges = await bench.announce(...[1, 2, 3].map((number) => ({ operation: name, subject, number })));
    const [head, ...behind] = exchanges as [string, string, string];
    const parked = await bench.recorder.untilState(head, 'parked');
    expect(parked).toMatchObject({ outcome: 'refused', surelyNotDone: true });
    for (const exchange of behind) {
      expect(lastOf(bench, exchange)).toMatchObject({ state: 'unknown', outcome: 'unknown', surelyNotDone: false });
    }
    expect(await newEffects(scene, name, subject)).toEqual([]);
    expect(await bench.command('abandon', parked)).toBe('done');
    for (const exchange of behind) {
      expect(await untilEnd(bench, exchange)).toMatchObject({ state: 'settled', outcome: 'done' });
    }
    expect(await newEffects(scene, name, subject)).toEqual([2, 3]);
  };
  const title = `${name}: what is of unknown fate behind a parked head goes on when a person has settled the head`;
  return [{ title, needs: ['cutBeforeEffect', 'refuse'], run }];
}

/** Where numbers stand alone, those behind a parked one go: when its call can no longer land, and without it. */
function standAloneCases(scene: Scene, one: Declared): readonly SharedCase[] {
  const { name } = one;
  if (expectedEnd(one, 'unknown, effect').state !== 'parked') return [];

  const run = async (bench: Bench): Promise<void> => {
    const subject = await prepared(scene, bench, one);
    await scene.stage().standIn.put('cutAfterEffect', { operation: name, subject });
    const { refusedPayload } = scene.harness.operations[name]!;
    const number = (n: number, payload?: unknown) => ({ operation: name, subject, number: n, payload });
    const [inDoubt, refused, third] = (await bench.announce(
      number(1),
      number(2, refusedPayload(subject, 2)),
      number(3),
    )) as [string, string, string];
    expect(await untilEnd(bench, third)).toMatchObject({ state: 'settled', outcome: 'done' });
    const parked = lastOf(bench, inDoubt)!;
    expect(parked).toMatchObject({ state: 'parked', outcome: 'unknown', surelyNotDone: false });
    expect(lastOf(bench, refused)).toMatchObject({ state: 'parked', outcome: 'refused', surelyNotDone: true });
    const [, ...later] = await callsOf(scene, name, subject, 2);
    const landsUntil = Date.parse(parked.attempt!.startedAt) + usual.hardDeadlineMs + usual.settlingMs;
    expect(later.filter(({ at }) => at < landsUntil)).toEqual([]);
    expect(await bench.command('retry', parked)).toBe('exchange.unresolved');
    expect(await bench.command('resolve', parked, 'done')).toBe('done');
    expect(await untilEnd(bench, await bench.announceOne(number(4)))).toMatchObject({ state: 'settled' });
    expect(await newEffects(scene, name, subject)).toEqual([1, 3, 4]);
  };
  const title = `${name}: one in doubt and one refused hold nobody behind them, and wait for a person`;
  return [{ title, needs: ['cutAfterEffect'], run }];
}

const lastOf = (bench: Bench, exchange: string): ExchangeChanged | undefined => bench.recorder.last(exchange);
