import type { Kysely } from 'kysely';
import type { PacedReader } from '../paced-reader.js';
import { booksOf, daysOf, pushesSince } from './books.js';
import { latePushes } from './lateness.js';
import type { MonitorDay, MonitorNumbers } from './monitor-core.js';
import { standings, sumUp, type StandingsSummary } from './standings.js';
import { DaySums } from './sum-days.js';

export interface UnitBooks {
  readonly totals: MonitorNumbers;
  readonly days: readonly MonitorDay[];
}

/** Compares what the monitor is owed with what it was told, dossier by dossier and status by status; summed up by unit. */
export async function comparePushes(
  db: Kysely<unknown>,
  reader: PacedReader,
  firstDay: string,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, UnitBooks>> {
  const units = new Map<string, { sum?: StandingsSummary; readonly days: DaySums }>();
  for await (const rows of pushesSince(db, reader, firstDay)) {
    signal?.throwIfAborted();
    for (const [unit, own] of Map.groupBy(rows, (row) => row.unit)) {
      const of = units.get(unit) ?? { days: new DaySums() };
      units.set(unit, of);
      for await (const found of standings(booksOf(own))) of.sum = sumUp(of.sum, found);
      for (const row of own) of.days.add(row);
      for await (const late of latePushes(daysOf(own))) for (const one of late) of.days.addLate(one);
    }
  }
  return new Map([...units].map(([unit, { sum, days }]) => [unit, { totals: numbersOf(sum), days: days.days }]));
}

function numbersOf(summary: StandingsSummary | undefined): MonitorNumbers {
  const { owed, acknowledged, doubtful, missing, withheld, interval } = summary ?? sumUp(undefined, []);
  return { owed, acknowledged, doubtful, missing, withheld, interval };
}
