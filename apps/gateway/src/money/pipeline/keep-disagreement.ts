import type { PaymentClaimed } from '@lienthong/contracts';
import type { Batch } from '../../pipeline/batch.js';
import type { PipelineTools } from '../../pipeline/tools.js';
import { dossierOf } from './about-credits.js';
import type { CreditReversal, ToldCredit } from './money-unit.js';
import type { Disagreement } from './stored.js';

type Said = 'credit' | 'source' | 'direction' | 'amount';

/** What one source says against the same is one disagreement, however often and through however many gateways it comes. */
export const sameness = {
  ofCredit: ({ credit, source, direction, amount }: Pick<ToldCredit, Said>): string =>
    `credit/${credit}/${source}/${direction}/${amount}`,
  ofReversal: ({ credit, statement, entry }: CreditReversal): string => `reversal/${credit}/${statement}/${entry}`,
  ofClaim: ({ claim, state, amount }: Pick<PaymentClaimed, 'claim' | 'state' | 'amount'>): string =>
    `claim/${claim}/${state}/${amount ?? ''}`,
};

/**
 * Keeps for a person what was claimed against what is booked; nothing is booked by it. It is counted, and where it is about a payment
 * it stands with that and in its dossier's timeline. False, and nothing else, for one that is kept already. To be called before
 * anything else of its unit is changed.
 */
export function keepDisagreement(
  disagreement: Omit<Disagreement, 'id'>,
  batch: Batch,
  { newId }: Pick<PipelineTools, 'newId'>,
): boolean {
  const { money, at } = batch;
  const { kind } = disagreement;
  const payment = disagreement.payment === undefined ? undefined : money.payments.get(disagreement.payment);
  const dossier = payment && dossierOf(payment.id, batch);
  // It got its payment after the locks were taken: the next try knows it.
  if (disagreement.payment !== undefined && !dossier)
    throw new Error('money got its payment while something else was claimed of it');
  if (!money.disagree({ id: newId(), ...disagreement })) return false;
  batch.count([{ name: 'money_disagreements_total', labels: { kind } }]);
  if (payment && dossier) {
    money.put({ ...payment, disagreements: payment.disagreements + 1 });
    const args = { payment: payment.id, reference: payment.reference, kind };
    batch.record(dossier, [{ at, kind: 'payment.disagreement', by: 'gateway', args }]);
  }
  return true;
}
