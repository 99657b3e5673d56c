import type { CreditDetail, DossierContent } from '@lienthong/contracts';
import { sql, type RawBuilder } from 'kysely';
import type { Page, Paged } from '../../core.js';
import { boxAt } from '../../pipeline/sealer.js';
import { identified } from '../../store/lock-subjects.js';
import { cutPage, decodeCursor } from '../../views/cursor.js';
import type { CreditFilter, CreditView } from '../core.js';
import { normalise } from '../matching/normalise.js';
import { suggest, type WaitingPayment } from '../matching/suggest.js';
import type { StoredCredit } from '../pipeline/stored.js';
import { openCreditDetail } from '../store/credit-detail.js';
import { creditColumns, creditOfRow, type CreditRow } from '../store/money-rows.js';
import { disagreementsOf } from './disagreements.js';
import { creditSummary } from './payment-view.js';
import type { MoneyViews } from './money-views.js';
import { refundsWhere } from './refunds.js';

interface WholeRow extends CreditRow {
  readonly dossier: string | null;
  readonly unit: string | null;
}

const whole = sql.raw(`select ${creditColumns}, p.dossier, d.unit from gateway.credit c
  left join gateway.payment p on p.id = c.payment left join gateway.dossier d on d.code = p.dossier`);

export async function readCredit(views: MoneyViews, id: string): Promise<CreditView | undefined> {
  return (await creditsWhere(views, sql`where c.id = ${id}::uuid`))[0];
}

/** Money that moved, in the order in which it was heard of. */
export async function listCredits(views: MoneyViews, filter: CreditFilter, page: Page): Promise<Paged<CreditView>> {
  const { state, account, direction, from, until, units } = filter;
  const scope = { list: 'credits', state, account, direction, from, until };
  const place = decodeCursor(scope, page.cursor, 'string');
  const [at, id] = place?.split(' ') ?? [];
  const items = await creditsWhere(
    views,
    sql`where true
      ${state === undefined ? sql`` : sql`and c.state = ${state}`}
      ${account === undefined ? sql`` : sql`and c.account = ${account}`}
      ${direction === undefined ? sql`` : sql`and c.direction = ${direction}`}
      ${from === undefined ? sql`` : sql`and c.received_at >= ${new Date(from)}::timestamptz`}
      ${until === undefined ? sql`` : sql`and c.received_at < ${new Date(until)}::timestamptz`}
      ${units === undefined ? sql`` : sql`and d.unit = any(${[...units]}::text[])`}
      ${at === undefined || id === undefined ? sql`` : sql`and (c.received_at, c.id) > (${new Date(at)}::timestamptz, ${id}::uuid)`}
      order by c.received_at, c.id limit ${page.limit + 1}::int4`,
    page.limit,
  );
  return cutPage(items, page, scope, (last) => `${last.receivedAt} ${last.id}`);
}

async function creditsWhere(
  views: MoneyViews,
  condition: RawBuilder<unknown>,
  most = 1,
): Promise<readonly CreditView[]> {
  const { rows } = await sql<WholeRow>`${whole} ${condition}`.execute(views.db);
  const ids = rows.map(({ id }) => id);
  const refunds =
    rows.length === 0 ? [] : await refundsWhere(views.db, sql`f.credit in (select r.id from ${identified(ids)})`);
  const disagreements = await disagreementsOf(views.db, ids);
  const opened = rows.map((row) => ({ row, credit: creditOfRow(row), detail: detailOf(row, views) }));
  const loose = opened.filter(({ credit }) => credit.state === 'unmatched').slice(0, most);
  const suggested = await suggestions(views, loose);
  return opened.map(({ row, credit, detail }) => ({
    ...creditSummary(credit),
    direction: credit.direction,
    state: credit.state,
    ...(credit.reversedAt === undefined ? {} : { reversedAt: credit.reversedAt }),
    ...(credit.why === undefined ? {} : { why: credit.why }),
    ...(credit.payment === undefined ? {} : { payment: credit.payment }),
    ...(row.dossier === null ? {} : { dossier: row.dossier }),
    ...(row.unit === null ? {} : { unit: row.unit }),
    ...textsOf(detail),
    ...(credit.proposal === undefined ? {} : { proposal: credit.proposal }),
    suggestions: suggested.get(credit.id) ?? [],
    refunds: refunds.filter((refund) => refund.credit === credit.id),
    disagreements: disagreements.get(credit.id) ?? [],
  }));
}

