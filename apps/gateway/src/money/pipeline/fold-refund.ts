import type { RefundAnswer } from '../core.js';
import type { Batch, HeldSubject } from '../../pipeline/batch.js';
import type { PipelineTools } from '../../pipeline/tools.js';
import type { UnitOf } from '../../pipeline/unit.js';
import { stepRefund, type Refund, type RefundVerdict } from '../rules/refund.js';
import { counted, dossierOf, isBeingSentBack } from './about-credits.js';
import type { StoredCredit } from './stored.js';

/** A first person asks for money to be sent back: what is due of a payment, or a credit that belongs to nobody. */
export function foldRequestRefund(
  { command }: UnitOf<'requestRefund'>,
  batch: Batch,
  tools: PipelineTools,
): RefundAnswer {
  const { payment, credit, operator, reason } = command;
  const refund =
    payment === undefined ? refundOfCredit(credit!, batch, tools) : refundOfPayment(payment, operator, batch);
  if (!refund || 'kind' in refund) return refund ?? { kind: 'nothingDue' };
  const verdict = stepRefund(refund, { kind: 'request', operator }, batch.at);
  return answerOf(verdict, refund, operator, reason, batch);
}

/** Several tasks of one payment are asked for one after the other, the oldest first. */
function refundOfPayment(payment: string, operator: string, { money }: Batch): Refund | RefundAnswer {
  if (!money.payments.has(payment)) return { kind: 'notFound' };
  const own = [...money.refunds.values()].filter((refund) => refund.payment === payment);
  const due = own.find(({ state }) => state === 'due');
  const asked = own.find((refund) => refund.state === 'requested' && refund.requestedBy === operator);
  return due ?? asked ?? { kind: 'nothingDue' };
}

function refundOfCredit(credit: string, { money, at }: Batch, { newId }: PipelineTools): Refund | RefundAnswer {
  const known = money.credits.get(credit);
  if (!known) return { kind: 'notFound' };
  const refund = [...money.refunds.values()].find((one) => one.credit === credit);
  if (refund && refund.state !== 'calledOff') return refund;
  if (known.state !== 'unmatched') return { kind: 'nothingDue' };
  if (refund) return refund;
  const { account, amount } = known;
  return { id: newId(), credit, account, amount, why: 'unassigned', state: 'due', createdAt: at, changedAt: at };
}

/** A further step, by whoever takes it. */
export function foldRefund({ command }: UnitOf<'refund'>, batch: Batch): RefundAnswer {
  const refund = batch.money.refunds.get(command.refund);
  if (!refund) return { kind: 'notFound' };
  const { act } = command;
  const verdict = stepRefund(refund, act, batch.at);
  if (verdict.kind === 'changed' && act.kind === 'failed' && act.back !== undefined) {
    const back = cameBack(refund, act.back, batch);
    if (!back) return { kind: 'creditUnfit' };
    batch.money.putCredit(back);
    counted('returned', batch);
  }
  return answerOf(verdict, refund, command.operator, command.stated, batch);
}

/** The money of a refund that came back is owed already: it is no money of its own. */
function cameBack({ account, amount }: Refund, id: string, batch: Batch): StoredCredit | undefined {
  const credit = batch.money.credits.get(id);
  const fits = credit?.account === account && credit.amount === amount && credit.direction === 'in';
  if (!fits || credit.state !== 'unmatched' || isBeingSentBack(credit, batch)) return undefined;
  const { why: _why, proposal: _proposal, ...rest } = credit;
  return { ...rest, state: 'returned' };
}

function answerOf(
  verdict: RefundVerdict,
  before: Refund,
  operator: string,
  stated: string | undefined,
  batch: Batch,
): RefundAnswer {
  if (verdict.kind !== 'changed' && verdict.kind !== 'same') return verdict;
  const refund = verdict.kind === 'changed' ? verdict.refund : before;
  if (verdict.kind === 'changed') tellOfRefund(refund, operator, stated, batch);
  const { id, state, amount } = refund;
  return { kind: 'accepted', refund: id, state, amount, replayed: false };
}

/** Keeps a refund's new state; the dossier's timeline says so. */
export function tellOfRefund(refund: Refund, by: string, stated: string | undefined, batch: Batch): void {
  batch.money.putRefund(refund);
  batch.count([{ name: 'refunds_total', labels: { step: refund.calledOff ?? refund.state, why: refund.why } }]);
  const held: HeldSubject | undefined = refund.payment === undefined ? undefined : dossierOf(refund.payment, batch);
  if (!held) return;
  const { reference } = batch.money.payments.get(refund.payment!)!;
  batch.record(held, [
    {
      at: batch.at,
      kind: `refund.${refund.calledOff ?? refund.state}`,
      by,
      args: {
        ...{ payment: refund.payment!, reference, amount: refund.amount },
        ...(refund.bankReference === undefined ? {} : { bankReference: refund.bankReference }),
      },
      ...(stated === undefined ? {} : { personal: { stated } }),
    },
  ]);
}
