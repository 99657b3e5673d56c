import { creditIdOf, type PaymentClaimed } from '@lienthong/contracts';
import type { Batch, HeldSubject } from '../../pipeline/batch.js';
import type { PipelineTools } from '../../pipeline/tools.js';
import type { UnitOf } from '../../pipeline/unit.js';
import { judgeClaims, type Claim, type ClaimVerdict, type Contradiction, type Movement } from '../rules/claims.js';
import { apply } from './apply.js';
import { counted, isBeingSentBack } from './about-credits.js';
import { failedAfterAll, keepDisagreement, overruled, sameness, toldOtherwise } from './keep-disagreement.js';
import { paidAllTheSame } from './paid-all-the-same.js';
import type { MoneyToldAnswer } from './money-unit.js';
import { toldBit, type StoredCredit, type StoredPayment } from './stored.js';

/** What a provider says of one of our orders: kept, and weighed with all that it has said of it before. */
export function foldClaim(
  { claim }: UnitOf<'claim'>,
  held: HeldSubject | undefined,
  batch: Batch,
  tools: PipelineTools,
): MoneyToldAnswer {
  const { money } = batch;
  const payment = money.payments.get(claim.payment);
  if (!payment || !held) return keepWithoutPayment(claim, batch, tools);
  const before = money.claims.get(payment.id) ?? [];
  const first = before.find(({ id }) => id === claim.claim);
  if (first) return foldRepeat(claim, first, payment, batch, tools);
  if (claim.account !== payment.account) return { kind: 'unknown', reason: 'claim.otherAccount' };
  const claims = [...before, claimOf(claim)];
  money.claims.set(payment.id, claims);
  money.newClaims.push(claim);
  batch.count([{ name: 'payment_claims_total', labels: { source: claim.source, state: claim.state } }]);
  const verdict = judgeClaims(claims, payment.amount);
  for (const contradiction of verdict.contradictions) keepContradiction(contradiction, payment, batch, tools);
  keepMovements(verdict, claim, payment, held, batch, tools);
  const paid = verdict.contradictions.length === 0 ? paidAllTheSame(claim, payment, batch) : undefined;
  if (paid) keepDisagreement(failedAfterAll(claimOf(claim), paid, payment), batch, tools);
  else if (verdict.failed)
    apply({ kind: 'cancelled', payment: payment.id, why: 'failed' }, held, batch, tools, claim.provider);
  return { kind: 'kept' };
}

const claimOf = ({ claim, state, source, amount, providerId, at }: PaymentClaimed): Claim => ({
  ...{ id: claim, state, source, at: new Date(at).toISOString() },
  ...(amount === undefined ? {} : { amount }),
  ...(providerId === undefined ? {} : { providerId }),
});

/** Each movement is a credit of its own, which counts from the moment that the claims agree, and never stops counting. */
function keepMovements(
  verdict: ClaimVerdict,
  claim: PaymentClaimed,
  payment: StoredPayment,
  held: HeldSubject,
  batch: Batch,
  tools: PipelineTools,
): void {
  for (const movement of verdict.movements) {
    const known = creditOf(movement, claim, payment, batch);
    const bit = toldBit[claim.source];
    const loose = known?.state === 'unmatched' && known.amount === movement.amount && !isBeingSentBack(known, batch);
    if (known?.confirmed && !(loose && verdict.confirmed)) {
      if ((known.told & bit) === 0) batch.money.putCredit({ ...known, told: known.told | bit });
      continue;
    }
    const fresh = known ? ownedBy(payment, known) : newCredit(movement, claim, payment, batch.at);
    const credit = { ...fresh, told: fresh.told | bit };
    if (!verdict.confirmed) {
      batch.money.putCredit(credit);
      if (!known) counted('unconfirmed', batch);
      continue;
    }
    const { amount, at } = movement;
    if (known && known.amount !== amount) keepDisagreement(overruled(known, amount, payment.id), batch, tools);
    batch.money.putCredit({ ...credit, amount, confirmed: true, state: 'matched' });
    counted('matched', batch, 'claim');
    apply({ kind: 'credited', payment: payment.id, amount, bankTime: at }, held, batch, tools, claim.provider);
  }
}

/**
 * Known by its number, by another's, or from before its number was known; else what only a statement has told of, which names it
 * in its own way.
 */
function creditOf(
  { key, providerId, amount }: Movement,
  { provider, account, reference }: PaymentClaimed,
  payment: StoredPayment,
  { money }: Batch,
): StoredCredit | undefined {
  const own = [...money.credits.values()].filter(
    (credit) => credit.payment === payment.id && credit.provider === provider && credit.account === account,
  );
  const id = creditIdOf(provider, account, providerId ?? reference);
  const known =
    own.find((credit) => credit.providerId === providerId) ??
    money.credits.get(money.aliases.get(id) ?? id) ??
    (key === '' ? own.find((credit) => credit.providerId === reference) : undefined);
  if (known) return known;
  const shown = own.find(
    (credit) => credit.told === toldBit.statement && credit.direction === 'in' && credit.amount === amount,
  );
  if (shown) money.alias(id, shown.id);
  return shown;
}

