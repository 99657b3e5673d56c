import type { PaymentOrderFacts } from '@lienthong/contracts';
import { decode, encode } from '@lienthong/vietqr';
import type { CreditSummary, PaymentView, RefundView } from '../core.js';
import { toldBit, type StoredCredit, type StoredPayment } from '../pipeline/stored.js';
import { coverageOf, dueOf, refundStandingOf } from '../rules/payment.js';

export interface PaymentParts {
  readonly payment: StoredPayment;
  readonly unit: string;
  readonly facts: PaymentOrderFacts;
  readonly credits: readonly StoredCredit[];
  readonly refunds: readonly RefundView[];
}

/** A payment as its dossier's agency sees it. */
export function paymentView({ payment, unit, facts, credits, refunds }: PaymentParts): PaymentView {
  const due = dueOf(payment);
  const qrPayload = qrOf(payment, facts, due);
  return {
    ...{ id: payment.id, dossier: payment.dossier, unit, reference: payment.reference, method: payment.method },
    ...{ account: payment.account, amount: payment.amount, state: payment.state },
    fees: payment.fees.map(({ code, amount }) => ({ code, amount })),
    coverage: coverageOf(payment),
    late: payment.late,
    refund: refundStandingOf(refunds.map(({ state }) => state)),
    received: payment.received,
    due,
    ...(qrPayload === undefined ? {} : { qrPayload }),
    ...(payment.state === 'open' && facts.redirectUrl !== undefined ? { redirectUrl: facts.redirectUrl } : {}),
    ...(payment.virtualAccount === undefined ? {} : { virtualAccount: payment.virtualAccount }),
    ...(payment.cancelledWhy === undefined ? {} : { cancelledWhy: payment.cancelledWhy }),
    ...(payment.continuedBy === undefined ? {} : { continuedBy: payment.continuedBy }),
    ...{ createdAt: payment.createdAt, expiresAt: payment.expiresAt },
    ...(payment.settledAt === undefined ? {} : { settledAt: payment.settledAt }),
    disagreements: payment.disagreements,
    credits: credits.map((credit) => creditSummary(credit, payment.id)),
    refunds,
    ...(payment.exchange === undefined ? {} : { exchange: payment.exchange }),
  };
}

/** Always for exactly what is still due; a provider's QR is written anew with what remains. */
function qrOf(payment: StoredPayment, facts: PaymentOrderFacts, due: number): string | undefined {
  if (payment.state !== 'open' || due === 0) return undefined;
  if (payment.qr === 'provider') return facts.qrPayload && withAmount(facts.qrPayload, due);
  const { bankBin, accountNumber, virtualAccount, reference } = payment;
  const account = virtualAccount ?? accountNumber;
  if (bankBin === undefined || account === undefined) return undefined;
  const encoded = encode({ bank: bankBin, account, amount: due, additional: { purpose: reference } });
  return encoded.ok ? encoded.payload : undefined;
}

function withAmount(payload: string, due: number): string | undefined {
  const decoded = decode(payload);
  // What we cannot read we do not change; then only the sum of its making may be asked for.
  if (decoded.outcome !== 'accept' && decoded.outcome !== 'warn') return payload;
  if (decoded.transfer.amount === due) return payload;
  const encoded = encode({ ...decoded.transfer, initiation: 'dynamic', amount: due });
  return encoded.ok ? encoded.payload : undefined;
}

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
