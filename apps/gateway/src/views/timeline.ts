import { sql, type Kysely } from 'kysely';
import type { OutcomeKind } from '@lienthong/contracts';
import type { Page, Paged, TimelineItem } from '../core.js';
import { boxAt, type OpenKey, type Sealer } from '../pipeline/sealer.js';
import { given } from '../store/rows.js';
import { cutPage, decodeCursor } from './cursor.js';
import { sentenceOf } from './timeline.messages.js';

interface EventRow {
  readonly seq: number;
  readonly at: Date;
  readonly kind: string;
  readonly by: string;
  readonly exchange: string | null;
  readonly attempt: number | null;
  readonly outcome: string | null;
  readonly args: string | null;
  readonly personal: Buffer | null;
}

/** Everything that happened to a subject, in the order in which it was recorded. */
export async function readTimeline(
  db: Kysely<unknown>,
  sealer: Sealer,
  subject: string,
  page: Page,
): Promise<Paged<TimelineItem> | undefined> {
  const scope = { list: 'timeline', subject };
  const after = decodeCursor(scope, page.cursor, 'number') ?? 0;
  const found = await sql<{ data_key: Buffer }>`
    select t.data_key from gateway.subject t where t.subject = ${subject}
      and (t.last_event > 0 or exists (select from gateway.dossier d where d.code = t.subject))`.execute(db);
  const wrapped = found.rows[0]?.data_key;
  if (!wrapped) return undefined;
  const { rows } = await sql<EventRow>`
    select e.seq, e.at, e.kind, e.by, e.exchange, e.attempt, e.outcome, e.args, e.personal from gateway.dossier_event e
    where e.subject = ${subject} and e.seq > ${after}::int4 order by e.seq limit ${page.limit + 1}::int4`.execute(db);
  const key = sealer.unwrap(wrapped);
  const shown = cutPage(rows, page, scope, (last) => last.seq);
  return { ...shown, items: shown.items.map((row) => itemOf(row, subject, sealer, key)) };
}

function itemOf(row: EventRow, subject: string, sealer: Sealer, key: OpenKey): TimelineItem {
  const personal = row.personal ? sealer.open(key, row.personal, boxAt.event(subject, row.seq)) : '{}';
  const told = { ...given('attempt', row.attempt), ...given('outcome', row.outcome as OutcomeKind | null) };
  return {
    at: row.at.toISOString(),
    kind: row.kind,
    by: row.by,
    text: sentenceOf({
      kind: row.kind,
      ...told,
      args: JSON.parse(row.args ?? '{}') as Record<string, string | number>,
      personal: JSON.parse(personal) as Record<string, unknown>,
    }),
    ...given('exchange', row.exchange),
    ...told,
  };
}
