import type { CancelPaymentAnswer } from '../core.js';
import type { Batch, HeldSubject } from '../../pipeline/batch.js';
import type { PipelineTools } from '../../pipeline/tools.js';
import type { UnitOf } from '../../pipeline/unit.js';
import { isOpen } from '../rules/payment.js';
import { apply } from './apply.js';
import { paymentOf, type MoneyToldAnswer } from './money-unit.js';

/** A client withdraws what it had asked to be paid. Money that still comes is kept and matched. */
export function foldCancelPayment(
  { command }: UnitOf<'cancelPayment'>,
  held: HeldSubject,
  batch: Batch,
  tools: PipelineTools,
): CancelPaymentAnswer {
  const payment = batch.money.payments.get(command.payment);
  const { dossier } = held.state;
  if (!payment || !dossier || !command.mayUseUnit(dossier.unit)) return { kind: 'notFound' };
  if (payment.state === 'cancelled') return { kind: 'same', replayed: false };
  if (!isOpen(payment)) return { kind: 'ended', state: payment.state };
  apply({ kind: 'cancelled', payment: payment.id, why: 'client' }, held, batch, tools, command.client);
  return { kind: 'accepted', replayed: false };
}

/** The timer of a payment is due. One that ended meanwhile, or has a later date, stays as it is. */
export function foldExpire(
  { subject }: UnitOf<'expire'>,
  held: HeldSubject | undefined,
  batch: Batch,
  tools: PipelineTools,
): MoneyToldAnswer {
  const payment = batch.money.payments.get(paymentOf(subject) ?? '');
  if (!payment || !held) return { kind: 'ignored' };
  apply({ kind: 'expired', payment: payment.id }, held, batch, tools, 'gateway');
  return { kind: 'kept' };
}
