import type { PaymentOrderFacts } from '@lienthong/contracts';
import { decode, encode } from '@lienthong/vietqr';
import type { ToPay } from '../core.js';
import type { StoredPayment } from '../pipeline/stored.js';
import { toPayTexts } from './to-pay.messages.js';

export interface Offer extends ToPay {
  readonly qrPayload?: string;
  readonly redirectUrl?: string;
}

/** How an open payment can be paid: always for exactly what is still due, so that nobody pays too much by what we show. */
export function offerOf(payment: StoredPayment, facts: PaymentOrderFacts, due: number): Offer | undefined {
  if (payment.state !== 'open' || due === 0) return undefined;
  if (payment.qr === 'own') return ofOurs(payment, due, toPayTexts.qr(due)) ?? noneOf(due);
  // An order cannot be changed: its page asks for the sum for which it was made.
  const asksForDue = due === (payment.orderAmount ?? payment.amount);
  const page = asksForDue && facts.redirectUrl !== undefined ? { redirectUrl: facts.redirectUrl } : {};
  const qrPayload = facts.qrPayload && theirsFor(facts.qrPayload, due, asksForDue);
  if (qrPayload) return { ...page, how: 'qr', qrBy: 'provider', qrPayload, text: toPayTexts.qr(due) };
  if (page.redirectUrl !== undefined) return { ...page, how: 'page', text: toPayTexts.page(due) };
  return ofOurs(payment, due, toPayTexts.qrOfOurs(due, payment.reference)) ?? noneOf(due);
}

const noneOf = (due: number): Offer => ({ how: 'newPayment', text: toPayTexts.newPayment(due) });

/** To the account itself, with our reference; the account behind a platform's agreement is none that payers transfer to. */
function ofOurs(payment: StoredPayment, due: number, text: string): Offer | undefined {
  const { method, bankBin, accountNumber, virtualAccount, reference } = payment;
  const account = virtualAccount ?? accountNumber;
  if (method !== 'bankQr' || bankBin === undefined || account === undefined) return undefined;
  const encoded = encode({ bank: bankBin, account, amount: due, additional: { purpose: reference } });
  return encoded.ok ? { how: 'qr', qrBy: 'gateway', qrPayload: encoded.payload, text } : undefined;
}

/** The provider's account and text with what is due. What cannot be read cannot be changed. */
function theirsFor(payload: string, due: number, asksForDue: boolean): string | undefined {
  const decoded = decode(payload);
  if (decoded.outcome !== 'accept' && decoded.outcome !== 'warn') return asksForDue ? payload : undefined;
  if (decoded.transfer.amount === due) return payload;
  const encoded = encode({ ...decoded.transfer, initiation: 'dynamic', amount: due });
  return encoded.ok ? encoded.payload : undefined;
}
