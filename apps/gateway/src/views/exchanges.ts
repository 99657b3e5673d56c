import { sql, type Kysely, type RawBuilder } from 'kysely';
import { hasEnded } from '@lienthong/contracts';
import { recordset } from '@lienthong/store';
import { isId } from '../ids.js';
import type { ExchangeFilter, ExchangeListItem, ExchangeView, Page, Paged } from '../core.js';
import type { Sealer } from '../pipeline/sealer.js';
import { filed, waitsForPerson } from '../replays/filed.js';
import { ended } from '../store/ended.js';
import { exchangeColumns, given, identityOfRow, isoOf, projectionOfRow, type ExchangeRow } from '../store/rows.js';
import { readAttempts } from './attempts.js';
import { blockedBy, heldUntil } from './blocked-by.js';
import { cutPage, decodeCursor } from './cursor.js';

const tables = sql`gateway.exchange e left join gateway.exchange_state s on s.id = e.id`;
const handoverId = sql`case when e.subject like 'handover:%' then substr(e.subject, 10)::uuid end`;
/** The dossier that an exchange is about: that of its payment, check, delivery or handover, else its subject. */
const dossierCode = sql`coalesce((
  select p.dossier from gateway.payment p
  where p.id = case when e.subject like 'payment:%' then substr(e.subject, 9)::uuid end), (
  select k.dossier from gateway.citizen_check k
  where k.id = case when e.subject like 'citizenCheck:%' then substr(e.subject, 14)::uuid end), (
  select v.dossier from gateway.delivery v
  where v.id = case when e.subject like 'delivery:%' then substr(e.subject, 10)::uuid end), (
  select h.dossier from gateway.handover h where h.id = ${handoverId}), e.subject)`;
/** Of what came from behind another hub, and is about no dossier here: the unit that it was handed to. */
const receiver = sql`(select h.to_unit from gateway.handover h where h.id = ${handoverId} and h.dossier like '%:%')`;

/** Present states by id, for waiters. */
export async function readStates(db: Kysely<unknown>, ids: readonly string[]): Promise<readonly ExchangeListItem[]> {
  const wanted = recordset(
    ids.filter(isId).map((id) => ({ id })),
    { id: 'uuid' },
  );
  const { rows } = await sql<ExchangeRow>`
    select ${sql.raw(exchangeColumns)} from ${tables} where e.id in (select r.id from ${wanted})`.execute(db);
  return rows.map(itemOf);
}

interface ShownRow extends ExchangeRow {
  readonly held_by: string | null;
}

/** Newest first. */
export async function listExchanges(
  db: Kysely<unknown>,
  filter: ExchangeFilter,
  page: Page,
): Promise<Paged<ExchangeListItem>> {
  const { state, partner, subject, units, class: ofClass } = filter;
  const scope = { list: 'exchanges', state, partner, subject, ...(ofClass === undefined ? {} : { class: ofClass }) };
  const before = decodeCursor(scope, page.cursor, 'string');
  const conditions: RawBuilder<unknown>[] = [
    ...(before !== undefined && isId(before) ? [sql`e.id < ${before}::uuid`] : []),
    ...(partner === undefined ? [] : [sql`e.partner = ${partner}`]),
    ...(subject === undefined ? [] : [sql`e.subject = ${subject}`]),
    ...(units === undefined
      ? []
      : [
          sql`(exists (select from gateway.dossier d where d.code = ${dossierCode} and d.unit = any(${[...units]}::text[]))
            or ${receiver} = any(${[...units]}::text[]))`,
        ]),
    ...stateCondition(state),
    ...(ofClass === undefined
      ? []
      : [
          sql`e.id in (select f.exchange from (
            select p.exchange from ${filed} where p.class = ${ofClass} and ${waitsForPerson}) f)`,
        ]),
  ];
  const where = conditions.length === 0 ? sql`` : sql`where ${sql.join(conditions, sql` and `)}`;
  const { rows } = await sql<ShownRow>`
    select ${sql.raw(exchangeColumns)}, ${blockedBy} from ${tables} ${where} order by e.id desc limit ${page.limit + 1}::int4`.execute(
    db,
  );
  const shown = cutPage(rows, page, scope, (last) => last.id);
  return { ...shown, items: shown.items.map(shownItemOf) };
}

/** What nobody has said anything of yet is `waiting`; the second condition of an open state lets its own index serve. */
function stateCondition(state: ExchangeFilter['state']): RawBuilder<unknown>[] {
  switch (state) {
    case undefined:
      return [];
    case 'waiting':
      return [sql`(s.state is null or s.state = 'waiting')`];
    default:
      return [sql`s.state = ${state}`, ...(hasEnded(state) ? [] : [sql`s.state not in ${ended}`])];
  }
}

/** One exchange with every call that the connectors told of. */
export async function readExchange(db: Kysely<unknown>, sealer: Sealer, id: string): Promise<ExchangeView | undefined> {
  if (!isId(id)) return undefined;
  const found = await sql<ShownRow & { unit: string | null; held_until: Date | null }>`
    select ${sql.raw(exchangeColumns)}, ${blockedBy}, ${heldUntil}, coalesce(d.unit, ${receiver}) as unit from ${tables} left join gateway.dossier d on d.code = ${dossierCode}
    where e.id = ${id}::uuid`.execute(db);
  const row = found.rows[0];
  if (!row) return undefined;
  const attemptList = await readAttempts(db, sealer, row.id);
  const { state, fields, supersededBy, nextAttemptAt, surelyNotDone } = projectionOfRow(row);
  return {
    ...shownItemOf(row),
    ...given('unit', row.unit),
    ...given('fields', fields),
    ...given('supersededBy', supersededBy),
    ...given('nextAttemptAt', later(nextAttemptAt, isoOf(row.held_until))),
    // Of one that waits it would say nothing: its next attempt may be under way.
    ...(state === 'waiting' ? {} : given('surelyNotDone', surelyNotDone)),
    attemptList,
  };
}

/** Both in UTC with milliseconds, so that their order is that of the text. */
const later = (a: string | undefined, b: string | undefined): string | undefined =>
  a === undefined || (b !== undefined && b > a) ? b : a;

const shownItemOf = (row: ShownRow): ExchangeListItem => ({ ...itemOf(row), ...given('blockedBy', row.held_by) });

function itemOf(row: ExchangeRow): ExchangeListItem {
  const { id, subject, partner, operation, lane, number, due } = identityOfRow(row);
  const { state, version, outcome, cause, whoActs, attempts, changedAt } = projectionOfRow(row);
  return {
    ...{ id, subject, partner, operation, lane, number, state, version, attempts },
    ...given('outcome', outcome),
    ...given('cause', cause),
    ...given('whoActs', whoActs),
    due,
    createdAt: row.created_at.toISOString(),
    changedAt,
  };
}
