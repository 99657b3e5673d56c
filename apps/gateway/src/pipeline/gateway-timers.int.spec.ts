import { sql } from 'kysely';
import { ensureTimers, nextDaily, scheduleTimers, type Timer, type Tx } from '@lienthong/store';
import { describeEachStore } from '@lienthong/store/testing';
import type { CoreEvent, OpenGatewayCore } from '../core-options.js';
import type { Timetable } from './gateway-timers.js';
import { aPut, aStep, CoreHarness } from '../testing/core-harness.js';
import { sampleStep } from '../testing/sample-dossier.js';

const soon = (ms: number): Date => new Date(Date.now() + ms);
async function untilTrue(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await condition()); tries += 1) {
    if (tries > 1_000) throw new Error('it has not become true');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describeEachStore("the gateway's timers", (openStore) => {
  let h: CoreHarness;
  let folded = 0;
  const cores: OpenGatewayCore[] = [];
  const events: CoreEvent[] = [];
  const db = (): Tx => h.store.db('gateway') as unknown as Tx;

  /** Adds a step of its own each time it is folded: a timer that fires twice leaves two. */
  const timetable: Timetable = {
    units: {
      'test.step': ({ subject, payload }) => {
        const key = `step-${(folded += 1)}`;
        if (payload === 'broken')
          return { kind: 'step', subject, command: aStep(subject, key), canonical: null as never };
        const command = { ...aStep(subject, key), step: sampleStep({ key, at: '2026-11-22T08:00:00+07:00' }) };
        return { kind: 'step', subject, command, canonical: `{"key":"${key}"}` };
      },
    },
  };
  const open = async (more: Timetable = timetable): Promise<OpenGatewayCore> => {
    const core = await h.another({ timetable: more, onEvent: (event) => events.push(event) });
    cores.push(core);
    return core;
  };
  const set = (timers: readonly Omit<Timer, 'kind'>[], kind = 'test.step'): Promise<void> =>
    scheduleTimers(
      db(),
      'gateway',
      timers.map((timer) => ({ ...timer, kind })),
    );
  const steps = async (): Promise<readonly string[]> =>
    (await sql<{ subject: string }>`select subject from gateway.dossier_step order by subject`.execute(db())).rows.map(
      ({ subject }) => subject,
    );
  const codes = Array.from({ length: 40 }, (_, n) => `D-${String(n).padStart(2, '0')}`);

  beforeEach(async () => {
    h = await CoreHarness.open((await openStore()).store);
    for (const code of codes) await h.core.putDossier(aPut(code));
    // It has leases of its own, and nothing to do when the timers of these tests are due.
    await h.core.close();
    folded = 0;
    events.length = 0;
  });
  afterEach(async () => {
    for (const core of cores.splice(0)) await core.close();
  });

  it('what is due is folded in the one transaction, with its announcements, once, whatever process has its shard', async () => {
    await set(codes.map((subject, n) => ({ subject, due: soon(n * 10) })));
    await open();
    await open();
    await untilTrue(async () => (await steps()).length >= codes.length);
    for (const core of cores) await core.drained();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await steps()).toEqual(codes);
    const announced = h.bus.messages.filter(({ value }) =>
      Buffer.from(value).toString('utf8').includes('"addProgress"'),
    );
    expect(announced).toHaveLength(codes.length);
  });

  it('what is left when a process stops is folded by the next', async () => {
    await set(codes.map((subject, n) => ({ subject, due: soon(n < 10 ? -1 : 700) })));
    const first = await open();
    await untilTrue(async () => (await steps()).length === 10);
    await first.close();
    cores.length = 0;
    await open();
    await untilTrue(async () => (await steps()).length === codes.length);
    expect(await steps()).toEqual(codes);
  });

  it('one whose fold fails is put off and told; its neighbours are folded', async () => {
    await set([
      { subject: 'D-00', due: soon(-3) },
      { subject: 'D-01', due: soon(-2), payload: 'broken' },
      { subject: 'D-02', due: soon(-1) },
    ]);
    await open();
    await untilTrue(() => events.some(({ kind }) => kind === 'timer.failed'));
    await untilTrue(async () => (await steps()).length === 2);
    expect(await steps()).toEqual(['D-00', 'D-02']);
    expect(events.filter(({ kind }) => kind === 'timer.failed')).toMatchObject([{ timer: 'test.step' }]);
  });

  it('a standing daily job runs and is set for the next day', async () => {
    const runs: string[] = [];
    const daily: Timetable = {
      standing: [{ subject: 'books', kind: 'test.daily', due: soon(-1) }],
      jobs: {
        'test.daily': ({ subject }) => {
          runs.push(subject);
          return Promise.resolve({ next: nextDaily(new Date(), '05:30') });
        },
      },
    };
    await open(daily);
    await open(daily);
    const due = async () =>
      (await sql<{ due: Date }>`select due from gateway.timer where kind = 'test.daily'`.execute(db())).rows[0]?.due;
    await untilTrue(async () => ((await due())?.getTime() ?? 0) > Date.now() + 120_000);
    expect(runs).toEqual(['books']);
    expect(await due()).toEqual(nextDaily(new Date(), '05:30'));
    await ensureTimers(db(), 'gateway', daily.standing!);
    expect(await due()).toEqual(nextDaily(new Date(), '05:30'));
  });

  it('shards are given back at the stop, and their timers with them', async () => {
    const owned = async () =>
      (
        await sql<{ owned: number }>`
          select count(*)::int4 as owned from gateway.shard_lease where owner is not null`.execute(db())
      ).rows[0]!.owned;
    expect(await owned()).toBe(0);
    const core = await open();
    expect(await owned()).toBe(64);
    await core.close();
    cores.length = 0;
    expect(await owned()).toBe(0);
  });
});
