import { paymentSubject, type PaidFact } from '@lienthong/contracts';
import { tellHubsOfPayment } from '../../handovers/pipeline/tell-hub.js';
import type { Batch, HeldSubject } from '../../pipeline/batch.js';
import { seeFacts } from '../../pipeline/see-facts.js';
import type { PipelineTools } from '../../pipeline/tools.js';
import { happen, type Consequence, type Happening } from '../rules/happen.js';
import { dueOf, isOpen, type Ledger } from '../rules/payment.js';
import { etaOfAdmission, isQueued, releaseTimer } from '../windows/admission.js';
import { followTurn } from './follow-turn.js';
import { owedBy } from './money-book.js';
import type { StoredPayment } from './stored.js';
import { countsOf, eventOf, type Cause } from './tell.js';

/** The payments of a dossier as they stand in this transaction. */
export function ledgerOf(dossier: HeldSubject, batch: Batch): Ledger {
  const content = batch.contentOf(dossier.subject);
  return batch.money.ledgerOf(dossier.subject, owedBy(content ?? { status: 'stopped', fees: [] }));
}

/** Lets something happen to the payments of a dossier, with everything that follows: timeline, tasks, timers, facts, portal. */
export function apply(
  happening: Happening,
  dossier: HeldSubject,
  batch: Batch,
  tools: PipelineTools,
  by: string,
): readonly Consequence[] {
  const before = ledgerOf(dossier, batch);
  const { ledger, consequences } = happen(before, happening, batch.at);
  batch.money.take(ledger);
  for (const consequence of consequences) {
    const payment = batch.money.payments.get(consequence.payment)!;
    const cause = { at: batch.at, by, ...turnAhead(payment, dossier, batch) };
    batch.record(dossier, [eventOf(consequence, payment, dueOf(payment), cause)]);
    batch.count(countsOf(consequence, payment));
    if (consequence.kind === 'refundDue') openRefund(consequence, batch, tools);
  }
  keepTimers(before, ledger, batch);
  followTurn(ledger.payments, dossier, batch, tools, by);
  if (consequences.some(({ kind }) => kind === 'settled')) {
    const paid = paidFact(ledger);
    if (paid) {
      seeFacts({ paid }, dossier, batch, tools);
      tellHubsOfPayment(dossier, paid, batch, tools);
    }
  }
  return consequences;
}

/** What is to be said of the turn that a payment waits for: in which window, until when, and whether that is too late for the dossier. */
function turnAhead(payment: StoredPayment, { state: { dossier } }: HeldSubject, { money }: Batch): Pick<Cause, 'turn'> {
  const { admission } = payment;
  if (!admission || !isQueued(payment)) return {};
  const { window } = admission;
  const [eta, of, dueAt] = [etaOfAdmission(admission), money.windows.get(window)?.class, dossier?.dueAt];
  const late = dueAt !== undefined && eta > dueAt;
  return { turn: { window, eta, ...(of === undefined ? {} : { class: of }), ...(late ? { dueAt } : {}) } };
}

function openRefund(
  { payment, amount, why }: Extract<Consequence, { kind: 'refundDue' }>,
  { money, at }: Batch,
  { newId }: PipelineTools,
): void {
  const { account } = money.payments.get(payment)!;
  money.putRefund({ id: newId(), payment, account, amount, why, state: 'due', createdAt: at, changedAt: at });
}

/** A timer stands exactly as long as a payment is open: first for its turn, where it has to wait for one, then for its end. */
function keepTimers(before: Ledger, after: Ledger, { money }: Batch): void {
  const wasOpen = new Set(before.payments.filter(isOpen).map(({ id }) => id));
  for (const payment of after.payments) {
    const key = { subject: paymentSubject(payment.id), kind: expiryTimer };
    const { admission } = payment as StoredPayment;
    const queued = admission?.releasedAt === undefined ? admission : undefined;
    if (isOpen(payment) && !wasOpen.has(payment.id)) {
      money.timers.push(
        queued
          ? { ...key, kind: releaseTimer, due: new Date(queued.releaseAt) }
          : { ...key, due: new Date(payment.expiresAt) },
      );
    }
    if (!isOpen(payment) && wasOpen.has(payment.id)) {
      money.endedTimers.push(key);
      if (queued) money.endedTimers.push({ ...key, kind: releaseTimer });
      if (queued) money.freedNumbers.push(queued);
    }
  }
}

/** Kind of the timer of an open payment; subject `payment:<id>`. */
export const expiryTimer = 'payment.expiry';

function paidFact({ payments }: Ledger): PaidFact | undefined {
  const settled = payments
    .flatMap((payment) => (payment.settledAt === undefined ? [] : [{ ...payment, settledAt: payment.settledAt }]))
    .sort((a, b) => a.settledAt.localeCompare(b.settledAt));
  const last = settled.at(-1);
  return (
    last && {
      at: last.settledAt,
      evidence: settled.map(({ id }) => id).join(' '),
      via: last.method,
      fees: [...new Set(settled.flatMap(({ fees }) => fees.map(({ code }) => code)))].sort(),
    }
  );
}
