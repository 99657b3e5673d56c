import type { Batch } from '../../pipeline/batch.js';
import type { PipelineTools } from '../../pipeline/tools.js';
import type { UnitOf } from '../../pipeline/unit.js';
import { counted, dossierOf, isBeingSentBack } from './about-credits.js';
import { apply } from './apply.js';
import type { CreditReversal, MoneyToldAnswer } from './money-unit.js';
import type { StoredCredit } from './stored.js';

/** The bank took a credit back: it counts no longer, or, where it had paid something, a person has to see to it. */
export function foldReverse({ reversal }: UnitOf<'reverse'>, batch: Batch, tools: PipelineTools): MoneyToldAnswer {
  const credit = batch.money.credits.get(reversal.credit);
  if (!credit) return { kind: 'unknown', reason: 'credit.unknown' };
  if (credit.reversedAt !== undefined) return { kind: 'ignored' };
  const taken = { ...credit, reversedAt: batch.at };
  counted('reversed', batch);
  if (credit.amount !== reversal.amount || credit.direction !== 'in' || isBeingSentBack(credit, batch)) {
    return disagree(taken, reversal, batch, tools);
  }
  if (credit.state !== 'matched') {
    batch.money.putCredit({ ...taken, state: 'reversed' });
    return { kind: 'kept' };
  }
  const dossier = dossierOf(credit.payment!, batch);
  // Its payment was not known before the locks were taken: the next try knows it.
  if (!dossier) throw new Error('a credit got its payment while its reversal was being looked at');
  const happening = { kind: 'reversed', payment: credit.payment!, amount: credit.amount } as const;
  const consequences = apply(happening, dossier, batch, tools, credit.provider);
  if (consequences.some(({ kind }) => kind === 'reversedAfterUse')) return disagree(taken, reversal, batch, tools);
  batch.money.putCredit({ ...taken, state: 'reversed' });
  return { kind: 'kept' };
}

function disagree(
  credit: StoredCredit,
  { statement, entry, amount, day }: CreditReversal,
  batch: Batch,
  { newId }: PipelineTools,
): MoneyToldAnswer {
  const { money } = batch;
  money.putCredit(credit);
  const isNew = money.disagree({
    id: newId(),
    sameness: `reversal/${credit.id}/${statement}/${entry}`,
    kind: 'creditReversed',
    credit: credit.id,
    ...(credit.payment === undefined ? {} : { payment: credit.payment }),
    evidence: { statement, entry, day, credited: credit.amount, reversed: amount, state: credit.state },
  });
  if (isNew) batch.count([{ name: 'money_disagreements_total', labels: { kind: 'creditReversed' } }]);
  const payment = credit.payment === undefined ? undefined : money.payments.get(credit.payment);
  if (isNew && payment) money.put({ ...payment, disagreements: payment.disagreements + 1 });
  return { kind: 'kept' };
}
