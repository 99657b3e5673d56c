import { isOpen, isOwed, kept, countsFor, type Ledger, type Payment } from './payment.js';

/** Something that happens to the payments of a dossier. */
export type Happening =
  | { readonly kind: 'opened'; readonly payment: Payment }
  /** The provider has the order: it can be paid now. */
  | { readonly kind: 'ready'; readonly payment: string }
  /** Nobody can tell whether the provider has the order. */
  | { readonly kind: 'doubted'; readonly payment: string }
  /** It was found not to have it: it will be asked again. */
  | { readonly kind: 'askedAgain'; readonly payment: string }
  | { readonly kind: 'cancelled'; readonly payment: string; readonly why: string }
  | { readonly kind: 'expired'; readonly payment: string }
  /** Confirmed money for this payment (or for one that continues it). */
  | { readonly kind: 'credited'; readonly payment: string; readonly amount: number; readonly bankTime: string }
  /** The bank took money back that had been confirmed. */
  | { readonly kind: 'reversed'; readonly payment: string; readonly amount: number }
  /** The agency has stated its dossier anew: `ledger.owed` is what it owes now. */
  | { readonly kind: 'stated' };

/** What follows, in the order in which it is told. */
export type Consequence =
  | { readonly kind: 'opened' | 'ready' | 'doubted' | 'askedAgain' | 'expired'; readonly payment: string }
  | { readonly kind: 'cancelled'; readonly payment: string; readonly why: string }
  | { readonly kind: 'credited'; readonly payment: string; readonly amount: number }
  | { readonly kind: 'reversed'; readonly payment: string; readonly amount: number }
  /** The fee stays settled, the money has gone: a person has to see to it. */
  | { readonly kind: 'reversedAfterUse'; readonly payment: string; readonly amount: number }
  | { readonly kind: 'settled'; readonly payment: string; readonly late: boolean }
  | { readonly kind: 'continued'; readonly payment: string; readonly by: string; readonly amount: number }
  | { readonly kind: 'refundDue'; readonly payment: string; readonly amount: number; readonly why: 'over' | 'notOwed' };

export interface Happened {
  readonly ledger: Ledger;
  readonly consequences: readonly Consequence[];
}

/** The one transition function of payments. Pure; a happening that no longer fits changes nothing. */
export function happen(ledger: Ledger, happening: Happening, at: string): Happened {
  const draft = new Draft(ledger, at);
  take(draft, happening);
  settleAccounts(draft);
  return { ledger: draft.ledger, consequences: draft.consequences };
}

class Draft {
  readonly consequences: Consequence[] = [];

  constructor(
    public ledger: Ledger,
    readonly at: string,
  ) {}

  change(payment: Payment, change: Partial<Payment>): void {
    const payments = this.ledger.payments.map((one) => (one.id === payment.id ? { ...one, ...change } : one));
    this.ledger = { ...this.ledger, payments };
  }

  find(id: string): Payment | undefined {
    return this.ledger.payments.find((one) => one.id === id);
  }
}

function take(draft: Draft, happening: Happening): void {
  if (happening.kind === 'stated') return closeWhatIsNotOwed(draft, endedOrChanged(draft));
  if (happening.kind === 'opened') return open(draft, happening.payment);
  const payment = draft.find(happening.payment);
  if (!payment) return;
  switch (happening.kind) {
    case 'ready':
      if (payment.state !== 'initiating' && payment.state !== 'unknown') return;
      draft.change(payment, { state: 'open' });
      draft.consequences.push({ kind: 'ready', payment: payment.id });
      return;
    case 'doubted':
      if (payment.state !== 'initiating') return;
      draft.change(payment, { state: 'unknown' });
      draft.consequences.push({ kind: 'doubted', payment: payment.id });
      return;
    case 'askedAgain':
      if (payment.state !== 'unknown') return;
      draft.change(payment, { state: 'initiating' });
      draft.consequences.push({ kind: 'askedAgain', payment: payment.id });
      return;
    case 'cancelled':
      return cancel(draft, payment, happening.why);
    case 'expired':
      if (!isOpen(payment)) return;
      draft.change(payment, { state: 'expired', closedAt: draft.at });
      draft.consequences.push({ kind: 'expired', payment: payment.id });
      return;
    case 'credited':
      return credit(draft, payment, happening.amount, happening.bankTime);
    case 'reversed':
      return reverse(draft, payment, happening.amount);
  }
}

/**
 * Money that came for the same fees through payments that have ended counts for the new one. Of another account it does not: it
 * lies there, and goes back once the fees are paid.
 */
