import { sql, type Kysely } from 'kysely';
import { beforeFirstId } from '@lienthong/store';
import type { Page, Paged } from '../../core.js';
import { given } from '../../store/rows.js';
import { identified } from '../../store/lock-subjects.js';
import { cutPage, decodeCursor } from '../../views/cursor.js';
import type { MoneyDisagreementFilter, MoneyDisagreementView } from '../core.js';

interface Row {
  readonly id: string;
  readonly payment: string | null;
  readonly credit: string | null;
  readonly kind: string;
  readonly evidence: string;
  readonly at: Date;
}

const columns = sql.raw('m.id, m.payment, m.credit, m.kind, m.evidence, m.at');

const viewOf = (row: Row): MoneyDisagreementView => ({
  id: row.id,
  ...given('payment', row.payment),
  ...given('credit', row.credit),
  kind: row.kind,
  at: row.at.toISOString(),
  evidence: JSON.parse(row.evidence) as MoneyDisagreementView['evidence'],
});

/** More of one credit say nothing new. */
const mostOfOne = 20;

/** Those of each of these credits, the oldest first; of one at most {@link mostOfOne}. */
export async function disagreementsOf(
  db: Kysely<unknown>,
  credits: readonly string[],
): Promise<ReadonlyMap<string, readonly MoneyDisagreementView[]>> {
  if (credits.length === 0) return new Map();
  const { rows } = await sql<Row>`
    select ${columns} from ${identified(credits)} cross join lateral (
      select * from gateway.money_disagreement o where o.credit = r.id order by o.id limit ${mostOfOne}::int4) m
    order by m.id`.execute(db);
  return Map.groupBy(rows.map(viewOf), ({ credit }) => credit!);
}

/** Who says what of one payment or credit, the oldest first. */
export async function listDisagreements(
  db: Kysely<unknown>,
  { payment, units }: MoneyDisagreementFilter,
  page: Page,
): Promise<Paged<MoneyDisagreementView>> {
  const scope = { list: 'moneyDisagreements', payment };
  const after = decodeCursor(scope, page.cursor, 'string') ?? beforeFirstId;
  const { rows } = await sql<Row>`
    select ${columns} from gateway.money_disagreement m
    left join gateway.payment p on p.id = m.payment left join gateway.dossier d on d.code = p.dossier
    where m.id > ${after}::uuid
      ${payment === undefined ? sql`` : sql`and m.payment::text = ${payment.toLowerCase()}`}
      ${units === undefined ? sql`` : sql`and d.unit = any(${[...units]}::text[])`}
    order by m.id limit ${page.limit + 1}::int4`.execute(db);
  const shown = cutPage(rows, page, scope, (last) => last.id);
  return { ...shown, items: shown.items.map(viewOf) };
}
