import type { Batch, HeldSubject } from '../../pipeline/batch.js';
import type { StoredCredit } from './stored.js';

/** The dossier of a payment, locked by this transaction. */
export const dossierOf = (payment: string, { money, subjects }: Batch): HeldSubject | undefined =>
  subjects.get(money.payments.get(payment)?.dossier ?? '');

export const isBeingSentBack = ({ id }: StoredCredit, { money }: Batch): boolean =>
  [...money.refunds.values()].some(({ credit, state }) => credit === id && state !== 'calledOff');

export function counted(verdict: string, batch: Batch, by?: string): void {
  batch.count([{ name: 'credits_total', labels: { verdict, ...(by === undefined ? {} : { by }) } }]);
}
