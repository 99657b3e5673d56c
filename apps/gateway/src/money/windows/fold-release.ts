import { paymentSubject } from '@lienthong/contracts';
import type { Batch, HeldSubject } from '../../pipeline/batch.js';
import { boxAt } from '../../pipeline/sealer.js';
import type { PipelineTools } from '../../pipeline/tools.js';
import type { UnitOf } from '../../pipeline/unit.js';
import { apply, expiryTimer, ledgerOf } from '../pipeline/apply.js';
import { followTurn } from '../pipeline/follow-turn.js';
import { paymentOf, type MoneyToldAnswer } from '../pipeline/money-unit.js';
import { orderPayment, type OrderAsked } from '../pipeline/order-payment.js';
import { isOpen } from '../rules/payment.js';
import { isQueued } from './admission.js';

/** The turn of a payment has come: its provider is asked, or its QR shown, and only now its time begins to run. */
export function foldRelease(
  { subject }: UnitOf<'release'>,
  held: HeldSubject | undefined,
  batch: Batch,
  tools: PipelineTools,
): MoneyToldAnswer {
  const payment = batch.money.payments.get(paymentOf(subject) ?? '');
  const { dossier } = held?.state ?? {};
  const own = batch.subjects.get(subject);
  if (!payment?.admission || !isQueued(payment) || !isOpen(payment) || !held || !dossier || !own) {
    return { kind: 'ignored' };
  }
  const openFor = Date.parse(payment.expiresAt) - Date.parse(payment.admission.releaseAt);
  const expiresAt = new Date(Date.parse(batch.at) + openFor).toISOString();
  const admission = { ...payment.admission, releasedAt: batch.at };
  const released = { ...payment, admission, expiresAt };
  batch.money.put(released);
  const { id, reference } = payment;
  batch.record(held, [{ at: batch.at, kind: 'payment.released', by: 'gateway', args: { payment: id, reference } }]);
  followTurn(ledgerOf(held, batch).payments, held, batch, tools, payment.client);
  batch.money.timers.push({ subject: paymentSubject(payment.id), kind: expiryTimer, due: new Date(expiresAt) });
  if (payment.qr === 'own') apply({ kind: 'ready', payment: payment.id }, held, batch, tools, 'gateway');
  else orderPayment(askedOf(released.queued, payment.id, own, tools), released, dossier, own, batch, tools);
  return { kind: 'kept' };
}

function askedOf(
  box: Buffer | undefined,
  payment: string,
  { key }: HeldSubject,
  { sealer }: PipelineTools,
): OrderAsked {
  if (!box) throw new Error('a payment that waits for its turn has lost what was asked for');
  return JSON.parse(sealer.open(key, box, boxAt.queued(payment))) as OrderAsked;
}
