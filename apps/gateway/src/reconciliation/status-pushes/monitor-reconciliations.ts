import { vietnamDay } from '@lienthong/contracts';
import { nextDaily, type Job, type Timer } from '@lienthong/store';
import { comparePushes } from './compare-pushes.js';
import { listDifferences } from './differences.js';
import { keepRun, listRuns, runOf, type UnitRun } from './kept-runs.js';
import type { MonitorCore, MonitorRun } from './monitor-core.js';
import type { TellAgain, TellAgainAnswer } from './push-unit.js';
import { refreshStandings, type RefreshTools } from './refresh-standings.js';

export interface MonitorTools extends RefreshTools {
  /** Epoch milliseconds. */
  readonly clock: () => number;
  readonly newId: () => string;
  readonly tellAgain: (units: readonly TellAgain[]) => Promise<readonly TellAgainAnswer[]>;
}

/** By then yesterday's pushes have had their tries, and whoever reads the figures in the morning finds them. */
const daily = { kind: 'monitor.reconciliation', at: '05:00' } as const;
const subject = 'monitor:daily';
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
  const reconcile = async (by: string, signal?: AbortSignal): Promise<MonitorRun> => {
    const again = await tellLostAgain(tools, signal);
    const now = clock();
    const firstDay = vietnamDay(now - daysBack * dayMillis);
    const books = await comparePushes(db, reader, firstDay, signal);
    const units = [...books].map(([unit, own]): UnitRun => ({ unit, ...own, sentAgain: again.get(unit) ?? 0 }));
    const run = runOf({ id: newId(), runAt: new Date(now).toISOString(), by, firstDay }, units);
    await keepRun(db, run, units);
    return run;
  };
  return {
    reconcile: ({ by }) => reconcile(by),
    listRuns: (units, page) => listRuns(db, units, page),
    differences: (filter, page) => listDifferences(db, filter, page),
    standing: (now) => [{ subject, kind: daily.kind, due: nextDaily(now, daily.at) }],
    jobs: {
      [daily.kind]: async ({ signal }) => {
        await reconcile('daily', signal);
        return { next: nextDaily(new Date(clock()), daily.at) };
      },
    },
  };
}

/** What surely never arrived, and nobody sends any more, is sent again; how many, by unit. */
async function tellLostAgain(tools: MonitorTools, signal?: AbortSignal): Promise<ReadonlyMap<string, number>> {
  const told = new Map<string, number>();
  for await (const lost of refreshStandings(tools)) {
    signal?.throwIfAborted();
    if (lost.length === 0) continue;
    const answers = await tools.tellAgain(lost.map(({ again }) => again));
    for (const [at, { unit }] of lost.entries())
      if (answers[at]!.kind === 'told') told.set(unit, (told.get(unit) ?? 0) + 1);
  }
  return told;
}
