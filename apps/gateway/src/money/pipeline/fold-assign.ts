import type { AssignCreditAnswer } from '../core.js';
import type { Batch, HeldSubject } from '../../pipeline/batch.js';
import type { PipelineTools } from '../../pipeline/tools.js';
import type { UnitOf } from '../../pipeline/unit.js';
import { apply } from './apply.js';
import { counted, isBeingSentBack } from './about-credits.js';

/** Money that nobody could match: a first person says whose it is, a second one who says the same makes it so. */
export function foldAssign(
  { command }: UnitOf<'assign'>,
  held: HeldSubject,
  batch: Batch,
  tools: PipelineTools,
): AssignCreditAnswer {
  const { operator, payment: id, reason } = command;
  const payment = batch.money.payments.get(id);
  if (!payment) return { kind: 'paymentNotFound' };
  const credit = batch.money.credits.get(command.credit);
  if (!credit) return { kind: 'notFound' };
  if (credit.state !== 'unmatched') return { kind: 'notAssignable', state: credit.state };
  if (isBeingSentBack(credit, batch)) return { kind: 'notAssignable', state: 'refunding' };
  if (credit.account !== payment.account) {
    return { kind: 'otherAccount', creditAccount: credit.account, paymentAccount: payment.account };
  }

  const { proposal } = credit;
  const line = {
    at: batch.at,
    by: operator,
    args: { credit: credit.id, payment: id, reference: payment.reference, amount: credit.amount },
    ...(reason === undefined ? {} : { personal: { stated: reason } }),
  };
  if (!proposal || (proposal.operator === operator && proposal.payment !== id)) {
    batch.money.putCredit({ ...credit, proposal: { payment: id, operator, at: batch.at } });
    batch.record(held, [{ ...line, kind: 'credit.assignmentProposed' }]);
    return { kind: 'awaitsSecondPerson', replayed: false };
  }
  if (proposal.operator === operator) return { kind: 'samePerson' };
  if (proposal.payment !== id) return { kind: 'proposalsDiffer' };
  const { why: _why, proposal: _proposal, ...rest } = credit;
  batch.money.putCredit({ ...rest, state: 'matched', payment: id, matchedBy: 'assignment' });
  counted('matched', batch, 'assignment');
  batch.record(held, [{ ...line, kind: 'credit.assigned' }]);
  const { amount, bankTime } = credit;
  apply({ kind: 'credited', payment: id, amount, bankTime }, held, batch, tools, operator);
  return { kind: 'accepted', payment: id, replayed: false };
}
