/// <reference types="jest" />
import { sql } from 'kysely';
import { openStore, type Store } from '@lienthong/store';
import { postgresTestStore, severable, whyNoPostgres, type Severable, type TestStore } from '@lienthong/store/testing';
import type { Bench } from './bench.js';
import { expectedEnd, type Declared, type Expected } from './declared.js';
import { eventually } from './eventually.js';
import { forEachOf, newEffects, prepared, untilEnd, type Scene } from './scene.js';

interface Out {
  readonly subject: string;
  readonly exchange: string;
}

/** Processes that stop, die or lose their lease with calls in their hands. */
export function crashesCases(scene: Scene): void {
  /** Announces number 1 of every operation and waits until the partner has the call and does not answer. */
  const callsOut = (bench: Bench, situation: 'timeoutAfterEffect' | 'lateEffect', millis?: number) =>
    forEachOf(scene.declared, async (one): Promise<Out> => {
      const subject = await prepared(scene, bench, one);
      const { standIn } = scene.stage();
      await standIn.put(situation, { operation: one.name, subject, ...(millis === undefined ? {} : { millis }) });
      const exchange = await bench.announceOne({ operation: one.name, subject, number: 1 });
      await eventually(
        `a call of ${one.name}`,
        () => standIn.calls(one.name, subject, 'under way too'),
        (calls) => calls.length > 0,
      );
      return { subject, exchange };
    });

  const ends = (bench: Bench, out: Readonly<Record<string, Out>>) =>
    forEachOf(scene.declared, async ({ name }): Promise<Expected> => {
      const { exchange, subject } = out[name]!;
      const { state, outcome, surelyNotDone } = await untilEnd(bench, exchange);
      // What is parked at once may have its effect later.
      const effects = await eventually(
        `an effect of ${name}`,
        () => newEffects(scene, name, subject),
        (numbers) => numbers.length > 0,
      );
      return {
        state,
        outcome,
        surelyNotDone: outcome === 'done' ? false : (surelyNotDone ?? true),
        effects: effects.length,
      };
    });

  const expected = (of: (one: Declared) => Expected) => forEachOf(scene.declared, (one) => Promise.resolve(of(one)));

  /** Whatever the second owner sends, it sends when the first one's call can no longer land. */
  const expectPatience = async (out: Readonly<Record<string, Out>>, safeFrom: number): Promise<void> => {
    for (const { name } of scene.declared) {
      const [, ...later] = await scene.stage().standIn.calls(name, out[name]!.subject);
      expect([name, later.filter(({ at }) => at < safeFrom)]).toEqual([name, []]);
    }
  };

  const cut: Severable[] = [];
  const cuttable = (store: Store): Severable => {
    const handle = severable(store);
    cut.push(handle);
    return handle;
  };
  /** A side that is still cut off could not be ended. */
  const healAll = (): void => {
    for (const handle of cut.splice(0)) handle.heal();
  };

  describe('processes that end', () => {
    afterEach(healAll);

    scene.test(
      'a graceful stop with calls out stores them as unknown; the next process goes on',
      ['timeoutAfterEffect'],
      async () => {
        const hardDeadlineMs = 1_000;
        const first = await scene.open({ hardDeadlineMs, stopWaitMs: 50 });
        const out = await callsOut(first, 'timeoutAfterEffect');
        const { recorder, keyring } = first;
        const stoppedAt = Date.now();
        await first.stop();
        expect(Date.now() - stoppedAt).toBeLessThan(hardDeadlineMs);
        for (const one of scene.declared) {
          const parks = one.operation.fate === 'repeatable' && one.operation.onDoubt === 'park';
          expect([one.name, recorder.last(out[one.name]!.exchange)]).toMatchObject([
            one.name,
            { state: parks ? 'parked' : 'unknown', outcome: 'unknown', surelyNotDone: false },
          ]);
        }
        const second = await scene.open({ hardDeadlineMs, recorder, keyring });
        expect(await ends(second, out)).toEqual(await expected((one) => expectedEnd(one, 'unknown, effect')));
      },
    );

    scene.test(
      'a killed process: the next one finds what it began, and doubles nothing that must not be',
      ['timeoutAfterEffect'],
      async () => {
        const [hardDeadlineMs, settlingMs, leaseTtlMs] = [1_000, 150, 400];
        const handle = cuttable(scene.stage().store);
        const killed = await scene.open({ hardDeadlineMs, settlingMs, leaseTtlMs, store: handle.store });
        const out = await callsOut(killed, 'timeoutAfterEffect');
        handle.sever();
        const killedAt = Date.now();
        await killed.connector.transport.close();
        const { keyring } = killed;
        const next = await scene.open({ hardDeadlineMs, settlingMs, leaseTtlMs, keyring });
        expect(await ends(next, out)).toEqual(await expected(afterCrash));
        await expectPatience(out, killedAt + hardDeadlineMs + settlingMs);
      },
    );
  });

  const why = whyNoPostgres();
  if (why !== undefined) console.error(`take-over is not checked: ${why}`);

  describe('two processes over one PostgreSQL', () => {
    let database: TestStore | undefined;
    const handles: Store[] = [];
    const handle = async () => {
      database ??= await postgresTestStore();
      const store = await openStore({ databaseUrl: database.databaseUrl! });
      handles.push(store);
      return cuttable(store);
    };
    afterEach(healAll);
    afterAll(async () => {
      for (const store of handles) await store.close();
      await database?.dispose();
    });
    const [hardDeadlineMs, settlingMs, leaseTtlMs] = [1_200, 200, 500];
    const times = { hardDeadlineMs, settlingMs, leaseTtlMs };

    scene.test(
      "a take-over while the first one's calls are still in flight, and land afterwards",
      ['lateEffect'],
      async () => {
        const lost = await handle();
        const first = await scene.open({ ...times, store: lost.store });
        const out = await callsOut(first, 'lateEffect', hardDeadlineMs + settlingMs / 2);
        lost.sever();
        const severedAt = Date.now();
        const { store } = await handle();
        const second = await scene.open({ ...times, store, keyring: first.keyring });
        expect(await ends(second, out)).toEqual(await expected(afterCrash));
        await expectPatience(out, severedAt + hardDeadlineMs + settlingMs);
        // The first one comes back to life: what it knew is not written, and nothing goes out again.
        const calls = await forEachOf(scene.declared, ({ name }) =>
          scene.stage().standIn.calls(name, out[name]!.subject),
        );
        lost.heal();
        await eventually(
          'its part of the shards',
          () => first.side.stats().shards,
          (shards) => shards > 0,
        );
        for (const { name } of scene.declared) {
          const { exchange, subject } = out[name]!;
          expect([name, await scene.stage().standIn.calls(name, subject)]).toEqual([name, calls[name]]);
          expect([name, first.recorder.last(exchange)?.version ?? 0]).toEqual([name, versionWhileOut(first, exchange)]);
        }
      },
    );

    scene.test(
      'an owner that does not know that it has lost its lease writes nothing',
      ['timeoutAfterEffect'],
      async () => {
        const frozen = await handle();
        const since = performance.now();
        let clock = (): number => performance.now() - since;
        const first = await scene.open({ ...times, store: frozen.store, monotonicNow: () => clock() });
        const out = await callsOut(first, 'timeoutAfterEffect');
        await eventually(
          'what it has stored to be told',
          () => first.side.stats().outbox.rows,
          (rows) => rows === 0,
        );
        const before = await forEachOf(scene.declared, ({ name }) =>
          Promise.resolve(first.recorder.of(out[name]!.exchange)),
        );
        // Its clock for leases stands still, and its renewals do not get through: it thinks that all is well.
        const stoodStillAt = clock();
        clock = () => stoodStillAt;
        frozen.sever('renewals');
        const { store } = await handle();
        const second = await scene.open({ ...times, store, keyring: first.keyring });
        expect(await ends(second, out)).toEqual(await expected(afterCrash));
        expect(first.side.stats().shards).toBeGreaterThan(0);
        // What parks in doubt has its end with the second one before the first one's call has come to anything.
        await eventually(
          'it to be fenced',
          () => first.events,
          (events) => events.some(({ event }) => event === 'fenced'),
        );
        for (const { name } of scene.declared) {
          expect([name, first.recorder.of(out[name]!.exchange)]).toEqual([name, before[name]]);
        }
        // What its calls came to is evidence, for a person: told, stored with its bytes, and never in the way of an outcome.
        for (const { name } of scene.declared) {
          const { exchange } = out[name]!;
          const stray = await first.recorder.until(`the stray call of ${name}`, () =>
            first.recorder.strayCalls.find((call) => call.exchange === exchange),
          );
          expect(stray.call).toMatchObject({ kind: 'strayCall', attempt: 1, outcome: 'unknown' });
          expect(stray.leftWithoutLease).toBe(false);
          expect(await sideCalls(store, exchange)).toContainEqual(
            expect.objectContaining({ kind: 'strayCall', outcome: 'unknown', calls: expect.any(Buffer) }),
          );
        }
        expect(first.side.stats().strayCalls).toBe(scene.declared.length);
      },
    );
  });
}

/**
 * Nothing is stored of an attempt of an operation that is repeated in doubt before it ends: after a crash its harm may happen
 * once. One that parks in doubt parks after a crash too.
 */
const afterCrash = (one: Declared): Expected =>
  one.operation.fate === 'repeatable' && one.operation.onDoubt === 'repeat'
    ? { ...expectedEnd(one, 'done'), effects: 2 }
    : expectedEnd(one, 'unknown, effect');

const sideCalls = async (store: Store, exchange: string): Promise<readonly object[]> =>
  (
    await sql<object>`select kind, outcome, calls from connectors.side_call where exchange = ${exchange}::uuid`.execute(
      store.db('connectors'),
    )
  ).rows;

/** What the first owner had told before it lost its lease: where attempts are stored first, that it is sending. */
const versionWhileOut = (first: Bench, exchange: string): number =>
  first.recorder.of(exchange).filter(({ state }) => state === 'sending').length;
