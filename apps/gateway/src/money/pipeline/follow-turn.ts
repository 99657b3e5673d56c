import { paymentTurnOf, sameTurn, type OpenTurn } from '../../journey/payment-turn.js';
import type { Batch, HeldSubject } from '../../pipeline/batch.js';
import { carryOut } from '../../pipeline/carry-out.js';
import type { PipelineTools } from '../../pipeline/tools.js';
import { isOpen, type Payment } from '../rules/payment.js';
import { etaOfAdmission } from '../windows/admission.js';
import type { StoredPayment } from './stored.js';

/** Whose time a dossier is while its payments wait for their turn, or wait for it no longer. */
export function followTurn(
  payments: readonly Payment[],
  held: HeldSubject,
  batch: Batch,
  tools: PipelineTools,
  by: string,
): void {
  const { dossier } = held.state;
  const turn = paymentTurnOf(payments.filter(isOpen).map(turnOfPayment));
  if (!dossier || sameTurn(turn, dossier.paymentTurn)) return;
  carryOut({ kind: 'paymentTurnMoved', client: by, turn }, held, batch, tools);
}

const turnOfPayment = (payment: Payment): OpenTurn => {
  const { createdAt: since, admission } = payment as StoredPayment;
  if (!admission) return { since };
  const { releasedAt } = admission;
  return { since, eta: etaOfAdmission(admission), ...(releasedAt === undefined ? {} : { cameAt: releasedAt }) };
};
