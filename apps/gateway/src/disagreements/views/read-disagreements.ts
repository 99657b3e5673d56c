import { sql, type Kysely } from 'kysely';
import { beforeFirstId } from '@lienthong/store';
import type { Page, Paged } from '../../core-words.js';
import { named } from '../../store/lock-subjects.js';
import { boxAt, type Sealer } from '../../pipeline/sealer.js';
import { cutPage, decodeCursor } from '../../views/cursor.js';
import type { DisagreementFilter, DisagreementView } from '../core.js';
import type { Dismissal, StoredDisagreement } from '../pipeline/stored.js';
import { tagOf } from '../rules/may-act.js';
import {
  disagreementColumns,
  disagreementOfRow,
  openUnattributed,
  type DisagreementRow,
} from '../store/disagreement-rows.js';

export interface DisagreementViews {
  readonly db: Kysely<unknown>;
  readonly sealer: Sealer;
}

interface ViewRow extends DisagreementRow {
  readonly unit: string | null;
}

const columns = sql.raw(`${disagreementColumns}, d.unit`);

function viewOf(row: ViewRow, sealer: Sealer): DisagreementView {
  const { dismissal, ...known } = disagreementOfRow(row);
  return {
    ...known,
    state: stateOf(known),
    etag: tagOf(known.version),
    ...(row.unit === null ? {} : { unit: row.unit }),
    ...(dismissal ? { dismissed: shown(known.id, dismissal, sealer) } : {}),
  };
}

const shown = (id: string, { by, key, why }: Dismissal, sealer: Sealer): DisagreementView['dismissed'] => ({
  ...{ by, why: sealer.open(sealer.unwrap(key), why, boxAt.dismissal(id)) },
});

const stateOf = ({ endedAt, repairedAt }: StoredDisagreement): DisagreementView['state'] => {
  if (endedAt !== undefined) return 'ended';
  return repairedAt === undefined ? 'open' : 'repairing';
};

/** The oldest first; those that are open unless the ended ones are asked for. */
export async function listDisagreements(
  { db, sealer }: DisagreementViews,
  { dossier, kind, state = 'open', units }: DisagreementFilter,
  page: Page,
): Promise<Paged<DisagreementView>> {
  const scope = { list: 'disagreements', dossier, kind, state };
  const after = decodeCursor(scope, page.cursor, 'string') ?? beforeFirstId;
  const { rows } = await sql<ViewRow>`
    select ${columns} from gateway.disagreement g left join gateway.dossier d on d.code = g.dossier
    where g.id > ${after}::uuid
      ${state === 'ended' ? sql`and g.ended_at is not null` : sql`and g.ended_at is null`}
      ${dossier === undefined ? sql`` : sql`and g.dossier = ${dossier}`}
      ${kind === undefined ? sql`` : sql`and g.kind = ${kind}`}
      ${units === undefined ? sql`` : sql`and d.unit = any(${[...units]}::text[])`}
    order by g.id limit ${page.limit + 1}::int4`.execute(db);
  const shown = cutPage(rows, page, scope, (last) => last.id);
  return { ...shown, items: shown.items.map((row) => viewOf(row, sealer)) };
}

export async function readDisagreement(
  { db, sealer }: DisagreementViews,
  id: string,
): Promise<DisagreementView | undefined> {
  const { rows } = await sql<ViewRow>`
    select ${columns} from gateway.disagreement g left join gateway.dossier d on d.code = g.dossier
    where g.id = ${id}::uuid`.execute(db);
  return rows[0] && viewOf(rows[0], sealer);
}

/** What is open of these dossiers. */
export async function readOpen(
  db: Kysely<unknown>,
  dossiers: readonly string[],
): Promise<readonly StoredDisagreement[]> {
  const { rows } = await sql<DisagreementRow>`
    select ${sql.raw(disagreementColumns)} from gateway.disagreement g
    where g.ended_at is null and g.dossier in (select r.subject from ${named(dossiers)})
    order by g.id`.execute(db);
  return rows.map(disagreementOfRow);
}

/** What is open of none, of those so named. */
export async function readOpenUnattributed(
  db: Kysely<unknown>,
  names: readonly string[],
): Promise<readonly StoredDisagreement[]> {
  const { rows } = await sql<DisagreementRow>`
    select ${sql.raw(disagreementColumns)} from gateway.disagreement g
    where ${openUnattributed(names)} order by g.id`.execute(db);
  return rows.map(disagreementOfRow);
}
