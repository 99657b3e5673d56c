import { sql, type Kysely } from 'kysely';
import { firstIdOf, portionRemoved, recordset, type Shelf } from '@lienthong/store';
import type { Page, Paged } from '../../core-words.js';
import { isId } from '../../ids.js';
import { cutPage, decodeCursor } from '../../views/cursor.js';
import type { UnitBooks } from './compare-pushes.js';
import type { MonitorRun } from './core.js';
import { joinDays, joinNumbers } from './sum-days.js';

/** What a comparison found of one unit. */
export interface UnitRun extends UnitBooks {
  readonly unit: string;
  readonly sentAgain: number;
}

type RunHead = Pick<MonitorRun, 'id' | 'runAt' | 'by' | 'firstDay'>;

/** What is found of several units, in one. */
export const runOf = (head: RunHead, units: readonly Omit<UnitRun, 'unit'>[]): MonitorRun => ({
  ...head,
  sentAgain: units.reduce((sum, { sentAgain }) => sum + sentAgain, 0),
  totals: joinNumbers(units.map(({ totals }) => totals)),
  days: joinDays(units.map(({ days }) => days)),
});

export async function keepRun(db: Kysely<unknown>, run: MonitorRun, units: readonly UnitRun[]): Promise<void> {
  const { id, runAt, by, firstDay, sentAgain, totals, days } = run;
  const rows = units.map(({ unit, ...own }) => ({
    ...{ run: id, unit, sent_again: own.sentAgain, books: JSON.stringify({ totals: own.totals, days: own.days }) },
  }));
  await sql`
    with units as (
      insert into gateway.monitor_run_unit (run, unit, sent_again, books)
      select r.run, r.unit, r.sent_again, r.books
      from ${recordset(rows, { run: 'uuid', unit: 'text', sent_again: 'int4', books: 'text' })})
    insert into gateway.monitor_run (id, run_at, by, first_day, sent_again, books)
    values (${id}::uuid, ${new Date(runAt)}, ${by}, ${firstDay}, ${sentAgain}::int4, ${JSON.stringify({ totals, days })})`.execute(
    db,
  );
}

interface RunRow {
  readonly id: string;
  readonly run_at: Date;
  readonly by: string;
  readonly first_day: string;
  readonly sent_again: number;
  readonly books: string;
}
interface UnitRow {
  readonly run: string;
  readonly sent_again: number;
  readonly books: string;
}

const runs = sql.raw(
  `select m.id::text as id, m.run_at, m.by, m.first_day, m.sent_again, m.books from gateway.monitor_run m`,
);

/** Newest first. Undefined `units`: what was found of all; else of these alone. */
export async function listRuns(
  db: Kysely<unknown>,
  units: readonly string[] | undefined,
  page: Page,
): Promise<Paged<MonitorRun>> {
  const scope = { list: 'monitorRuns' };
  const before = decodeCursor(scope, page.cursor, 'string');
  const behind = before !== undefined && isId(before) ? sql`where m.id < ${before}::uuid` : sql``;
  const { rows } = await sql<RunRow>`
    ${runs} ${behind}
    order by m.id desc limit ${page.limit + 1}::int4`.execute(db);
  const shown = cutPage(rows, page, scope, (last) => last.id);
  const own = units && (await readUnits(db, shown.items, units));
  return {
    ...shown,
    items: shown.items.map((row) => runOf(headOf(row), (own ? (own.get(row.id) ?? []) : [row]).map(booksOfRow))),
  };
}

/** One comparison, of all units; undefined where it has been removed. */
export async function readRun(db: Kysely<unknown>, id: string): Promise<MonitorRun | undefined> {
  const { rows } = await sql<RunRow>`
    ${runs}
    where m.id = ${id}::uuid`.execute(db);
  return rows[0] && runOf(headOf(rows[0]), [booksOfRow(rows[0])]);
}

const headOf = ({ id, run_at, by, first_day }: RunRow): RunHead => ({
  ...{ id, runAt: run_at.toISOString(), by, firstDay: first_day },
});

const booksOfRow = ({ sent_again: sentAgain, books }: Pick<UnitRow, 'sent_again' | 'books'>) => ({
  ...(JSON.parse(books) as UnitBooks),
  sentAgain,
});

async function readUnits(
  db: Kysely<unknown>,
  runs: readonly RunRow[],
  units: readonly string[],
): Promise<ReadonlyMap<string, readonly UnitRow[]>> {
  const { rows } = await sql<UnitRow>`
    select u.run::text as run, u.sent_again, u.books from gateway.monitor_run_unit u
    where u.run = any(${runs.map(({ id }) => id)}::uuid[]) and u.unit = any(${[...units]}::text[])`.execute(db);
  return Map.groupBy(rows, ({ run }) => run);
}

/** Comparisons from before `olderThan` (epoch milliseconds). */
export function monitorRunShelf(db: Kysely<unknown>, olderThan: () => number): Shelf {
  return {
    what: 'monitorRuns',
    removeSome: async (_from, limit) => {
      const result = await sql`
        with old as (
          select m.id from gateway.monitor_run m where m.id < ${firstIdOf(olderThan())}::uuid
          order by m.id limit ${limit}::int4),
        units as (delete from gateway.monitor_run_unit u using old where u.run = old.id)
        delete from gateway.monitor_run m using old where m.id = old.id`.execute(db);
      return portionRemoved(result, limit);
    },
  };
}
