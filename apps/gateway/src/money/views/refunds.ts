import { sql, type Kysely, type RawBuilder } from 'kysely';
import { beforeFirstId } from '@lienthong/store';
import type { Page, Paged } from '../../core.js';
import { cutPage, decodeCursor } from '../../views/cursor.js';
import type { RefundFilter, RefundView } from '../core.js';
import { refundColumns, refundOfRow, type RefundRow } from '../store/money-rows.js';

const whole = sql.raw(`select ${refundColumns}, p.dossier
  from gateway.refund f left join gateway.payment p on p.id = f.payment left join gateway.dossier d on d.code = p.dossier`);

type WholeRow = RefundRow & { readonly dossier: string | null };

const viewOf = (row: WholeRow): RefundView => ({
  ...refundOfRow(row),
  ...(row.dossier === null ? {} : { dossier: row.dossier }),
});

export async function refundsWhere(
  db: Kysely<unknown>,
  condition: RawBuilder<unknown>,
): Promise<readonly RefundView[]> {
  const { rows } = await sql<WholeRow>`${whole} where ${condition} order by f.id`.execute(db);
  return rows.map(viewOf);
}

export const readRefund = async (db: Kysely<unknown>, id: string): Promise<RefundView | undefined> =>
  (await refundsWhere(db, sql`f.id = ${id}::uuid`))[0];

/** Refund tasks, the oldest first. */
export async function listRefunds(db: Kysely<unknown>, filter: RefundFilter, page: Page): Promise<Paged<RefundView>> {
  const { state, account, payment, units } = filter;
  const scope = { list: 'refunds', state, account, payment };
  const after = decodeCursor(scope, page.cursor, 'string') ?? beforeFirstId;
  const { rows } = await sql<WholeRow>`
    ${whole} where f.id > ${after}::uuid
      ${state === undefined ? sql`` : sql`and f.state = ${state}`}
      ${account === undefined ? sql`` : sql`and f.account = ${account}`}
      ${payment === undefined ? sql`` : sql`and f.payment::text = ${payment.toLowerCase()}`}
      ${units === undefined ? sql`` : sql`and d.unit = any(${[...units]}::text[])`}
    order by f.id limit ${page.limit + 1}::int4`.execute(db);
  const shown = cutPage(rows, page, scope, (last) => last.id);
  return { ...shown, items: shown.items.map(viewOf) };
}
