import { sql, type RawBuilder } from 'kysely';
import type { AccountListed } from '@lienthong/contracts';
import { recordset } from '@lienthong/store';
import type { Batch } from '../../pipeline/batch.js';
import { dateOf } from '../../store/rows.js';
import { bankNumber } from '../pipeline/stored.js';

type Write = RawBuilder<unknown> | undefined;

export function saveCredits({ money }: Batch): Write {
  const rows = [...money.changedCredits].map((id) => {
    const credit = money.credits.get(id)!;
    return {
      ...{ id, provider: credit.provider, account: credit.account, provider_id: credit.providerId },
      ...{ source: credit.source, direction: credit.direction, amount: credit.amount },
      bank_time: dateOf(credit.bankTime),
      received_at: dateOf(credit.receivedAt),
      ...{ late: credit.late, confirmed: credit.confirmed, reference: credit.reference ?? null },
      virtual_account: credit.virtualAccount ?? null,
      bank_reference: credit.bankReference ?? null,
      bank_number: bankNumber(credit.bankReference) ?? null,
      told: credit.told,
      reversed_at: dateOf(credit.reversedAt),
      detail_key: credit.detail?.key ?? null,
      detail_box: credit.detail?.box ?? null,
      ...{ state: credit.state, why: credit.why ?? null, payment: credit.payment ?? null },
      matched_by: credit.matchedBy ?? null,
      proposed_payment: credit.proposal?.payment ?? null,
      proposed_by: credit.proposal?.operator ?? null,
      proposed_at: dateOf(credit.proposal?.at),
    };
  });
  if (rows.length === 0) return undefined;
  return sql`
    insert into gateway.credit (id, provider, account, provider_id, source, direction, amount, bank_time, received_at, late, confirmed,
      reference, virtual_account, bank_reference, bank_number, told, reversed_at, detail_key, detail_box, state, why, payment, matched_by, proposed_payment,
      proposed_by, proposed_at)
    select r.id, r.provider, r.account, r.provider_id, r.source, r.direction, r.amount, r.bank_time, r.received_at, r.late,
      r.confirmed, r.reference, r.virtual_account, r.bank_reference, r.bank_number, r.told, r.reversed_at, r.detail_key, r.detail_box, r.state, r.why, r.payment,
      r.matched_by, r.proposed_payment, r.proposed_by, r.proposed_at
    from ${recordset(rows, {
      ...{ id: 'uuid', provider: 'text', account: 'text', provider_id: 'text', source: 'text', direction: 'text' },
      ...{ amount: 'int8', bank_time: 'timestamptz', received_at: 'timestamptz', late: 'bool', confirmed: 'bool' },
      ...{
        reference: 'text',
        virtual_account: 'text',
        bank_reference: 'text',
        bank_number: 'text',
        told: 'int2',
        reversed_at: 'timestamptz',
        detail_key: 'bytea',
        detail_box: 'bytea',
      },
      ...{ state: 'text', why: 'text', payment: 'uuid', matched_by: 'text', proposed_payment: 'uuid' },
      ...{ proposed_by: 'text', proposed_at: 'timestamptz' },
    })}
    on conflict (id) do update set source = excluded.source, direction = excluded.direction, amount = excluded.amount,
      bank_time = excluded.bank_time, reference = excluded.reference, virtual_account = excluded.virtual_account, told = excluded.told, reversed_at = excluded.reversed_at,
      bank_reference = excluded.bank_reference, bank_number = excluded.bank_number, confirmed = excluded.confirmed, state = excluded.state,
      why = excluded.why, payment = excluded.payment, matched_by = excluded.matched_by,
      proposed_payment = excluded.proposed_payment, proposed_by = excluded.proposed_by, proposed_at = excluded.proposed_at`;
}

