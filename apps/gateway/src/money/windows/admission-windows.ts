import { sql } from 'kysely';
import { vietnamDay } from '@lienthong/contracts';
import { beforeFirstId } from '@lienthong/store';
import { isId } from '../../ids.js';
import { isClassSeen } from './class-seen.js';
import { doneOnce, type DoneOnceTools } from '../../store/done-once.js';
import { cutPage, decodeCursor } from '../../views/cursor.js';
import { endOfWindow, etaOf, slotOf, takeNumber } from './slots.js';
import type {
  CloseWindowAnswer,
  AdmissionWindows,
  AdmissionWindowView,
  OpenWindow,
  OpenWindowAnswer,
} from './window-core.js';
import { standOf, type WindowRow } from './window-row.js';

export interface AdmissionWindowsOptions extends DoneOnceTools {
  readonly newId: () => string;
}

/** No payment would wait for a day behind it. */
const farthestMillis = 366 * 86_400_000;

interface Row extends WindowRow {
  readonly given: string | number;
  readonly opened_by: string;
  readonly created_at: Date;
  readonly until: Date;
  readonly closed_by: string | null;
}
const columns = sql.raw(
  'w.id, w.class, w.days, w.per_day, w.next, w.freed, w.given, w.opened_by, w.created_at, w.until, w.closed_by',
);

/** Days on which payments of a class are let through, as operators open them. */
export function admissionWindows(options: AdmissionWindowsOptions): AdmissionWindows {
  const { db, clock } = options;
  const read = async (id: string): Promise<AdmissionWindowView | undefined> => {
    const { rows } = await sql<Row>`select ${columns} from gateway.admission_window w where w.id = ${id}::uuid`.execute(
      db,
    );
    return rows[0] && viewOf(rows[0], clock());
  };
  return {
    open(command) {
      const act = () => openWindow(command, options);
      const show = async (id: string): Promise<OpenWindowAnswer> => ({
        ...{ kind: 'accepted', window: (await read(id))!, replayed: false },
        classSeen: await isClassSeen(db, command.class),
      });
      const made = (answer: OpenWindowAnswer): string => ('window' in answer ? answer.window.id : '');
      return doneOnce(options, command, `admissionWindow:${command.class}`, act, show, made);
    },
    async close(command) {
      const id = command.id.toLowerCase();
      if (!isId(id)) return { kind: 'notFound' };
      const show = async (): Promise<CloseWindowAnswer> => {
        const window = await read(id);
        return window ? { kind: 'closed', window, replayed: false } : { kind: 'notFound' };
      };
      const act = async (): Promise<CloseWindowAnswer> => {
        const now = new Date(clock());
        await sql`
          update gateway.admission_window w set until = ${now}::timestamptz, closed_by = ${command.operator}
          where w.id = ${id}::uuid and w.until > ${now}::timestamptz`.execute(db);
        return show();
      };
      return doneOnce(options, command, `admissionWindow:${id}`, act, show);
    },
    async list({ class: of }, page) {
      const scope = { list: 'admissionWindows', class: of };
      const after = decodeCursor(scope, page.cursor, 'string') ?? beforeFirstId;
      const { rows } = await sql<Row>`
        select ${columns} from gateway.admission_window w where w.id > ${after}::uuid
          ${of === undefined ? sql`` : sql`and w.class = ${of}`}
        order by w.id limit ${page.limit + 1}::int4`.execute(db);
      const shown = cutPage(rows, page, scope, (last) => last.id);
      return { ...shown, items: shown.items.map((row) => viewOf(row, clock())) };
    },
  };
}

function openWindow(
  { class: of, days, perDay, operator }: OpenWindow,
  { db, newId, clock }: AdmissionWindowsOptions,
): Promise<OpenWindowAnswer> {
  const now = clock();
  const until = endOfWindow({ days, perDay });
  if (until <= now) return Promise.resolve({ kind: 'over' });
  const farthest = vietnamDay(now + farthestMillis);
  const tooFar = days.findIndex((day) => day > farthest);
  if (tooFar >= 0) return Promise.resolve({ kind: 'tooFar', at: tooFar });
  return db.transaction().execute(async (tx): Promise<OpenWindowAnswer> => {
    // Two operators at once: the second sees what the first has opened.
    await sql`select pg_advisory_xact_lock(hashtextextended(${`admission ${of}`}, 2))`.execute(tx);
    const found = await sql<Row>`
      select ${columns} from gateway.admission_window w
      where w.class = ${of} and w.until > ${new Date(now)}::timestamptz`.execute(tx);
    const open = found.rows[0];
    if (open) {
      const window = viewOf(open, now);
      const isSame = open.per_day === perDay && open.days.join() === days.join();
      if (!isSame) return { kind: 'conflict', window };
      return { kind: 'same', window, classSeen: await isClassSeen(tx, of), replayed: false };
    }
    const made = await sql<Row>`
      insert into gateway.admission_window as w (id, class, days, per_day, until, opened_by, created_at)
      values (${newId()}::uuid, ${of}, ${[...days]}::text[], ${perDay}::int4, ${new Date(until)}::timestamptz,
        ${operator}, ${new Date(now)}::timestamptz)
      returning ${columns}`.execute(tx);
    const window = viewOf(made.rows[0]!, now);
    return { kind: 'accepted', window, classSeen: await isClassSeen(tx, of), replayed: false };
  });
}

function viewOf(row: Row, now: number): AdmissionWindowView {
  const stand = standOf(row);
  const { days, perDay } = stand;
  const number = row.until.getTime() > now ? takeNumber(stand, now) : undefined;
  return {
    ...{ id: row.id, class: row.class, days, perDay },
    given: Number(row.given),
    ...(number === undefined ? {} : { nextEta: new Date(etaOf(slotOf(stand, number)!)).toISOString() }),
    ...{ openedBy: row.opened_by, createdAt: row.created_at.toISOString(), until: row.until.toISOString() },
    ...(row.closed_by === null ? {} : { closedBy: row.closed_by }),
  };
}
