import type { DossierClaims, PaymentClaims } from './claims.js';
import { lasted, later, type Finding, type Moment, type Said } from './finding.js';

type Settled = PaymentClaims & { readonly settledAt: string };
const isSettled = (payment: PaymentClaims): payment is Settled =>
  payment.state === 'settled' && payment.settledAt !== undefined;

const credited = ({ id, received, changedAt }: PaymentClaims): Said => ({
  ...{ who: 'bank', says: 'credited', amount: received, at: changedAt, evidence: id },
});

/** All that is owed has been paid, and the agency still asks for it. */
export function paidNotMarked({ agency, payments }: DossierClaims, { now, settling }: Moment): readonly Finding[] {
  if (agency.status !== 'paymentRequested') return [];
  const settled = payments.filter(isSettled);
  const paid = new Set(settled.flatMap(({ fees }) => fees.map(({ code }) => code)));
  const owed = [...(agency.fees ?? [])].filter(([, amount]) => amount > 0).map(([code]) => code);
  const last = settled.sort((a, b) => a.settledAt.localeCompare(b.settledAt)).at(-1);
  if (!last || !owed.every((code) => paid.has(code))) return [];
  const since = later(last.settledAt, agency.statusSince);
  return [
    {
      ...{ kind: 'paidNotMarked', about: '', since },
      claims: [
        { who: 'gateway', says: 'settled', amount: last.amount, at: last.settledAt, evidence: last.id },
        { who: 'agency', says: agency.status, at: agency.statusSince },
      ],
      settled: lasted(since, now, settling.agency),
      ...{ assumed: false, repair: { kind: 'none', why: 'agencyStates' } },
    },
  ];
}

/** A provider calls an order paid, or it was settled, and the money is not there. */
export function markedNotCredited({ payments }: DossierClaims, { now, settling }: Moment): readonly Finding[] {
  return payments.flatMap((payment): Finding[] => {
    const { id, amount, received, provider, state, settledAt, changedAt } = payment;
    if (received >= amount) return [];
    const mark = markOf(payment);
    if (!mark) return [];
    const since = state === 'settled' ? later(settledAt ?? changedAt, changedAt) : provider!.at;
    return [
      {
        ...{ kind: 'markedNotCredited', about: id, since },
        claims: [mark, credited(payment)],
        settled: lasted(since, now, settling.systems),
        ...{ assumed: false, repair: { kind: 'none', why: 'moneyDecides' } },
      },
    ];
  });
}

function markOf({ id, amount, provider, state, settledAt }: PaymentClaims): Said | undefined {
  if (state === 'settled' && settledAt !== undefined) {
    return { who: 'gateway', says: 'settled', amount, at: settledAt, evidence: id };
  }
  if (provider?.state !== 'paid') return undefined;
  const said = provider.amount === undefined ? {} : { amount: provider.amount };
  return { who: 'paymentProvider', says: 'paid', ...said, at: provider.at, evidence: provider.id };
}

/** What came is not what is asked for: a part of it, or the agency has changed a fee that was paid. */
export function feeAmountDiffers({ agency, payments }: DossierClaims, { now, settling }: Moment): readonly Finding[] {
  const found = payments.flatMap((payment): Finding[] => [
    ...partly(payment, { now, settling }),
    ...(isSettled(payment) ? changedSince(payment, agency, { now, settling }) : []),
  ]);
  return found;
}

function partly(payment: PaymentClaims, { now, settling }: Moment): readonly Finding[] {
  const { id, amount, received, refunded, changedAt } = payment;
  if (isSettled(payment) || received === 0 || received >= amount || refunded >= received) return [];
  return [
    {
      ...{ kind: 'feeAmountDiffers', about: id, since: changedAt },
      claims: [{ who: 'agency', says: 'asked', amount, at: changedAt, evidence: id }, credited(payment)],
      settled: lasted(changedAt, now, settling.systems),
      ...{ assumed: false, repair: { kind: 'elsewhere', act: 'refund', why: 'twoPersons' } },
    },
  ];
}

function changedSince(
  { id, fees, settledAt }: Settled,
  agency: DossierClaims['agency'],
  { now, settling }: Moment,
): readonly Finding[] {
  return fees.flatMap(({ code, amount: paid }): Finding[] => {
    const stated = agency.fees?.get(code);
    if (stated === undefined || stated === paid) return [];
    const since = later(settledAt, agency.updatedAt);
    return [
      {
        ...{ kind: 'feeAmountDiffers', about: `${id}/${code}`, since },
        claims: [
          { who: 'agency', says: code, amount: stated, at: agency.updatedAt },
          { who: 'gateway', says: 'settled', amount: paid, at: settledAt, evidence: id },
        ],
        settled: lasted(since, now, settling.systems),
        ...{ assumed: false, repair: { kind: 'elsewhere', act: 'refund', why: 'twoPersons' } },
      },
    ];
  });
}
