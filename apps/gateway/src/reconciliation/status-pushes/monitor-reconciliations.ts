import { vietnamDay } from '@lienthong/contracts';
import { nextDaily, type Job, type Timer } from '@lienthong/store';
import { doneOnce, type DoneOnceTools } from '../../store/done-once.js';
import { comparePushes } from './compare-pushes.js';
import { listDifferences } from './differences.js';
import { keepRun, listRuns, readRun, runOf, type UnitRun } from './kept-runs.js';
import type { CompareMonitorAnswer, MonitorCore, MonitorRun } from './core.js';
import type { TellAgain, TellAgainAnswer } from './push-unit.js';
import { statedAnew } from './given-up.messages.js';
import { refreshStandings, type RefreshTools } from './refresh-standings.js';

export interface MonitorTools extends RefreshTools, DoneOnceTools {
  readonly newId: () => string;
  readonly tellAgain: (units: readonly TellAgain[]) => Promise<readonly TellAgainAnswer[]>;
  /** Gives an exchange up that waits for a person. */
  readonly abandon: (act: { readonly exchange: string; readonly reason: string }) => Promise<unknown>;
}

/** By then yesterday's pushes have had their tries, and whoever reads the figures in the morning finds them. */
const daily = { kind: 'monitor.reconciliation', at: '05:00' } as const;
const subject = 'monitor:daily';
/** By then what was given up has ended, and is told again. */
const soonMillis = 600_000;
/** How many days back changes are compared that were settled before. */
const daysBack = 31;
const dayMillis = 86_400_000;

export interface MonitorReconciliations extends MonitorCore {
  readonly jobs: Readonly<Record<string, Job>>;
  readonly standing: (now: Date) => readonly Timer[];
}

/** What a monitor is owed and what it was told, daily and on demand. */
export function monitorReconciliations(tools: MonitorTools): MonitorReconciliations {
  const { db, reader, clock, newId } = tools;
  const reconcile = async (by: string, signal?: AbortSignal): Promise<{ run: MonitorRun; givenUp: number }> => {
    const { again, givenUp } = await tellUntoldAgain(tools, signal);
    const now = clock();
    const firstDay = vietnamDay(now - daysBack * dayMillis);
    const books = await comparePushes(db, reader, firstDay, signal);
    const units = [...books].map(([unit, own]): UnitRun => ({ unit, ...own, sentAgain: again.get(unit) ?? 0 }));
    const run = runOf({ id: newId(), runAt: new Date(now).toISOString(), by, firstDay }, units);
    await keepRun(db, run, units);
    return { run, givenUp };
  };
  return {
    reconcile(command) {
      const compared = (run: MonitorRun): CompareMonitorAnswer => ({ kind: 'compared', run, replayed: false });
      const act = async () => compared((await reconcile(command.operator)).run);
      const show = async (id: string) => {
        const run = await readRun(db, id);
        return run ? compared(run) : act();
      };
      return doneOnce(tools, command, 'monitorRun', act, show, ({ run }) => run.id);
    },
    listRuns: (units, page) => listRuns(db, units, page),
    differences: (filter, page) => listDifferences(db, filter, page),
    standing: (now) => [{ subject, kind: daily.kind, due: nextDaily(now, daily.at) }],
    jobs: {
      [daily.kind]: async ({ signal }) => {
        const { givenUp } = await reconcile('daily', signal);
        return { next: givenUp > 0 ? new Date(clock() + soonMillis) : nextDaily(new Date(clock()), daily.at) };
      },
    },
  };
}

/**
 * What surely never arrived, and nobody sends any more, is sent again; how many, by unit. What was refused and may have been mended
 * is given up, so that the next comparison sends it again; how many.
 */
async function tellUntoldAgain(
  tools: MonitorTools,
  signal?: AbortSignal,
): Promise<{ readonly again: ReadonlyMap<string, number>; readonly givenUp: number }> {
  const again = new Map<string, number>();
  let givenUp = 0;
  for await (const { lost, mended } of refreshStandings(tools)) {
    signal?.throwIfAborted();
    const answers = lost.length > 0 ? await tools.tellAgain(lost.map((one) => one.again)) : [];
    for (const [at, { unit }] of lost.entries())
      if (answers[at]!.kind === 'told') again.set(unit, (again.get(unit) ?? 0) + 1);
    await Promise.all(mended.map((exchange) => tools.abandon({ exchange, reason: statedAnew })));
    givenUp += mended.length;
  }
  return { again, givenUp };
}
