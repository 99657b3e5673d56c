import { untouched, type Batch, type HeldSubject } from '../../pipeline/batch.js';
import { callerOf, idempotencyOf } from '../../pipeline/caller.js';
import { foldOnce } from '../../pipeline/idempotent.js';
import type { PipelineTools } from '../../pipeline/tools.js';
import { foldAssign } from './fold-assign.js';
import { foldClaim } from './fold-claim.js';
import { dossierOf } from './about-credits.js';
import { foldCredit } from './fold-credit.js';
import { foldOpenPayment } from './fold-open-payment.js';
import { foldCancelPayment, foldExpire } from './fold-payment-end.js';
import { foldReverse } from './fold-reverse.js';
import { foldRefund, foldRequestRefund } from './fold-refund.js';
import { foldRelease } from '../windows/fold-release.js';
import { creditOf, paymentOf, type MoneyAnswerOf, type MoneyUnit } from './money-unit.js';

/** One unit about money, under the locks of everything that it touches. */
export function foldMoney(unit: MoneyUnit, batch: Batch, tools: PipelineTools): MoneyAnswerOf[MoneyUnit['kind']] {
  switch (unit.kind) {
    case 'credit':
      return foldCredit(unit, batch, tools);
    case 'claim':
      return foldClaim(unit, dossierOf(unit.claim.payment, batch), batch, tools);
    case 'listed':
      batch.money.listings.push(unit.listing);
      return { kind: 'kept' };
    case 'reverse':
      return foldReverse(unit, batch, tools);
    case 'expire':
      return foldExpire(unit, dossierOf(paymentOf(unit.subject) ?? '', batch), batch, tools);
    case 'release':
      return foldRelease(unit, dossierOf(paymentOf(unit.subject) ?? '', batch), batch, tools);
    default:
      return foldCommand(unit, batch, tools);
  }
}

type Command = Exclude<MoneyUnit, { readonly kind: 'credit' | 'claim' | 'listed' | 'expire' | 'release' | 'reverse' }>;

function foldCommand(unit: Command, batch: Batch, tools: PipelineTools): MoneyAnswerOf[Command['kind']] {
  const held = batch.held(unit.subject) ?? heldByCredit(unit.subject, batch, tools);
  if (!held) return { kind: 'notFound' };
  const fold = (): MoneyAnswerOf[Command['kind']] => {
    switch (unit.kind) {
      case 'openPayment':
        return foldOpenPayment(unit, held, batch, tools);
      case 'cancelPayment':
        return foldCancelPayment(unit, held, batch, tools);
      case 'assign':
        return foldAssign(unit, held, batch, tools);
      case 'requestRefund':
        return foldRequestRefund(unit, batch, tools);
      case 'refund':
        return foldRefund(unit, batch);
    }
  };
  return foldOnce(callerOf(unit), idempotencyOf(unit), held, batch, tools, fold);
}

/** A credit that belongs to no dossier has the key of its own detail. */
function heldByCredit(subject: string, { money }: Batch, { sealer }: PipelineTools): HeldSubject | undefined {
  const { detail } = money.credits.get(creditOf(subject) ?? '') ?? {};
  return detail && untouched(subject, detail.key, sealer);
}