function open(draft: Draft, payment: Payment): void {
  const earlier = draft.ledger.payments.filter((one) => continues(one, payment, draft.ledger));
  draft.ledger = { ...draft.ledger, payments: [...draft.ledger.payments, payment] };
  draft.consequences.push({ kind: 'opened', payment: payment.id });
  for (const one of earlier) {
    const amount = kept(one);
    draft.change(one, { continuedBy: payment.id, received: one.received - amount });
    draft.change(draft.find(payment.id)!, { received: draft.find(payment.id)!.received + amount });
    if (amount > 0) draft.consequences.push({ kind: 'continued', payment: one.id, by: payment.id, amount });
  }
}

function continues(earlier: Payment, payment: Payment, ledger: Ledger): boolean {
  const codes = new Set(payment.fees.map(({ code }) => code));
  return (
    earlier.continuedBy === undefined &&
    earlier.account === payment.account &&
    !isOpen(earlier) &&
    earlier.state !== 'settled' &&
    isOwed(earlier, ledger) &&
    earlier.fees.every(({ code }) => codes.has(code))
  );
}

function cancel(draft: Draft, payment: Payment, why: string): void {
  if (!isOpen(payment)) return;
  draft.change(payment, { state: 'cancelled', cancelledWhy: why, closedAt: draft.at });
  draft.consequences.push({ kind: 'cancelled', payment: payment.id, why });
}

function credit(draft: Draft, meant: Payment, amount: number, bankTime: string): void {
  const payment = countsFor(draft.ledger, meant.id)!;
  const received = payment.received + amount;
  draft.change(payment, { received, ...(isLate(payment, bankTime) ? { late: true } : {}) });
  draft.consequences.push({ kind: 'credited', payment: payment.id, amount });
}

/** Nothing is unsettled silently, and money that is on its way back to the payer is not taken twice. */
function reverse(draft: Draft, meant: Payment, amount: number): void {
  const payment = countsFor(draft.ledger, meant.id)!;
  const used = payment.state === 'settled' || kept(payment) < amount;
  if (!used) draft.change(payment, { received: payment.received - amount });
  draft.consequences.push({ kind: used ? 'reversedAfterUse' : 'reversed', payment: payment.id, amount });
}

/** Banks' clocks show whole seconds. */
const clockGrain = 1_000;

/**
 * The payment had ended, and the bank does not say that the money had come before that. One that expired ended when its payer had been
 * told that it would: our own clock, when it noticed, may have shown anything.
 */
function isLate({ closedAt, cancelledWhy, createdAt, expiresAt }: Payment, bankTime: string): boolean {
  if (closedAt === undefined) return false;
  const ended = cancelledWhy === undefined ? expiresAt : closedAt;
  const moved = Date.parse(bankTime);
  return !(moved >= Date.parse(createdAt) - clockGrain && moved < Date.parse(ended) - clockGrain);
}

function endedOrChanged({ ledger }: Draft): string {
  return ledger.owed.ended ? 'dossierEnded' : 'feeChanged';
}

function closeWhatIsNotOwed(draft: Draft, why: string): void {
  for (const payment of draft.ledger.payments) {
    if (isOpen(payment) && !isOwed(payment, draft.ledger)) cancel(draft, payment, why);
  }
}

/** Settles what is covered, closes what can no longer be owed, and makes a task of every dong that has no fee to pay. */
function settleAccounts(draft: Draft): void {
  for (const { id } of draft.ledger.payments) {
    const payment = draft.find(id)!;
    if (payment.continuedBy !== undefined || payment.state === 'settled') continue;
    if (kept(payment) >= payment.amount && isOwed(payment, draft.ledger)) settle(draft, payment);
  }
  for (const { id } of draft.ledger.payments) {
    const payment = draft.find(id)!;
    if (payment.state === 'settled') sendBack(draft, payment, kept(payment) - payment.amount, 'over');
    else if (!isOpen(payment) && !isOwed(payment, draft.ledger)) sendBack(draft, payment, kept(payment), 'notOwed');
  }
}

function settle(draft: Draft, payment: Payment): void {
  draft.change(payment, { state: 'settled', settledAt: draft.at });
  draft.consequences.push({ kind: 'settled', payment: payment.id, late: payment.late });
  closeWhatIsNotOwed(draft, 'feePaid');
}

function sendBack(draft: Draft, payment: Payment, amount: number, why: 'over' | 'notOwed'): void {
  if (amount <= 0) return;
  draft.change(payment, { refunded: payment.refunded + amount });
  draft.consequences.push({ kind: 'refundDue', payment: payment.id, amount, why });
}
