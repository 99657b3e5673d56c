import type { ClaimDetail, PaymentReceipt } from '@lienthong/contracts';
import { sql, type RawBuilder } from 'kysely';
import { identified } from '../../store/lock-subjects.js';
import { given } from '../../store/rows.js';
import type { ClaimView } from '../core.js';
import { openClaimDetail } from '../store/claim-detail.js';
import type { MoneyViews } from './money-views.js';

interface Row {
  readonly claim: string;
  readonly payment: string;
  readonly provider: string;
  readonly source: string;
  readonly state: string;
  readonly amount: number | null;
  readonly provider_id: string | null;
  readonly at: Date;
  readonly kept_at: Date;
  readonly detail_key: Buffer | null;
  readonly detail_box: Buffer | null;
}

/** What was said of one payment's order, and its receipt, the newest of several. */
export interface Claims {
  readonly claims: readonly ClaimView[];
  readonly receipt?: PaymentReceipt;
}
export const noClaims: Claims = { claims: [] };

/** By payment. What only brings a receipt says nothing new of the order. */
export async function claimsOf(
  { db, sealer }: MoneyViews,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Claims>> {
  const { rows } = await sql<Row>`
    select m.claim, m.payment, m.provider, m.source, m.state, m.amount, m.provider_id, m.at, m.kept_at, m.detail_key, m.detail_box
    from gateway.payment_claim m where m.payment in (select r.id from ${identified(ids)})
    order by m.kept_at, m.at, m.claim`.execute(db);
  const found = new Map<string, Claims>();
  for (const row of rows) {
    const { detail_key, detail_box } = row;
    const detail: ClaimDetail =
      detail_key && detail_box ? openClaimDetail(sealer, row.claim, detail_key, detail_box) : {};
    const before = found.get(row.payment) ?? noClaims;
    const { receipt } = detail;
    found.set(row.payment, receipt ? { ...before, receipt } : { ...before, claims: [...before.claims, viewOf(row)] });
  }
  return found;
}

const viewOf = (row: Row): ClaimView => ({
  provider: row.provider,
  source: row.source as ClaimView['source'],
  state: row.state as ClaimView['state'],
  ...given('amount', row.amount),
  ...given('providerId', row.provider_id),
  ...{ at: row.at.toISOString(), receivedAt: row.kept_at.toISOString() },
});

/** Payments, of a table aliased `p`, about whose order the provider's last word is that money is under way or held. */
export const pendingClaim: RawBuilder<unknown> = sql`
  exists (select from gateway.payment_claim m where m.payment = p.id and m.state = 'pending'
    and not exists (select from gateway.payment_claim n
      where n.payment = m.payment and (n.at, n.kept_at) > (m.at, m.kept_at) and n.state <> 'pending'))`;
