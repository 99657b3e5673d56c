import type { Count, EventDraft } from '../../journey/draft.js';
import type { Consequence } from '../rules/happen.js';
import type { StoredPayment } from './stored.js';

/** Who or what brought it about: a client, an operator, a provider, or the gateway itself. */
export interface Cause {
  readonly at: string;
  readonly by: string;
  /** Of a payment that waits for its turn: the window and its class, when it comes at the latest; `dueAt`: the dossier's due date, where that lies before it. */
  readonly turn?: Readonly<Record<string, string>>;
}

/** The line of the dossier's timeline that a consequence is worth. */
export function eventOf(
  consequence: Consequence,
  payment: StoredPayment,
  due: number,
  { at, by, turn }: Cause,
): EventDraft {
  const about = { payment: payment.id, reference: payment.reference };
  const exchange = payment.exchange === undefined ? {} : { exchange: payment.exchange };
  switch (consequence.kind) {
    case 'opened':
      return {
        ...{ at, kind: 'payment.opened', by, ...exchange },
        args: { ...about, amount: payment.amount, method: payment.method, ...turn },
      };
    case 'ready':
    case 'doubted':
    case 'askedAgain':
      return { at, kind: `payment.${consequence.kind}`, by, ...exchange, args: about };
    case 'expired':
      return { at, kind: 'payment.expired', by: 'gateway', args: { ...about, received: payment.received } };
    case 'cancelled':
      return { at, kind: 'payment.cancelled', by, args: { ...about, why: consequence.why } };
    case 'credited':
      return { at, kind: 'payment.credited', by, args: { ...about, amount: consequence.amount, due } };
    case 'reversed':
    case 'reversedAfterUse':
      return { at, kind: `payment.${consequence.kind}`, by, args: { ...about, amount: consequence.amount, due } };
    case 'settled':
      return {
        ...{ at, kind: 'payment.settled', by },
        args: { ...about, amount: payment.amount, late: consequence.late ? 1 : 0 },
      };
    case 'continued':
      return {
        at,
        kind: 'payment.continued',
        by,
        args: { ...about, amount: consequence.amount, next: consequence.by },
      };
    case 'refundDue':
      return {
        ...{ at, kind: 'payment.refundDue', by: 'gateway' },
        args: { ...about, amount: consequence.amount, why: consequence.why },
      };
  }
}

/** What it adds to the business counters. */
export function countsOf(consequence: Consequence, { method }: StoredPayment): readonly Count[] {
  switch (consequence.kind) {
    case 'opened':
      return [{ name: 'payments_opened_total', labels: { method } }];
    case 'settled':
      return [{ name: 'payments_settled_total', labels: { method, late: String(consequence.late) } }];
    case 'expired':
      return [{ name: 'payments_expired_total', labels: { method } }];
    case 'cancelled':
      return [{ name: 'payments_cancelled_total', labels: { method, why: consequence.why } }];
    case 'refundDue':
      return [{ name: 'refunds_total', labels: { step: 'due', why: consequence.why } }];
    default:
      return [];
  }
}
