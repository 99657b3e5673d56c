import type { PaymentClaimed } from '@lienthong/contracts';
import type { Batch } from '../../pipeline/batch.js';
import type { PipelineTools } from '../../pipeline/tools.js';
import { dossierOf } from './about-credits.js';
import type { CreditReversal, ToldCredit } from './money-unit.js';
import type { Claim } from '../rules/claims.js';
import type { CreditSource, Disagreement, StoredCredit, StoredPayment } from './stored.js';

type SaidOfCredit = Pick<ToldCredit, 'credit' | 'direction' | 'amount'> & { readonly source: CreditSource };

/** What one source says against the same is one disagreement, however often and through however many gateways it comes. */
export const sameness = {
  ofCredit: ({ credit, source, direction, amount }: SaidOfCredit): string =>
    `credit/${credit}/${source}/${direction}/${amount}`,
  ofReversal: ({ credit, statement, entry }: CreditReversal): string => `reversal/${credit}/${statement}/${entry}`,
  ofClaim: ({ claim, state, amount }: Pick<PaymentClaimed, 'claim' | 'state' | 'amount'>): string =>
    `claim/${claim}/${state}/${amount ?? ''}`,
};

/** A word about a credit that is not what is kept of it. */
interface OtherWord {
  readonly sameness: string;
  readonly source: CreditSource;
  readonly told: number;
  readonly toldDirection?: string;
}

/** Of a credit that is kept with this sum (and direction), something else was told. */
export const toldOtherwise = (
  credit: StoredCredit,
  kept: number,
  { sameness: same, source, told, toldDirection = credit.direction }: OtherWord,
  payment = credit.payment,
  keptDirection: string = credit.direction,
): Omit<Disagreement, 'id'> => ({
  ...{ sameness: same, kind: 'creditToldDifferently', credit: credit.id },
  ...(payment === undefined ? {} : { payment }),
  evidence: { kept, keptDirection, told, toldDirection, source },
});

/**
 * What nobody had confirmed of a credit gives way to a confirmed sum (and direction); it is kept as what that word would be if it
 * came again.
 */
export const overruled = (
  before: StoredCredit,
  kept: number,
  payment = before.payment,
  keptDirection: string = before.direction,
): Omit<Disagreement, 'id'> => {
  const { id: credit, source, direction, amount } = before;
  const word = { sameness: sameness.ofCredit({ credit, source, direction, amount }), source, told: amount };
  return toldOtherwise(before, kept, word, payment, keptDirection);
};

/** Money counts that its provider, when asked, calls failed: one disagreement of the two, however often it says so. */
export const failedAfterAll = (
  claim: Claim,
  credit: StoredCredit,
  { id: payment, state }: StoredPayment,
): Omit<Disagreement, 'id'> => ({
  ...{ sameness: `claims/${payment}/credit/${credit.id}/failed`, payment, credit: credit.id },
  kind: state === 'settled' ? 'claimAfterSettling' : 'confirmContradictsQuery',
  evidence: {
    ...{ credited: credit.amount, creditedAt: credit.bankTime },
    ...{ query: claim.id, queryState: claim.state, queryAt: claim.at },
  },
});

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
