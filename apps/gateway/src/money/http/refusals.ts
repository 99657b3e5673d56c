import { refusalOfKey, type Refusal } from '../../http/once.js';
import { Problem } from '../../http/problem.js';
import { placed } from '../../http/validate.js';
import type { AssignCreditAnswer, CancelPaymentAnswer, OpenPaymentAnswer, PaymentView, RefundAnswer } from '../core.js';
import { shownPayment } from './show-payment.js';

/** `stated`: the fees of the request, in its order; `standing`: the payment that stands in the way, where one does. */
export function refusalOfPayment(
  answer: Refusal<OpenPaymentAnswer, 'accepted'>,
  stated: readonly string[],
  standing: PaymentView | undefined,
): Problem {
  switch (answer.kind) {
    case 'notFound':
      return new Problem('dossier.notFound');
    case 'feesUnknown': {
      const errors = stated.flatMap((fee, at) =>
        answer.fees.includes(fee) ? [placed(`/fees/${at}`, { code: 'fee.unknown' })] : [],
      );
      return new Problem('payment.feesUnknown', { errors });
    }
    case 'nothingToPay':
      return new Problem('payment.nothingToPay');
    case 'amountDiffers':
      return new Problem('payment.amountDiffers', {
        params: { amount: inVnd(answer.amount) },
        extra: { amount: answer.amount },
      });
    case 'amountTooLarge':
      return new Problem('payment.amountTooLarge', {
        params: { amount: inVnd(answer.amount), limit: inVnd(answer.limit) },
        extra: { amount: answer.amount, limit: answer.limit },
      });
    case 'open':
    case 'paid': {
      const payment = standing ? shownPayment(standing) : { id: answer.payment };
      return new Problem(`payment.${answer.kind}`, {
        extra: { payment, fees: answer.fees },
        headers: { location: `/v1/payments/${answer.payment}` },
      });
    }
    case 'dossierEnded':
      return new Problem('payment.dossierEnded');
    case 'noAccount':
      return new Problem('payment.noAccount');
    case 'windowFull':
      return new Problem('payment.windowFull', {
        params: { class: answer.window.class },
        extra: { window: answer.window },
      });
    case 'noAccountNumber':
      return new Problem('payment.noAccountNumber');
    case 'expiresTooEarly':
      return new Problem('payment.expiresTooEarly', {
        errors: [placed('/expiresAt', { code: 'time.tooEarly' })],
      });
    case 'expiresTooLate':
      return new Problem('payment.expiresTooLate', {
        params: { days: answer.days },
        extra: { days: answer.days },
        errors: [placed('/expiresAt', { code: 'time.tooLate' })],
      });
    default:
      return refusalOfKey(answer);
  }
}

/** Accepted, and cancelled again while its client waited. */
export const refusalOfOrder = (payment: PaymentView): Problem =>
  new Problem('payment.orderRefused', {
    extra: { payment: shownPayment(payment) },
    headers: { location: `/v1/payments/${payment.id}` },
  });

export function refusalOfCancellation(answer: Refusal<CancelPaymentAnswer, 'accepted' | 'same'>): Problem {
  switch (answer.kind) {
    case 'notFound':
      return new Problem('payment.notFound');
    case 'ended':
      return new Problem('payment.ended', { params: { state: answer.state }, extra: { state: answer.state } });
    default:
      return refusalOfKey(answer);
  }
}

export function refusalOfAssignment(answer: Refusal<AssignCreditAnswer, 'accepted' | 'awaitsSecondPerson'>): Problem {
  switch (answer.kind) {
    case 'samePerson':
      return new Problem('credit.samePerson');
    case 'proposalsDiffer':
      return new Problem('credit.proposalsDiffer');
    case 'notFound':
      return new Problem('credit.notFound');
    case 'paymentNotFound':
      return new Problem('credit.paymentNotFound');
    case 'otherAccount': {
      const { creditAccount, paymentAccount } = answer;
      const accounts = { creditAccount, paymentAccount };
      return new Problem('credit.otherAccount', { params: accounts, extra: accounts });
    }
    case 'notAssignable':
      return new Problem('credit.notAssignable', { params: { state: answer.state }, extra: { state: answer.state } });
    default:
      return refusalOfKey(answer);
  }
}

export function refusalOfRefund(
  answer: Refusal<RefundAnswer, 'accepted'>,
  notFound: 'payment.notFound' | 'credit.notFound' | 'refund.notFound',
): Problem {
  switch (answer.kind) {
    case 'notFound':
      return new Problem(notFound);
    case 'nothingDue':
      return new Problem('refund.nothingDue');
    case 'samePerson':
      return new Problem('refund.samePerson');
    case 'otherPerson':
      return new Problem('refund.otherPerson');
    case 'creditUnfit':
      return new Problem('refund.creditUnfit');
    case 'notApplicable':
      return new Problem('refund.notApplicable', { params: { state: answer.state }, extra: { state: answer.state } });
    default:
      return refusalOfKey(answer);
  }
}

/** `1.000.000`, as it is written in Vietnam. */
const inVnd = (amount: number): string => amount.toLocaleString('vi-VN');
