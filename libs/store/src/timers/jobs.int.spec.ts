import { sql, type KyselyPlugin } from 'kysely';
import { baseMigration } from '../base-migration.js';
import { createShardLeases, type DrivenShardLeases } from '../leases/shard-leases.js';
import { migrate } from '../migrate.js';
import type { Side, Store, Tx } from '../port.js';
import { describeEachBareStore } from '../testing/index.js';
import { createJobs, type Job, type JobCall, type Jobs, type JobsOptions } from './jobs.js';
import { ensureTimers, scheduleTimers } from './timer-table.js';
import { createTimers, type Timers } from './timers.js';

const soon = (ms: number): Date => new Date(Date.now() + ms);
const untilTrue = async (condition: () => boolean | Promise<boolean>): Promise<void> => {
  for (let tries = 0; !(await condition()); tries += 1) {
    if (tries > 1_000) throw new Error('it has not become true');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};

describeEachBareStore('jobs', (open) => {
  let store: Store;
  let leases: DrivenShardLeases;
  const processes: { readonly timers: Timers; readonly jobs: Jobs }[] = [];
  const db = (): Tx => store.db('connectors') as unknown as Tx;

  const start = (job: Job, options: Partial<JobsOptions> = {}) => {
    const jobs = createJobs({ store, side: 'connectors', jobs: { poll: job }, ...options });
    const timers = createTimers({ store, side: 'connectors', leases, handlers: jobs.handlers, maxSleepMs: 50 });
    const process = { timers, jobs };
    processes.push(process);
    timers.start();
    return process;
  };
  const stop = async ({ timers, jobs }: (typeof processes)[number]): Promise<void> => {
    await timers.close();
    await jobs.close();
  };
  const rows = async () =>
    (
      await sql<{ subject: string; due: Date; payload: string; failures: number }>`
        select subject, due, payload, failures from connectors.timer order by subject`.execute(db())
    ).rows;
  const set = (subject: string, due = soon(-10), payload?: unknown): Promise<void> =>
    scheduleTimers(db(), 'connectors', [{ subject, kind: 'poll', due, payload }]);

  beforeEach(async () => {
    ({ store } = await open());
    await migrate(store, { side: 'connectors', binary: 1, migrations: [baseMigration('connectors')] });
    leases = createShardLeases({ store, side: 'connectors', owner: 'me', ttlMs: 60_000 });
    await leases.start();
  });
  afterEach(async () => {
    for (const process of processes.splice(0)) await stop(process);
    await leases.release();
  });

  it('a job says when it runs again, and with what', async () => {
    const seen: unknown[] = [];
    const next = soon(3_600_000);
    await set('a', soon(-10), { page: 1 });
    start(({ payload }) => {
      seen.push(payload);
      return Promise.resolve(seen.length === 1 ? { next: soon(-1), payload: { page: 2 } } : { next });
    });
    await untilTrue(async () => (await rows())[0]?.due.getTime() === next.getTime());
    expect(seen).toEqual([{ page: 1 }, { page: 2 }]);
    expect((await rows())[0]?.payload).toBe('{"page":2}');
  });

  it('one that is done leaves nothing', async () => {
    await set('a');
    start(() => Promise.resolve(undefined));
    await untilTrue(async () => (await rows()).length === 0);
  });

  it('one that fails runs again after a second, later each time; the others are not disturbed', async () => {
    const failed: string[] = [];
    const done: string[] = [];
    await set('bad');
    await set('good');
    start(
      ({ subject }) => {
        if (subject === 'bad') return Promise.reject(new Error('no'));
        done.push(subject);
        return Promise.resolve(undefined);
      },
      { onError: (_error, timer) => failed.push(`${timer?.subject} after ${timer?.failures}`) },
    );
    await untilTrue(() => failed.length === 2);
    expect(failed).toEqual(['bad after 0', 'bad after 1']);
    expect(done).toEqual(['good']);
    await untilTrue(async () => (await rows())[0]?.failures === 2);
    expect((await rows())[0]!.due.getTime() - Date.now()).toBeGreaterThan(1_000);
  });

  it('while a job runs nobody else begins it, however long it takes', async () => {
    let runs = 0;
    let end = (): void => undefined;
    const long: Job = () => {
      runs += 1;
      return new Promise((resolve) => (end = () => resolve(undefined)));
    };
    await set('a');
    start(long, { claimMs: 150 });
    start(long, { claimMs: 150 });
    await untilTrue(() => runs === 1);
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(runs).toBe(1);
    end();
    await untilTrue(async () => (await rows()).length === 0);
    expect(runs).toBe(1);
  });

  it('a claim that runs out because its own sign of life did not come begins no second run beside the first', async () => {
    let isAway = false;
    const away: KyselyPlugin = {
      transformQuery: ({ node }) => {
        if (isAway) throw new Error('away');
        return node;
      },
      transformResult: ({ result }) => Promise.resolve(result),
    };
    const deafAtTimes = { ...store, db: <Tables>(side: Side) => store.db<Tables>(side).withPlugin(away) };
    let runs = 0;
    let end = (): void => undefined;
    await set('a');
    start(
      ({ signal }) => {
        runs += 1;
        return new Promise((resolve) => {
          end = () => resolve(undefined);
          signal.addEventListener('abort', end);
        });
      },
      { claimMs: 150, store: deafAtTimes },
    );
    await untilTrue(() => runs === 1);
    isAway = true;
    await new Promise((resolve) => setTimeout(resolve, 600));
    isAway = false;
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(runs).toBe(1);
    end();
    await untilTrue(async () => (await rows()).length === 0);
    expect(runs).toBe(1);
  });

  it('one that is set anew for at once while it runs begins anew, and the run before hears that it is over', async () => {
    const begun: JobCall[] = [];
    await set('a', soon(-10), 1);
    start((call) => {
      begun.push(call);
      return new Promise((resolve) => {
        if (begun.length > 1) resolve(undefined);
        else call.signal.addEventListener('abort', () => resolve(undefined));
      });
    });
    await untilTrue(() => begun.length === 1);
    await set('a', soon(-10), 2);
    await untilTrue(async () => (await rows()).length === 0);
    expect(begun.map(({ payload, signal }) => [payload, signal.aborted])).toEqual([
      [1, true],
      [2, false],
    ]);
  });

  it('what a process had begun that says nothing any more is begun again by another, once', async () => {
    const begun: string[] = [];
    await set('a');
    // Its job never ends, its sign of life never comes, and the term of its claim passes.
    const silent = start(
      () => {
        begun.push('silent');
        return new Promise(() => undefined);
      },
      { claimMs: 3_600_000, stopWaitMs: 1 },
    );
    await untilTrue(() => begun.length === 1);
    await silent.timers.close();
    const [claim] = await rows();
    const past = new Date(claim!.due.getTime() - 3_600_000);
    await sql`update connectors.timer set due = ${past}`.execute(db());
    start(() => {
      begun.push('other');
      return Promise.resolve({ next: soon(3_600_000) });
    });
    await untilTrue(() => begun.length === 2);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(begun).toEqual(['silent', 'other']);
  });

  it('at the stop running jobs hear it, and are due at once for the next process', async () => {
    const begun: string[] = [];
    await set('a');
    const first = start(({ signal }) => {
      begun.push('first');
      return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('stopped'))));
    });
    await untilTrue(() => begun.length === 1);
    await stop(first);
    expect((await rows())[0]).toMatchObject({ subject: 'a', failures: 0 });
    start(() => {
      begun.push('second');
      return Promise.resolve(undefined);
    });
    await untilTrue(() => begun.length === 2);
  });

  it('a job that is deaf to the stop is given up, and what it says later changes nothing', async () => {
    let end = (): void => undefined;
    await set('a');
    const deaf = start(() => new Promise((resolve) => (end = () => resolve(undefined))), { stopWaitMs: 50 });
    await untilTrue(async () => (await rows())[0]!.due.getTime() > Date.now());
    await stop(deaf);
    expect((await rows())[0]!.due.getTime()).toBeLessThanOrEqual(Date.now() + 100);
    end();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await rows()).toHaveLength(1);
  });

  it('one that is set anew while it runs keeps its new time', async () => {
    let end = (): void => undefined;
    const due = soon(3_600_000);
    await set('a');
    start(() => new Promise((resolve) => (end = () => resolve(undefined))));
    await untilTrue(async () => (await rows())[0]!.due.getTime() > Date.now());
    await set('a', due);
    end();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect((await rows())[0]?.due).toEqual(due);
  });

  it('no more run at once than allowed, and all get their turn', async () => {
    let now = 0;
    let most = 0;
    let done = 0;
    for (let n = 0; n < 30; n += 1) await set(`s${n}`);
    start(
      async () => {
        most = Math.max(most, (now += 1));
        await new Promise((resolve) => setTimeout(resolve, 5));
        now -= 1;
        done += 1;
        return undefined;
      },
      { concurrency: 3 },
    );
    await untilTrue(async () => done === 30 && (await rows()).length === 0);
    expect(most).toBe(3);
  });

  it('of many that are done at once, all are over but the one that was set anew', async () => {
    const due = soon(3_600_000);
    const ends: (() => void)[] = [];
    for (let n = 0; n < 40; n += 1) await set(`s${n}`);
    start(() => new Promise((resolve) => ends.push(() => resolve(undefined))), {
      concurrency: (kind) => (kind === 'poll' ? 40 : 1),
    });
    await untilTrue(() => ends.length === 40);
    await set('s7', due);
    for (const end of ends) end();
    await untilTrue(async () => (await rows()).length === 1);
    expect(await rows()).toMatchObject([{ subject: 's7', due }]);
  });

  it('what fills its own places holds up no other kind', async () => {
    for (let n = 0; n < 5; n += 1) await set(`s${n}`);
    const stuck = ({ signal }: JobCall) =>
      new Promise<undefined>((resolve) => (signal.onabort = () => resolve(undefined)));
    let other = false;
    await scheduleTimers(db(), 'connectors', [{ subject: 'z', kind: 'other', due: soon(-5) }]);
    start(stuck, {
      concurrency: 3,
      jobs: { poll: stuck, other: () => Promise.resolve(void (other = true)) },
    });
    await untilTrue(() => Promise.resolve(other));
  });

  it('a standing timer keeps the time that it has', async () => {
    const due = soon(1_000_000);
    await ensureTimers(db(), 'connectors', [{ subject: 'a', kind: 'poll', due }]);
    await ensureTimers(db(), 'connectors', [{ subject: 'a', kind: 'poll', due: soon(5) }]);
    expect((await rows()).map((row) => row.due)).toEqual([due]);
  });
});
