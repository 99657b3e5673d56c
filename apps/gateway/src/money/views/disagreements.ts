import { sql, type Kysely } from 'kysely';
import { beforeFirstId } from '@lienthong/store';
import type { Page, Paged } from '../../core.js';
import { given } from '../../store/rows.js';
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

/** Who says what of one payment or credit, the oldest first. */
export async function listDisagreements(
  db: Kysely<unknown>,
  { payment, units }: MoneyDisagreementFilter,
  page: Page,
): Promise<Paged<MoneyDisagreementView>> {
  const scope = { list: 'moneyDisagreements', payment };
  const after = decodeCursor(scope, page.cursor, 'string') ?? beforeFirstId;
  const { rows } = await sql<Row>`
    select m.id, m.payment, m.credit, m.kind, m.evidence, m.at from gateway.money_disagreement m
    left join gateway.payment p on p.id = m.payment left join gateway.dossier d on d.code = p.dossier
    where m.id > ${after}::uuid
      ${payment === undefined ? sql`` : sql`and m.payment::text = ${payment.toLowerCase()}`}
      ${units === undefined ? sql`` : sql`and d.unit = any(${[...units]}::text[])`}
    order by m.id limit ${page.limit + 1}::int4`.execute(db);
  const shown = cutPage(rows, page, scope, (last) => last.id);
  return {
    ...shown,
    items: shown.items.map((row) => ({
      id: row.id,
      ...given('payment', row.payment),
      ...given('credit', row.credit),
      kind: row.kind,
      at: row.at.toISOString(),
      evidence: JSON.parse(row.evidence) as MoneyDisagreementView['evidence'],
    })),
  };
}
