import type { Kysely } from 'kysely';
import type { PacedReader } from '../paced-reader.js';
import { daysOf, pushesSince } from './books.js';
import { latePushes } from './lateness.js';
import type { MonitorDay, MonitorNumbers } from './core.js';
import { DaySums, joinNumbers } from './sum-days.js';

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
  const units = new Map<string, DaySums>();
  for await (const rows of pushesSince(db, reader, firstDay)) {
    signal?.throwIfAborted();
    for (const [unit, own] of Map.groupBy(rows, (row) => row.unit)) {
      const sums = units.get(unit) ?? new DaySums();
      units.set(unit, sums);
      for (const row of own) sums.add(row);
      for await (const late of latePushes(daysOf(own))) for (const one of late) sums.addLate(one);
    }
  }
  return new Map([...units].map(([unit, { days }]) => [unit, { totals: joinNumbers(days), days }]));
}
