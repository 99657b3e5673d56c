import { sql, type Kysely } from 'kysely';
import type { DossierFacts, DossierStatus } from '@lienthong/contracts';
import type { KeptContent } from '../journey/kept-content.js';
import type { DossierFilter, DossierListItem, DossierView, Page, Paged, StepView } from '../core.js';
import { deliveryFacet } from '../delivery/views/delivery-facet.js';
import { etagOf } from '../journey/etag.js';
import { isLate, lateUnits, type Step } from '../journey/steps.js';
import { populationFacet } from '../identity/views/population-facet.js';
import { paymentFacet } from '../money/views/payment-facet.js';
import type { PartnerPlan } from '../journey/plan.js';
import { boxAt, type Sealer } from '../pipeline/sealer.js';
import { dossierColumns, dossierOfRow, given, isoOf, laneOfRow, type DossierRow, type LaneRow } from '../store/rows.js';
import { cutPage, decodeCursor } from './cursor.js';
import { facets } from './facets.js';
import { waitingReason } from './timeline.messages.js';

interface WholeRow extends DossierRow {
  readonly content: Buffer;
  readonly body_revision: number;
  readonly data_key: Buffer;
}

/** One dossier as the agency stated it, and beside it what the gateway knows. */
export async function readDossier(
  db: Kysely<unknown>,
  sealer: Sealer,
  plans: readonly PartnerPlan[],
  code: string,
  now: number,
): Promise<DossierView | undefined> {
  // One statement: clear columns and body are of one revision.
  const found = await sql<WholeRow>`
    select ${sql.raw(dossierColumns)}, b.content, b.revision as body_revision, t.data_key
    from gateway.dossier d join gateway.dossier_body b on b.code = d.code join gateway.subject t on t.subject = d.code
    where d.code = ${code}`.execute(db);
  const row = found.rows[0];
  if (!row) return undefined;
  const lanes = await sql<LaneRow>`
    select l.subject, l.partner, l.operation, l.last_number, l.last_exchange, l.snapshot_hash, l.ended_number, l.trouble, l.since
    from gateway.lane l where l.subject = ${code}`.execute(db);
  const payment = await paymentFacet(db, code);
  const population = await populationFacet(db, code);
  const post = await deliveryFacet(db, code);
  const key = sealer.unwrap(row.data_key);
  const dossier = dossierOfRow(row, (box) => JSON.parse(sealer.open(key, box, boxAt.facts(code))) as DossierFacts);
  const { files: _files, ...content } = JSON.parse(
    sealer.open(key, row.content, boxAt.body(code, row.body_revision)),
  ) as KeptContent;
  return {
    code,
    etag: etagOf(dossier),
    // The portal's number stays with it, whatever its unit states.
    content: dossier.portalCode ? { ...content, portalCode: dossier.portalCode } : content,
    effectiveStatus: dossier.effectiveStatus,
    facts: dossier.facts,
    partners: {
      ...facets(lanes.rows.map(laneOfRow), plans),
      ...(payment ? { payment } : {}),
      ...(population ? { population } : {}),
      ...(post ? { post } : {}),
    },
    waitingOn: {
      ...{ ...dossier.waitingOn, why: waitingReason(dossier.waitingOn.why) },
      ...given('late', lateIn(dossier.steps ?? [], now)),
    },
    ...given(
      'steps',
      dossier.steps?.map((step) => stepShown(step, now)),
    ),
  };
}

function lateIn(steps: readonly Step[], now: number): readonly string[] | undefined {
  const late = lateUnits(steps, now);
  return late.length > 0 ? late : undefined;
}

/** What is asked is for those who are asked. */
const stepShown = (step: Step, now: number): StepView => ({
  ...{ key: step.key, state: step.state, after: step.after ?? [], late: isLate(step, now) },
  ...given('unit', step.to ?? step.unit),
  ...given('role', step.role),
  ...given('handover', step.handover),
  ...given('dueAt', step.dueAt),
  ...given('endedAt', step.endedAt),
});

/** Dossiers of these units, by code. */
export async function listDossiers(
  db: Kysely<unknown>,
  filter: DossierFilter,
  page: Page,
): Promise<Paged<DossierListItem>> {
  const { unit, status, waitingOn, dueBefore } = filter;
  const scope = { list: 'dossiers', unit, status, waitingOn, dueBefore };
  const after = decodeCursor(scope, page.cursor, 'string') ?? '';
  const units = unit === undefined ? filter.units : filter.units.filter((own) => own === unit);
  const { rows } = await sql<DossierRow>`
    select ${sql.raw(dossierColumns)} from gateway.dossier d
    where d.unit = any(${[...units]}::text[]) and d.code > ${after}
      ${status === undefined ? sql`` : sql`and d.status = ${status}`}
      ${waitingOn === undefined ? sql`` : sql`and d.waiting_who = ${waitingOn}`}
      ${dueBefore === undefined ? sql`` : sql`and d.due_at < ${new Date(dueBefore)}::timestamptz`}
    order by d.code limit ${page.limit + 1}::int4`.execute(db);
  const shown = cutPage(rows, page, scope, (last) => last.code);
  return { ...shown, items: shown.items.map(itemOf) };
}

const itemOf = (row: DossierRow): DossierListItem => ({
  code: row.code,
  unit: row.unit,
  revision: row.revision,
  status: row.status as DossierStatus,
  effectiveStatus: row.effective_status as DossierStatus,
  procedure: row.procedure,
  ...given('dueAt', isoOf(row.due_at)),
  updatedAt: row.updated_at.toISOString(),
});
