import type { ExchangeChanged, PaymentOrderFacts } from '@lienthong/contracts';
import type { Batch } from '../../pipeline/batch.js';
import { factsOfChange } from '../../pipeline/change-detail.js';
import type { PipelineTools } from '../../pipeline/tools.js';
import type { Happening } from '../rules/happen.js';
import { apply } from './apply.js';
import { dossierOf } from './about-credits.js';
import { paymentOf } from './money-unit.js';

/** What became of the order with the provider: the payment can be made, is in doubt, or will never be. */
export function foldOrderChange(change: ExchangeChanged, batch: Batch, tools: PipelineTools): void {
  const id = paymentOf(change.subject);
  const payment = id === undefined ? undefined : batch.money.payments.get(id);
  const dossier = payment && dossierOf(payment.id, batch);
  if (!payment || !dossier || payment.exchange !== change.exchange) return;
  const happening = happeningOf(change, payment.id);
  if (!happening) return;
  if (happening.kind === 'ready') {
    const newFacts = factsOf(change, tools);
    const virtualAccount = newFacts.virtualAccount ?? payment.virtualAccount;
    batch.money.put({ ...payment, newFacts, ...(virtualAccount === undefined ? {} : { virtualAccount }) });
  }
  apply(happening, dossier, batch, tools, change.partner);
}

function happeningOf({ state, outcome, surelyNotDone }: ExchangeChanged, payment: string): Happening | undefined {
  switch (state) {
    case 'settled':
      return outcome === 'done'
        ? { kind: 'ready', payment }
        : outcome === 'refused'
          ? { kind: 'cancelled', payment, why: 'providerRefused' }
          : undefined;
    case 'abandoned':
      return { kind: 'cancelled', payment, why: 'abandoned' };
    case 'unknown':
    case 'resolving':
      return { kind: 'doubted', payment };
    case 'parked':
      return surelyNotDone === true ? { kind: 'askedAgain', payment } : { kind: 'doubted', payment };
    case 'waiting':
    case 'sending':
      return { kind: 'askedAgain', payment };
    default:
      return undefined;
  }
}

function factsOf(change: ExchangeChanged, tools: PipelineTools): PaymentOrderFacts {
  const facts = factsOfChange(change, tools) ?? {};
  const textOf = (name: keyof PaymentOrderFacts) => (typeof facts[name] === 'string' ? { [name]: facts[name] } : {});
  return {
    ...textOf('redirectUrl'),
    ...textOf('qrPayload'),
    ...textOf('virtualAccount'),
    ...textOf('providerOrder'),
  };
}
