import type { Batch } from '../../pipeline/batch.js';
import { shownRefund, stepRefund } from '../rules/refund.js';
import type { CreditSigns } from '../rules/signs.js';
import { counted } from './about-credits.js';
import { tellOfRefund } from './fold-refund.js';
import type { MoneyToldAnswer } from './money-unit.js';
import type { StoredCredit } from './stored.js';

/** Money that went out is nobody's fee: it can only show that a refund has been carried out. */
export function foldOutgoing(movement: StoredCredit, signs: CreditSigns, batch: Batch): MoneyToldAnswer {
  batch.money.putCredit({ ...movement, state: 'outgoing' });
  counted('outgoing', batch);
  if (!movement.confirmed) return { kind: 'kept' };
  const meant = new Set(
    batch.money.candidates
      .filter(({ reference }) => reference === signs.reference || signs.codes.includes(reference))
      .map(({ id }) => id),
  );
  const named = [...batch.money.refunds.values()].filter(
    ({ payment, bankReference }) =>
      (payment !== undefined && meant.has(payment)) ||
      (bankReference !== undefined && bankReference === movement.bankReference),
  );
  const refund = shownRefund(movement, named);
  const verdict = refund && stepRefund(refund, { kind: 'done', shownBy: movement.id }, batch.at);
  if (verdict?.kind === 'changed') tellOfRefund(verdict.refund, movement.provider, undefined, batch);
  return { kind: 'kept' };
}
