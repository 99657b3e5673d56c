import type { PaymentOrderFacts } from '@lienthong/contracts';
import type { CreditSummary, PaymentView, RefundView, ToPay } from '../core.js';
import { toldBit, type StoredCredit, type StoredPayment } from '../pipeline/stored.js';
import { etaOfAdmission, isQueued } from '../windows/admission.js';
import type { Claims } from './claims.js';
import { offerOf, type Offer } from './offer.js';
import { coverageOf, dueOf, isOpen, refundStandingOf } from '../rules/payment.js';

export interface PaymentParts {
  readonly payment: StoredPayment;
  readonly unit: string;
  /** The legal due date of its dossier. */
  readonly dossierDueAt?: string;
  readonly facts: PaymentOrderFacts;
  readonly credits: readonly StoredCredit[];
  readonly refunds: readonly RefundView[];
  readonly said: Claims;
}

/** A payment as its dossier's agency sees it. */
export function paymentView({ payment, unit, dossierDueAt, facts, credits, refunds, said }: PaymentParts): PaymentView {
  const due = dueOf(payment);
  const offer = offerOf(payment, facts, due);
  return {
    ...{ id: payment.id, dossier: payment.dossier, unit, reference: payment.reference, method: payment.method },
    ...{ account: payment.account, amount: payment.amount, state: payment.state },
    fees: payment.fees.map(({ code, amount }) => ({ code, amount })),
    coverage: coverageOf(payment),
    late: payment.late,
    refund: refundStandingOf(refunds.map(({ state }) => state)),
    received: payment.received,
    due,
    ...(offer?.qrPayload === undefined ? {} : { qrPayload: offer.qrPayload }),
    ...(offer?.redirectUrl === undefined ? {} : { redirectUrl: offer.redirectUrl }),
    ...(offer === undefined ? {} : { toPay: toPayOf(offer) }),
    ...(payment.virtualAccount === undefined ? {} : { virtualAccount: payment.virtualAccount }),
    ...(payment.cancelledWhy === undefined ? {} : { cancelledWhy: payment.cancelledWhy }),
    ...(payment.continuedBy === undefined ? {} : { continuedBy: payment.continuedBy }),
    ...admissionView(payment, dossierDueAt),
    ...{ createdAt: payment.createdAt, expiresAt: payment.expiresAt },
    ...(payment.settledAt === undefined ? {} : { settledAt: payment.settledAt }),
    disagreements: payment.disagreements,
    credits: credits.map((credit) => creditSummary(credit, payment.id)),
    ...said,
    refunds,
    ...(payment.exchange === undefined ? {} : { exchange: payment.exchange }),
  };
}

function admissionView(
  payment: StoredPayment,
  dueAt: string | undefined,
): Pick<PaymentView, 'window' | 'eta' | 'releasedAt' | 'turnAfterDue'> {
  const { admission } = payment;
  if (!admission) return {};
  const { window, releasedAt } = admission;
  const eta = etaOfAdmission(admission);
  const late = isOpen(payment) && isQueued(payment) && dueAt !== undefined && eta > dueAt;
  return {
    window,
    eta,
    ...(releasedAt === undefined ? {} : { releasedAt }),
    ...(late ? { turnAfterDue: true as const } : {}),
  };
}

const toPayOf = ({ how, qrBy, text }: Offer): ToPay => ({ how, ...(qrBy === undefined ? {} : { qrBy }), text });

export const creditSummary = (credit: StoredCredit, payment?: string): CreditSummary => ({
  ...{ id: credit.id, amount: credit.amount, bankTime: credit.bankTime, receivedAt: credit.receivedAt },
  ...{ provider: credit.provider, account: credit.account, providerId: credit.providerId, source: credit.source },
  toldBy: (Object.keys(toldBit) as (keyof typeof toldBit)[]).filter((name) => (credit.told & toldBit[name]) !== 0),
  ...{ confirmed: credit.confirmed, late: credit.late },
  ...(credit.matchedBy === undefined ? {} : { matchedBy: credit.matchedBy }),
  ...(credit.payment === undefined || payment === undefined || credit.payment === payment
    ? {}
    : { meantFor: credit.payment }),
});
