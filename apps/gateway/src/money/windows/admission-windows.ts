import { sql, type Kysely } from 'kysely';
import { beforeFirstId } from '@lienthong/store';
import type { Page, Paged } from '../../core-words.js';
import { cutPage, decodeCursor } from '../../views/cursor.js';
import { endOfWindow, etaOf, slotOf, takeNumber, type WindowPlan } from './slots.js';
import { standOf, type WindowRow } from './window-row.js';

export interface AdmissionWindowView extends WindowPlan {
  readonly id: string;
  /** `procedure:<code>` or `fee:<code>`. */
  readonly class: string;
  /** Payments that have got a place, those among them left out that ended before their turn. */
  readonly given: number;
  /** When a payment that is opened now would have its turn at the latest; nothing where the calendar is full. */
  readonly nextEta?: string;
  readonly openedBy: string;
  readonly createdAt: string;
  readonly until: string;
}

export interface OpenWindow extends WindowPlan {
  readonly class: string;
  readonly operator: string;
}
export type OpenWindowAnswer =
  | { readonly kind: 'accepted' | 'same'; readonly window: AdmissionWindowView }
  /** Another window of this class is open. */
  | { readonly kind: 'conflict'; readonly window: AdmissionWindowView }
  /** Its last day is over. */
  | { readonly kind: 'over' };

export interface AdmissionWindows {
  /** A repeat changes nothing. */
  open(command: OpenWindow): Promise<OpenWindowAnswer>;
  /** The oldest first. */
  list(filter: { readonly class?: string }, page: Page): Promise<Paged<AdmissionWindowView>>;
}

export interface AdmissionWindowsOptions {
  readonly db: Kysely<unknown>;
  readonly newId: () => string;
  readonly clock: () => number;
}

interface Row extends WindowRow {
  readonly given: string | number;
  readonly opened_by: string;
  readonly created_at: Date;
  readonly until: Date;
}
const columns = sql.raw(
  'w.id, w.class, w.days, w.per_day, w.next, w.freed, w.given, w.opened_by, w.created_at, w.until',
);

/** Days on which payments of a class are let through, as operators open them. */
export function admissionWindows({ db, newId, clock }: AdmissionWindowsOptions): AdmissionWindows {
  return {
    async open({ class: of, days, perDay, operator }) {
      const now = clock();
      const until = endOfWindow({ days, perDay });
      if (until <= now) return { kind: 'over' };
      return db.transaction().execute(async (tx) => {
        // Two operators at once: the second sees what the first has opened.
        await sql`select pg_advisory_xact_lock(hashtextextended(${`admission ${of}`}, 2))`.execute(tx);
        const found = await sql<Row>`
          select ${columns} from gateway.admission_window w
          where w.class = ${of} and w.until > ${new Date(now)}::timestamptz`.execute(tx);
        const open = found.rows[0];
        if (open) {
          const isSame = open.per_day === perDay && open.days.join() === days.join();
          return { kind: isSame ? 'same' : 'conflict', window: viewOf(open, now) } as const;
        }
        const made = await sql<Row>`
          insert into gateway.admission_window as w (id, class, days, per_day, until, opened_by, created_at)
          values (${newId()}::uuid, ${of}, ${[...days]}::text[], ${perDay}::int4, ${new Date(until)}::timestamptz,
            ${operator}, ${new Date(now)}::timestamptz)
          returning ${columns}`.execute(tx);
        return { kind: 'accepted', window: viewOf(made.rows[0]!, now) } as const;
      });
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

function viewOf(row: Row, now: number): AdmissionWindowView {
  const stand = standOf(row);
  const { days, perDay } = stand;
  const number = takeNumber(stand, now);
  return {
    ...{ id: row.id, class: row.class, days, perDay },
    given: Number(row.given),
    ...(number === undefined ? {} : { nextEta: new Date(etaOf(slotOf(stand, number)!)).toISOString() }),
    ...{ openedBy: row.opened_by, createdAt: row.created_at.toISOString(), until: row.until.toISOString() },
  };
}
