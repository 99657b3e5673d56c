import type { FeeKind, Named, PaymentMethod } from '@lienthong/contracts';
import type { Coverage, PaymentState, RefundStanding, RefundState } from '../core.js';

/** A fee as it stood when the payment was opened. */
export interface PaymentFee extends Named {
  readonly amount: number;
  readonly kind: FeeKind;
}

/** What the rules know of a payment. Amounts are integer VND, instants RFC 3339 UTC. */
export interface Payment {
  readonly id: string;
  readonly dossier: string;
  readonly reference: string;
  readonly method: PaymentMethod;
  readonly account: string;
  readonly amount: number;
  readonly fees: readonly PaymentFee[];
  readonly state: PaymentState;
  /** Sum of the confirmed credits that count here. */
  readonly received: number;
  /** Of them: what is a task to be sent back, in whatever state that task is. */
  readonly refunded: number;
  readonly late: boolean;
  readonly createdAt: string;
  readonly expiresAt: string;
  /** When it expired or was cancelled, whatever came afterwards. */
  readonly closedAt?: string;
  readonly settledAt?: string;
  readonly cancelledWhy?: string;
  /** The payment for which its money counts since that one was opened. */
  readonly continuedBy?: string;
}

/** What the dossier owes, as the agency states it now. */
export interface Owed {
  /** Refused, withdrawn or stopped: nothing is owed. */
  readonly ended: boolean;
  /** Amounts by fee code. */
  readonly fees: ReadonlyMap<string, number>;
}

/** The payments of one dossier, in the order in which they were opened. */
export interface Ledger {
  readonly owed: Owed;
  readonly payments: readonly Payment[];
}

/** It may still be paid in time, and no second payment of its fees may be opened. */
export const isOpen = ({ state }: Pick<Payment, 'state'>): boolean =>
  state === 'initiating' || state === 'open' || state === 'unknown';

/** What has come and is not to be sent back. */
export const kept = ({ received, refunded }: Pick<Payment, 'received' | 'refunded'>): number => received - refunded;

/** What is still to be paid. */
export const dueOf = (payment: Payment): number =>
  payment.state === 'settled' || payment.continuedBy !== undefined ? 0 : Math.max(0, payment.amount - kept(payment));

export function coverageOf({ received, amount }: Pick<Payment, 'received' | 'amount'>): Coverage {
  if (received === 0) return 'none';
  if (received < amount) return 'partial';
  return received === amount ? 'exact' : 'over';
}

/** The least finished of a payment's refund tasks speaks for it. */
export function refundStandingOf(states: readonly RefundState[]): RefundStanding {
  if (states.length === 0) return 'none';
  if (states.some((state) => state !== 'sent' && state !== 'done')) return 'due';
  return states.includes('sent') ? 'sent' : 'done';
}

/** Where the money of a payment counts: at the last of those that continue it. */
export function countsFor(ledger: Ledger, payment: string): Payment | undefined {
  const byId = new Map(ledger.payments.map((one) => [one.id, one]));
  let found = byId.get(payment);
  while (found?.continuedBy !== undefined) found = byId.get(found.continuedBy);
  return found;
}

/** Codes of fees that have been paid, with the payment that did. */
export function paidFees({ payments }: Ledger): ReadonlyMap<string, Payment> {
  return new Map(
    payments
      .filter(({ state }) => state === 'settled')
      .flatMap((payment) => payment.fees.map(({ code }) => [code, payment] as const)),
  );
}

/** Does the dossier still owe exactly what this payment was opened for? */
export function isOwed(payment: Payment, ledger: Ledger): boolean {
  const paid = paidFees(ledger);
  return (
    !ledger.owed.ended &&
    payment.fees.every(({ code, amount }) => ledger.owed.fees.get(code) === amount && !paid.has(code))
  );
}
