import type { Batch } from '../../pipeline/batch.js';
import type { PipelineTools } from '../../pipeline/tools.js';
import type { UnitOf } from '../../pipeline/unit.js';
import { counted, dossierOf, isBeingSentBack } from './about-credits.js';
import { apply } from './apply.js';
import { keepDisagreement, sameness } from './keep-disagreement.js';
import type { CreditReversal, MoneyToldAnswer } from './money-unit.js';
import type { StoredCredit } from './stored.js';

/** The bank took a credit back: it counts no longer, or, where it had paid something, a person has to see to it. */
export function foldReverse({ reversal }: UnitOf<'reverse'>, batch: Batch, tools: PipelineTools): MoneyToldAnswer {
  const credit = batch.money.credits.get(reversal.credit);
  if (!credit) return { kind: 'unknown', reason: 'credit.unknown' };
  if (credit.reversedAt !== undefined) return { kind: 'ignored' };
  const answer = takeBack(credit, reversal, batch, tools);
  counted('reversed', batch);
  return answer;
}

function takeBack(credit: StoredCredit, reversal: CreditReversal, batch: Batch, tools: PipelineTools): MoneyToldAnswer {
  const taken = { ...credit, reversedAt: batch.at };
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

function disagree(credit: StoredCredit, reversal: CreditReversal, batch: Batch, tools: PipelineTools): MoneyToldAnswer {
  const { statement, entry, amount, day } = reversal;
  const disagreement = {
    sameness: sameness.ofReversal(reversal),
    kind: 'creditReversed',
    credit: credit.id,
    ...(credit.payment === undefined ? {} : { payment: credit.payment }),
    evidence: { statement, entry, day, credited: credit.amount, reversed: amount, state: credit.state },
  };
  keepDisagreement(disagreement, batch, tools);
  batch.money.putCredit(credit);
  return { kind: 'kept' };
}
