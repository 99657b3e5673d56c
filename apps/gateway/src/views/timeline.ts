import { sql, type Kysely } from 'kysely';
import { handoverSubject, type OutcomeKind } from '@lienthong/contracts';
import type { Page, Paged, TimelineItem } from '../core.js';
import { codeOfForeign } from '../handovers/pipeline/stored.js';
import { readWords, type WordsOf } from '../handovers/views/handover-words.js';
import { boxAt, type OpenKey, type Sealer } from '../pipeline/sealer.js';
import { given } from '../store/rows.js';
import { cutPage, decodeCursor } from './cursor.js';
import { sentenceOf, type Line } from './timeline.messages.js';

interface EventRow {
  readonly seq: number;
  readonly at: Date;
  /** By which it stands among the others. */
  readonly place: Date;
  readonly kind: string;
  readonly by: string;
  readonly exchange: string | null;
  readonly attempt: number | null;
  readonly outcome: string | null;
  readonly args: string | null;
  readonly personal: Buffer | null;
}

/** Where a page ends: no two lines of a subject have the same. */
const placeOf = ({ place, seq }: EventRow): string => `${place.toISOString()}/${seq}`;

/** @throws {BadCursor} */
function placeIn(cursor: string | undefined): { readonly place: Date; readonly seq: number } | undefined {
  if (cursor === undefined) return undefined;
  const [place = '', seq = ''] = cursor.split('/');
  return { place: new Date(place), seq: Number(seq) };
}

/** What the gateway decides under its subject's lock: it happened in the order in which it was recorded. */
const isOwn = sql.raw(`e.kind ~ '^(dossier|step|handover)[.]'`);

/** Whose lines are read, and what of them. */
export interface TimelineOf {
  /** The dossier, or what else has a timeline of its own. */
  readonly subject: string;
  /** Only lines about this handover. */
  readonly handover?: string;
  /** Only what was handed to these units is told in its words. */
  readonly units?: readonly string[] | undefined;
}

/**
 * Everything that happened to a subject, by the times that are shown; what happened in the same millisecond as it was recorded.
 * What the connectors tell comes a little after what the gateway did meanwhile: the order of recording is another one. Of what the
 * gateway did itself none stands before what it did earlier: a clock that was set back says otherwise, and another gateway's may.
 */
export async function readTimeline(
  db: Kysely<unknown>,
  sealer: Sealer,
  { subject, handover, units }: TimelineOf,
  page: Page,
): Promise<Paged<TimelineItem> | undefined> {
  const scope = { list: 'timeline', subject, handover };
  const after = placeIn(decodeCursor(scope, page.cursor, 'string'));
  const found = await sql<{ data_key: Buffer }>`
    select t.data_key from gateway.subject t where t.subject = ${subject}
      and (t.last_event > 0 or exists (select from gateway.dossier d where d.code = t.subject))`.execute(db);
  const wrapped = found.rows[0]?.data_key;
  if (!wrapped) return undefined;
  const { rows } = await sql<EventRow>`
    select e.seq, e.at, e.place, e.kind, e.by, e.exchange, e.attempt, e.outcome, e.args, e.personal from (
      select e.*, case when ${isOwn} then max(e.at) filter (where ${isOwn}) over (order by e.seq) else e.at end as place
      from gateway.dossier_event e where e.subject = ${subject}) e
    where true
      ${handover === undefined ? sql`` : sql`and e.kind like 'handover.%' and e.args::json ->> 'handover' = ${handover}`}
      ${after === undefined ? sql`` : sql`and (e.place, e.seq) > (${after.place}::timestamptz, ${after.seq}::int4)`}
    order by e.place, e.seq limit ${page.limit + 1}::int4`.execute(db);
  const key = sealer.unwrap(wrapped);
  const shown = cutPage(rows, page, scope, placeOf);
  const lines = shown.items.map((row) => ({ ...row, args: JSON.parse(row.args ?? '{}') as Line['args'] }));
  const wordsOf = await readWords(db, sealer, lines, units);
  return { ...shown, items: lines.map((line) => itemOf(line, subject, sealer, key, wordsOf)) };
}

function itemOf(
  row: Omit<EventRow, 'args'> & Pick<Line, 'args'>,
  subject: string,
  sealer: Sealer,
  key: OpenKey,
  wordsOf: WordsOf,
): TimelineItem {
  const personal = row.personal ? sealer.open(key, row.personal, boxAt.event(subject, row.seq)) : '{}';
  const told = { ...given('attempt', row.attempt), ...given('outcome', row.outcome as OutcomeKind | null) };
  return {
    at: row.at.toISOString(),
    kind: row.kind,
    by: row.by,
    text: sentenceOf({
      kind: row.kind,
      ...told,
      args: row.args,
      personal: { ...(JSON.parse(personal) as Record<string, unknown>), ...wordsOf(row) },
    }),
    ...given('exchange', row.exchange),
    ...told,
  };
}

/** Each step of one handover; `undefined` when there is none, or no longer. */
export async function readHandoverTimeline(
  db: Kysely<unknown>,
  sealer: Sealer,
  handover: string,
  page: Page,
): Promise<Paged<TimelineItem> | undefined> {
  const found = await sql<{ dossier: string }>`
    select h.dossier from gateway.handover h where h.id = ${handover}::uuid`.execute(db);
  const subject = found.rows[0]?.dossier;
  if (subject === undefined) return undefined;
  const own = codeOfForeign(subject) === undefined ? subject : handoverSubject(handover);
  return readTimeline(db, sealer, { subject: own, handover }, page);
}