export function saveAliases({ money }: Batch): Write {
  if (money.newAliases.size === 0) return undefined;
  const rows = [...money.newAliases].map(([id, credit]) => ({ id, credit }));
  return sql`
    insert into gateway.credit_alias (id, credit)
    select r.id, r.credit from ${recordset(rows, { id: 'uuid', credit: 'uuid' })} on conflict (id) do nothing`;
}

export function saveClaims({ money, at }: Batch): Write {
  if (money.newClaims.length === 0) return undefined;
  const rows = money.newClaims.map((claim) => ({
    ...{ claim: claim.claim, payment: claim.payment, provider: claim.provider, account: claim.account },
    ...{ state: claim.state, source: claim.source, amount: claim.amount ?? null },
    provider_id: claim.providerId ?? null,
    at: dateOf(claim.at),
    kept_at: dateOf(at),
    detail_key: claim.detail ? Buffer.from(claim.detail.key, 'base64') : null,
    detail_box: claim.detail ? Buffer.from(claim.detail.box, 'base64') : null,
  }));
  return sql`
    insert into gateway.payment_claim (claim, payment, provider, account, state, source, amount, provider_id, at, kept_at,
      detail_key, detail_box)
    select r.claim, r.payment, r.provider, r.account, r.state, r.source, r.amount, r.provider_id, r.at, r.kept_at, r.detail_key, r.detail_box
    from ${recordset(rows, {
      ...{ claim: 'text', payment: 'uuid', provider: 'text', account: 'text', state: 'text', source: 'text' },
      ...{
        amount: 'int8',
        provider_id: 'text',
        at: 'timestamptz',
        kept_at: 'timestamptz',
        detail_key: 'bytea',
        detail_box: 'bytea',
      },
    })}
    on conflict (claim) do nothing`;
}

/**
 * What a provider has listed without a gap: a list that goes on where the last one ended makes it longer, one that does not begins it
 * anew.
 */
export function saveListings({ money }: Batch): Write {
  if (money.listings.length === 0) return undefined;
  const rows = mergedListings(money.listings);
  return sql`
    insert into gateway.account_listing as l (account, first, last)
    select r.account, r.first, r.last
    from ${recordset(rows, { account: 'text', first: 'timestamptz', last: 'timestamptz' })}
    on conflict (account) do update set last = greatest(l.last, excluded.last),
      first = case when excluded.first <= l.last then least(l.first, excluded.first) else excluded.first end
    where excluded.last > l.last`;
}

/** Of each account the newest list, longer by those of this batch that it goes on from. */
function mergedListings(listings: readonly AccountListed[]) {
  const byAccount = Map.groupBy(listings, ({ account }) => account);
  return [...byAccount].map(([account, own]) => {
    const sorted = own.map(({ from, until }) => ({ first: Date.parse(from), last: Date.parse(until) }));
    sorted.sort((a, b) => a.last - b.last);
    const { first, last } = sorted.reduce((found, next) => ({
      first: next.first <= found.last ? Math.min(found.first, next.first) : next.first,
      last: next.last,
    }));
    return { account, first: new Date(first), last: new Date(last) };
  });
}

export function saveDisagreements({ money, at }: Batch): Write {
  if (money.newDisagreements.length === 0) return undefined;
  const rows = money.newDisagreements.map((one) => ({
    ...{ id: one.id, sameness: one.sameness, payment: one.payment ?? null, credit: one.credit ?? null },
    ...{ kind: one.kind, evidence: JSON.stringify(one.evidence), at: dateOf(at) },
  }));
  return sql`
    insert into gateway.money_disagreement (id, sameness, payment, credit, kind, evidence, at)
    select r.id, r.sameness, r.payment, r.credit, r.kind, r.evidence, r.at
    from ${recordset(rows, {
      ...{ id: 'uuid', sameness: 'text', payment: 'uuid', credit: 'uuid', kind: 'text', evidence: 'text' },
      at: 'timestamptz',
    })}
    on conflict (sameness) do nothing`;
}
