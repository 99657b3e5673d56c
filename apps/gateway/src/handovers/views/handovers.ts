import { sql, type Kysely } from 'kysely';
import type { Page, Paged } from '../../core-words.js';
import type { Sealer } from '../../pipeline/sealer.js';
import { given } from '../../store/rows.js';
import { cutPage, decodeCursor } from '../../views/cursor.js';
import { isId } from '../../ids.js';
import type { HandoverFilter, HandoverNews, HandoverView } from '../core.js';
import { codeOfForeign } from '../pipeline/stored.js';
import type { Carriage } from '../rules/carriage.js';
import { lasts, lastingStates } from '../rules/handover.js';
import { openAsked, openNote, openSaid, type HandoverBoxes, type NoteBox } from '../store/handover-boxes.js';
import { handoverColumns, handoverOfRow, type HandoverRow } from '../store/handover-rows.js';

export interface HandoverViews {
  readonly db: Kysely<unknown>;
  readonly sealer: Sealer;
  /** Epoch milliseconds. */
  readonly clock: () => number;
}

interface WholeRow extends HandoverRow, HandoverBoxes {
  /** Of a dossier of ours. */
  readonly unit: string | null;
  readonly changed_at: Date;
  readonly data_key: Buffer;
}

const whole = sql.raw(`select ${handoverColumns}, h.asked, h.said, h.changed_at, d.unit, t.data_key
  from gateway.handover h left join gateway.dossier d on d.code = h.dossier
    join gateway.subject t on t.subject = 'handover:' || h.id::text`);

export async function readHandover(views: HandoverViews, id: string): Promise<HandoverView | undefined> {
  const { rows } = await sql<WholeRow>`${whole} where h.id = ${id}::uuid`.execute(views.db);
  const [row] = rows;
  if (!row) return undefined;
  const view = viewOf(row, views);
  return view.kind === 'submission' ? view : { ...view, news: await newsOf(row, views) };
}

/** So many of what was said of one are shown with it. */
const mostNews = 50;

interface NewsRow extends NoteBox {
  readonly at: Date;
  readonly by: string;
}

async function newsOf({ id, data_key }: WholeRow, { db, sealer }: HandoverViews): Promise<readonly HandoverNews[]> {
  const { rows } = await sql<NewsRow>`
    select n.handover, n.id, n.at, n.by, n.box from gateway.handover_note n where n.handover = ${id}::uuid
    order by n.id desc limit ${mostNews}::int4`.execute(db);
  const key = sealer.unwrap(data_key);
  return rows.reverse().map((row) => ({ at: row.at.toISOString(), by: row.by, ...openNote(sealer, key, row) }));
}

/** The newest first. */
export async function listHandovers(
  views: HandoverViews,
  filter: HandoverFilter,
  page: Page,
): Promise<Paged<HandoverView>> {
  const { to, dossier, state, kind } = filter;
  const scope = { list: 'handovers', to, dossier, state, kind };
  const before = decodeCursor(scope, page.cursor, 'string');
  const { rows } = await sql<WholeRow>`
    ${whole} where true
      ${before !== undefined && isId(before) ? sql`and h.id < ${before}::uuid` : sql``}
      ${to === undefined ? sql`` : sql`and h.to_unit = any(${[...to]}::text[])`}
      ${dossier === undefined ? sql`` : sql`and h.dossier = ${dossier}`}
      ${state === undefined ? sql`` : sql`and h.state = ${state}`}
      ${kind === undefined ? sql`` : sql`and h.kind = ${kind}`}
    order by h.id desc limit ${page.limit + 1}::int4`.execute(views.db);
  const shown = cutPage(rows, page, scope, (last) => last.id);
  return { ...shown, items: shown.items.map((row) => viewOf(row, views)) };
}

/** Does any of these units owe an answer about this dossier? */
export async function isHandedTo(db: Kysely<unknown>, dossier: string, units: readonly string[]): Promise<boolean> {
  const { rows } = await sql`
    select from gateway.handover h where h.dossier = ${dossier} and h.to_unit = any(${[...units]}::text[])
      and h.state = any(${[...lastingStates]}::text[]) limit 1`.execute(db);
  return rows.length > 0;
}

function viewOf(row: WholeRow, { sealer, clock }: HandoverViews): HandoverView {
  const stored = handoverOfRow(row);
  const { id, dossier, kind, state, fromUnit, toUnit, addressedTo, dueAt, createdAt, acceptedAt, endedAt } = stored;
  const { carriage, step } = stored;
  const key = sealer.unwrap(row.data_key);
  const asked = openAsked(sealer, key, row);
  const said = openSaid(sealer, key, row);
  return {
    ...{ id, dossier: codeOfForeign(dossier) ?? dossier, owner: row.unit ?? fromUnit, kind, state, fromUnit, toUnit },
    ...(carriage ? { via: viaOf(carriage) } : {}),
    ...given('addressedTo', addressedTo),
    ...given('step', step),
    ...{ request: asked.request, documents: asked.documents, dueAt },
    ...given('expectedAt', stored.expectedAt),
    late: Date.parse(dueAt) < (endedAt === undefined || lasts(state) ? clock() : Date.parse(endedAt)),
    createdAt,
    ...given('acceptedAt', acceptedAt),
    ...given('endedAt', endedAt),
    changedAt: row.changed_at.toISOString(),
    ...(state === 'refused' && said ? { reason: said.text } : {}),
    ...(state === 'answered' && said ? { answer: said } : {}),
  };
}

const viaOf = ({ partner, from, standing, exchange }: Carriage): NonNullable<HandoverView['via']> => ({
  ...{ partner, from, state: standing },
  ...given('exchange', exchange),
});