function detailOf({ id, detail_key, detail_box }: CreditRow, { sealer }: MoneyViews): CreditDetail {
  if (!detail_key || !detail_box) return {};
  return openCreditDetail(sealer, id, detail_key, detail_box);
}

const textsOf = ({ text, payerName, payerAccount, payerBank }: CreditDetail) => ({
  ...(text === undefined ? {} : { text }),
  ...(payerName === undefined ? {} : { payerName }),
  ...(payerAccount === undefined ? {} : { payerAccount }),
  ...(payerBank === undefined ? {} : { payerBank }),
});

interface Loose {
  readonly credit: StoredCredit;
  readonly detail: CreditDetail;
}

/** Payments of the same account that wait for money at most so many: enough for a queue of persons. */
const mostCandidates = 500;

/** For each, the payments that it may be meant for. */
async function suggestions(
  views: MoneyViews,
  loose: readonly Loose[],
): Promise<ReadonlyMap<string, CreditView['suggestions']>> {
  if (loose.length === 0) return new Map();
  const accounts = [...new Set(loose.map(({ credit }) => credit.account))];
  const amounts = [...new Set(loose.map(({ credit }) => credit.amount))];
  const { rows } = await sql<CandidateRow>`
    select p.id, p.dossier, p.reference, p.account, p.amount - p.received + p.refunded as due, p.created_at,
      b.revision, b.content, t.data_key
    from gateway.payment p join gateway.subject t on t.subject = p.dossier
    left join gateway.dossier_body b on b.code = p.dossier and p.amount - p.received + p.refunded = any(${amounts}::int8[])
    where p.state <> 'settled' and p.continued_by is null and p.account = any(${accounts}::text[])
    order by (p.amount - p.received + p.refunded = any(${amounts}::int8[])) desc, p.id desc
    limit ${mostCandidates}::int4`.execute(views.db);
  const waiting = rows.map((row): WaitingPayment => waitingOf(row, views));
  const dossiers = new Map(rows.map((row) => [row.id, row.dossier]));
  return new Map(
    loose.map(({ credit, detail }) => {
      const found = suggest(
        {
          ...{ account: credit.account, amount: credit.amount, bankTime: credit.bankTime },
          ...(detail.text === undefined ? {} : { text: detail.text }),
          ...(detail.payerName === undefined ? {} : { payer: normalise(detail.payerName) }),
        },
        waiting,
        { prefixes: views.references.prefixes },
      );
      return [
        credit.id,
        found.map(({ payment, reasons }) => ({ payment, dossier: dossiers.get(payment)!, why: reasons })),
      ];
    }),
  );
}

interface CandidateRow {
  readonly id: string;
  readonly dossier: string;
  readonly reference: string;
  readonly account: string;
  readonly due: number;
  readonly created_at: Date;
  readonly revision: number | null;
  readonly content: Buffer | null;
  readonly data_key: Buffer;
}

/** Names are opened only where the amount fits. */
function waitingOf(row: CandidateRow, { sealer }: MoneyViews): WaitingPayment {
  const payers: string[] = [];
  if (row.content && row.revision !== null) {
    const text = sealer.open(sealer.unwrap(row.data_key), row.content, boxAt.body(row.dossier, row.revision));
    payers.push(normalise((JSON.parse(text) as DossierContent).applicant.name));
  }
  return {
    ...{ payment: row.id, reference: row.reference, account: row.account, due: row.due },
    openedAt: row.created_at.toISOString(),
    payers,
  };
}
