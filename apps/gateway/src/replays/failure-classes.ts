import { sql, type Kysely } from 'kysely';
import type { Page, Paged } from '../core-words.js';
import { given } from '../store/rows.js';
import { sentenceOfCause } from '../views/causes.messages.js';
import { cutPage, decodeCursor } from '../views/cursor.js';
import type { FailureClassFilter, FailureClassView } from './core.js';
import { filed, waitsForPerson } from './filed.js';
import { classSentence } from './replays.messages.js';

interface Row {
  readonly class: string;
  readonly partner: string;
  readonly operation: string;
  readonly count: number;
  readonly first_at: Date;
  readonly last_at: Date;
  readonly oldest_due: Date;
  readonly sample: string;
  readonly who_acts: string | null;
  readonly surely_not_done: number;
  readonly refused: number;
  readonly unknown: number;
  readonly replay: string | null;
}

/** By partner, operation and cause. */
export async function listFailureClasses(
  db: Kysely<unknown>,
  { partner, operation }: FailureClassFilter,
  page: Page,
): Promise<Paged<FailureClassView>> {
  const scope = { list: 'failureClasses', partner, operation };
  const behind = decodeCursor(scope, page.cursor, 'string');
  const { rows } = await sql<Row>`
    select p.class, p.partner, p.operation, count(*)::int4 as count, min(p.parked_at) as first_at, max(p.parked_at) as last_at,
      min(p.due) as oldest_due, min(p.exchange::text) as sample, mode() within group (order by s.who_acts) as who_acts,
      count(*) filter (where p.fate = 'surelyNotDone')::int4 as surely_not_done,
      count(*) filter (where p.fate = 'refused')::int4 as refused,
      count(*) filter (where p.fate = 'unknown')::int4 as unknown,
      (select r.id::text from gateway.replay r where r.class = p.class and r.ended_at is null) as replay
    from ${filed} where ${waitsForPerson}
      ${behind === undefined ? sql`` : sql`and p.class > ${behind}`}
      ${partner === undefined ? sql`` : sql`and p.partner = ${partner}`}
      ${operation === undefined ? sql`` : sql`and p.operation = ${operation}`}
    group by p.class, p.partner, p.operation order by p.class limit ${page.limit + 1}::int4`.execute(db);
  const shown = cutPage(rows, page, scope, (last) => last.class);
  return { ...shown, items: shown.items.map(viewOf) };
}

function viewOf({ partner, operation, count, sample, ...row }: Row): FailureClassView {
  const cause = row.class.slice(`${partner}:${operation}:`.length);
  const whoActs = (row.who_acts ?? sentenceOfCause(cause)?.whoActs ?? 'operator') as FailureClassView['whoActs'];
  const fates = { surelyNotDone: row.surely_not_done, refused: row.refused, unknown: row.unknown };
  return {
    ...{ class: row.class, partner, operation, cause, detail: classSentence(cause, whoActs, fates), whoActs, count },
    firstSeenAt: row.first_at.toISOString(),
    lastSeenAt: row.last_at.toISOString(),
    oldestDue: row.oldest_due.toISOString(),
    ...{ sample, fates, replayable: fates.surelyNotDone + fates.refused },
    ...given('openReplay', row.replay),
  };
}