/** It may have been heard of before anybody knew whose it is. */
function ownedBy({ id: payment }: StoredPayment, credit: StoredCredit): StoredCredit {
  const { why: _why, proposal: _proposal, ...rest } = credit;
  return { ...rest, payment, matchedBy: credit.matchedBy ?? 'reference' };
}

function newCredit(
  { amount, at, providerId = '' }: Movement,
  { provider, account, source, reference }: PaymentClaimed,
  payment: StoredPayment,
  receivedAt: string,
): StoredCredit {
  const number = providerId === '' ? reference : providerId;
  return {
    id: creditIdOf(provider, account, number),
    ...{ provider, account, source, reference, amount, receivedAt },
    providerId: number,
    direction: 'in',
    bankTime: at,
    late: false,
    told: toldBit[source],
    confirmed: false,
    state: 'unconfirmed',
    payment: payment.id,
    matchedBy: 'reference',
  };
}

/** Told again: nothing, unless it says something else under the same number. The first word stands. */
function foldRepeat(
  claim: PaymentClaimed,
  first: Claim,
  { id: payment }: StoredPayment,
  batch: Batch,
  tools: PipelineTools,
): MoneyToldAnswer {
  if (claim.state === first.state && claim.amount === first.amount) return { kind: 'ignored' };
  const disagreement = {
    ...{ sameness: sameness.ofClaim(claim), payment, kind: 'claimToldDifferently' },
    evidence: {
      ...{ claim: claim.claim, keptState: first.state, toldState: claim.state, source: claim.source },
      ...(first.amount === undefined ? {} : { kept: first.amount }),
      ...(claim.amount === undefined ? {} : { told: claim.amount }),
    },
  };
  return { kind: keepDisagreement(disagreement, batch, tools) ? 'kept' : 'ignored' };
}

function keepContradiction(
  { kind, confirm, query }: Contradiction,
  payment: StoredPayment,
  batch: Batch,
  tools: PipelineTools,
): void {
  const disagreement = {
    // Asked again and told the same, it is the same disagreement.
    sameness: `claims/${payment.id}/${confirm.id}/${query.state}/${query.amount ?? ''}/${kind}`,
    payment: payment.id,
    kind: payment.state === 'settled' ? 'claimAfterSettling' : kind,
    evidence: {
      ...{ confirm: confirm.id, confirmState: confirm.state, confirmAt: confirm.at },
      ...(confirm.amount === undefined ? {} : { confirmAmount: confirm.amount }),
      ...{ query: query.id, queryState: query.state, queryAt: query.at },
      ...(query.amount === undefined ? {} : { queryAmount: query.amount }),
    },
  };
  keepDisagreement(disagreement, batch, tools);
}

/**
 * Money for an order that this store does not know (any more) is kept all the same, and what is said otherwise of it too; words
 * without money are not.
 */
function keepWithoutPayment(claim: PaymentClaimed, batch: Batch, tools: PipelineTools): MoneyToldAnswer {
  const { state, amount, provider, account, reference, providerId, source, at } = claim;
  if (state !== 'paid' || amount === undefined) return { kind: 'unknown', reason: 'payment.unknown' };
  const { money } = batch;
  const number = providerId ?? reference;
  const id = creditIdOf(provider, account, number);
  const known = money.credits.get(money.aliases.get(id) ?? id);
  const confirmed = source === 'query';
  if (known && (known.confirmed || !confirmed)) {
    if (known.amount === amount) return { kind: 'ignored' };
    const other = {
      sameness: sameness.ofCredit({ credit: id, source, direction: 'in', amount }),
      source,
      told: amount,
    };
    return { kind: keepDisagreement(toldOtherwise(known, known.amount, other), batch, tools) ? 'kept' : 'ignored' };
  }
  if (known && known.amount !== amount) keepDisagreement(overruled(known, amount), batch, tools);
  money.putCredit({
    ...{ id, provider, account, reference, providerId: number, direction: 'in', receivedAt: batch.at, late: false },
    bankTime: new Date(at).toISOString(),
    ...known,
    ...{ source, amount, confirmed, told: (known?.told ?? 0) | toldBit[source] },
    state: confirmed ? 'unmatched' : 'unconfirmed',
    why: 'unknownReference',
  });
  counted(confirmed ? 'unmatched' : 'unconfirmed', batch, 'unknownReference');
  return { kind: 'kept' };
}
