import { sql, type Kysely } from 'kysely';
import { sealContext, type SubmissionDetail, type SubmissionKind } from '@lienthong/contracts';
import type { Page, Paged } from '../../core-words.js';
import type { Sealer } from '../../pipeline/sealer.js';
import { given } from '../../store/rows.js';
import { cutPage, decodeCursor } from '../../views/cursor.js';
import type { SubmissionView, UnplacedSubmission } from '../core.js';
import { submissionColumns, type SubmissionRow } from '../store/submission-rows.js';

const detailIn = ({ id, data_key, detail }: SubmissionRow, sealer: Sealer): SubmissionDetail =>
  JSON.parse(sealer.open(sealer.unwrap(data_key), detail, sealContext.submission(id))) as SubmissionDetail;

/** What stands in an item of the inbox, in the order in which it came. */
export async function submissionsIn(
  db: Kysely<unknown>,
  sealer: Sealer,
  handover: string,
): Promise<readonly SubmissionView[]> {
  const { rows } = await sql<SubmissionRow>`
    select ${sql.raw(submissionColumns)} from gateway.submission p where p.handover = ${handover}::uuid order by p.n`.execute(
    db,
  );
  return rows.map((row) => {
    const { documents, fields, statedUnit } = detailIn(row, sealer);
    return {
      ...{ id: row.id, kind: row.kind as SubmissionKind, receivedAt: row.received_at.toISOString() },
      ...given('statedUnit', statedUnit),
      documents: documents.map(({ file, ...document }) => ({ ...document, ...given('attachment', file?.attachment) })),
      fields: JSON.parse(fields) as SubmissionView['fields'],
    };
  });
}

/** Of no unit; the oldest first. */
export async function listUnplaced(
  db: Kysely<unknown>,
  sealer: Sealer,
  page: Page,
): Promise<Paged<UnplacedSubmission>> {
  const scope = { list: 'unplacedSubmissions' };
  const after = decodeCursor(scope, page.cursor, 'number');
  const { rows } = await sql<SubmissionRow & { readonly n: number | string; readonly submitter: string | null }>`
    select ${sql.raw(submissionColumns)}, p.n, (
      select f.account from gateway.submission f join gateway.handover h on h.id = f.handover
      where h.kind = 'submission' and h.dossier = p.dossier order by f.n limit 1) as submitter from gateway.submission p where p.handover is null
      ${after === undefined ? sql`` : sql`and p.n > ${after}::int8`}
    order by p.n limit ${page.limit + 1}::int4`.execute(db);
  const shown = cutPage(rows, page, scope, (last) => Number(last.n));
  return { ...shown, items: shown.items.map((row) => unplacedOf(row, sealer)) };
}

function unplacedOf(row: SubmissionRow & { readonly submitter: string | null }, sealer: Sealer): UnplacedSubmission {
  const { statedUnit, content } = detailIn(row, sealer);
  return {
    ...{ id: row.id, dossier: row.dossier, account: row.account, kind: row.kind as SubmissionKind },
    ...given('submitter', row.submitter === row.account ? undefined : row.submitter),
    receivedAt: row.received_at.toISOString(),
    ...given('statedUnit', statedUnit),
    ...given('procedure', content.procedure?.code),
  };
}
