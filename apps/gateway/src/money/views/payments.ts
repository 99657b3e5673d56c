import DataLoader from 'dataloader';
import type { PaymentOrderFacts } from '@lienthong/contracts';
import { sql } from 'kysely';
import { beforeFirstId } from '@lienthong/store';
import type { Page, Paged } from '../../core.js';
import { boxAt, type Sealer } from '../../pipeline/sealer.js';
import { identified } from '../../store/lock-subjects.js';
import { given, isoOf } from '../../store/rows.js';
import { cutPage, decodeCursor } from '../../views/cursor.js';
import type { PaymentFilter, PaymentView } from '../core.js';
import { paymentColumns, paymentOfRow, type PaymentRow } from '../store/money-rows.js';
import { claimsOf, noClaims, pendingClaim } from './claims.js';
import { creditsOf } from './credits-of.js';
import type { MoneyViews } from './money-views.js';
import { paymentView } from './payment-view.js';
import { refundsWhere } from './refunds.js';

interface WholeRow extends PaymentRow {
  readonly unit: string;
  readonly due_at: Date | null;
  readonly order_facts: Buffer | null;
  readonly data_key: Buffer;
}

const whole = sql.raw(`select ${paymentColumns}, p.order_facts, d.unit, d.due_at, t.data_key
  from gateway.payment p join gateway.dossier d on d.code = p.dossier
  join gateway.subject t on t.subject = 'payment:' || p.id::text`);

/** Reads payments one by one for many that ask at once: what a commit has let go is read together. */
export function paymentReader(views: MoneyViews): (id: string) => Promise<PaymentView | undefined> {
  const loader = new DataLoader((ids: readonly string[]) => readPayments(views, ids), {
    cache: false,
    maxBatchSize: mostAtOnce,
  });
  return (id) => loader.load(id.toLowerCase());
}

/** Payments that are read together at most: each is opened while it is put together. */
const mostAtOnce = 100;

/** In the order of the ids. */
async function readPayments(views: MoneyViews, ids: readonly string[]): Promise<readonly (PaymentView | undefined)[]> {
  const { rows } = await sql<WholeRow>`
    ${whole} where p.id in (select r.id from ${identified([...new Set(ids)])})`.execute(views.db);
  const found = new Map((await viewsOf(views, rows)).map((view) => [view.id, view]));
  return ids.map((id) => found.get(id));
}

/** Payments of dossiers of these units, or of all, the newest last. */
export async function listPayments(views: MoneyViews, filter: PaymentFilter, page: Page): Promise<Paged<PaymentView>> {
  const { dossier, state, claim, units } = filter;
  const scope = { list: 'payments', dossier, state, claim };
  const after = decodeCursor(scope, page.cursor, 'string') ?? beforeFirstId;
  const { rows } = await sql<WholeRow>`
    ${whole} where p.id > ${after}::uuid
      ${units === undefined ? sql`` : sql`and d.unit = any(${[...units]}::text[])`}
      ${dossier === undefined ? sql`` : sql`and p.dossier = ${dossier}`}
      ${state === undefined ? sql`` : sql`and p.state = ${state}`}
      ${claim === undefined ? sql`` : sql`and ${pendingClaim}`}
    order by p.id limit ${page.limit + 1}::int4`.execute(views.db);
  const shown = cutPage(rows, page, scope, (last) => last.id);
  return { ...shown, items: await viewsOf(views, shown.items) };
}

async function viewsOf(views: MoneyViews, rows: readonly WholeRow[]): Promise<readonly PaymentView[]> {
  const { db, sealer } = views;
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const credits = await creditsOf(db, ids);
  const refunds = await refundsWhere(db, sql`f.payment in (select r.id from ${identified(ids)})`);
  const claims = await claimsOf(views, ids);
  return rows.map((row) =>
    paymentView({
      payment: paymentOfRow(row),
      unit: row.unit,
      ...given('dossierDueAt', isoOf(row.due_at)),
      facts: factsOf(row, sealer),
      credits: credits.get(row.id) ?? [],
      refunds: refunds.filter(({ payment }) => payment === row.id),
      said: claims.get(row.id) ?? noClaims,
    }),
  );
}

const factsOf = ({ order_facts, data_key, id }: WholeRow, sealer: Sealer): PaymentOrderFacts =>
  order_facts
    ? (JSON.parse(sealer.open(sealer.unwrap(data_key), order_facts, boxAt.order(id))) as PaymentOrderFacts)
    : {};
