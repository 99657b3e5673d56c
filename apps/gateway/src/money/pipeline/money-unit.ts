import {
  creditSubject,
  paymentSubject,
  type AccountListed,
  type CreditReceived,
  type PaymentClaimed,
} from '@lienthong/contracts';
import type {
  AssignCredit,
  AssignCreditAnswer,
  CancelPayment,
  CancelPaymentAnswer,
  OpenPayment,
  OpenPaymentAnswer,
  RefundAnswer,
  RequestRefund,
} from '../core.js';
import type { RefundAct } from '../rules/refund.js';
import type { Idempotency } from '../../core.js';

/** A step of a refund, whoever takes it. */
export interface RefundCommand {
  readonly refund: string;
  readonly operator: string;
  readonly act: RefundAct;
  /** Sealed. */
  readonly stated?: string;
  readonly idempotency?: Idempotency;
}

/** What a statement says of a credit of ours. */
export interface CreditReversal {
  readonly credit: string;
  /** The statement, and its entry. */
  readonly statement: string;
  readonly entry: number;
  readonly amount: number;
  /** ISO date. */
  readonly day: string;
}

/** Money that moved, by whoever tells it: the connectors over the bus, or the gateway itself from a bank's statement. */
export interface ToldCredit extends Omit<CreditReceived, 'source'> {
  readonly source: CreditReceived['source'] | 'statement';
  /** The bank told the day only, of which `bankTime` is noon. */
  readonly wholeDay?: true;
}

/** What happens to money. The subject of commands is the dossier (or `credit:<id>`); the loader finds whatever else is to be locked. */
export type MoneyUnit =
  | { readonly kind: 'openPayment'; readonly subject: string; readonly payment: string; readonly command: OpenPayment }
  | { readonly kind: 'cancelPayment'; readonly subject: string; readonly command: CancelPayment }
  /** Subject `payment:<id>`: its timer `payment.expiry` is due. */
  | { readonly kind: 'expire'; readonly subject: string }
  /** Subject `payment:<id>`: its timer `payment.release` is due. */
  | { readonly kind: 'release'; readonly subject: string }
  | { readonly kind: 'credit'; readonly subject: string; readonly credit: ToldCredit }
  | { readonly kind: 'claim'; readonly subject: string; readonly claim: PaymentClaimed }
  /** Subject `account:<name>`: its provider has told everything that it lists of it. */
  | { readonly kind: 'listed'; readonly subject: string; readonly listing: AccountListed }
  /** Subject `credit:<id>`: a statement shows that the bank took it back. */
  | { readonly kind: 'reverse'; readonly subject: string; readonly reversal: CreditReversal }
  | { readonly kind: 'assign'; readonly subject: string; readonly command: AssignCredit }
  | { readonly kind: 'requestRefund'; readonly subject: string; readonly command: RequestRefund }
  | { readonly kind: 'refund'; readonly subject: string; readonly command: RefundCommand };

/** What became of money that was told. `unknown` can never be handled. */
export type MoneyToldAnswer =
  { readonly kind: 'kept' } | { readonly kind: 'ignored' } | { readonly kind: 'unknown'; readonly reason: string };

export interface MoneyAnswerOf {
  readonly openPayment: OpenPaymentAnswer;
  readonly cancelPayment: CancelPaymentAnswer;
  readonly expire: MoneyToldAnswer;
  readonly release: MoneyToldAnswer;
  readonly credit: MoneyToldAnswer;
  readonly claim: MoneyToldAnswer;
  readonly listed: MoneyToldAnswer;
  readonly reverse: MoneyToldAnswer;
  readonly assign: AssignCreditAnswer;
  readonly requestRefund: RefundAnswer;
  readonly refund: RefundAnswer;
}

const kinds: Readonly<Record<MoneyUnit['kind'], true>> = {
  openPayment: true,
  cancelPayment: true,
  expire: true,
  release: true,
  credit: true,
  claim: true,
  listed: true,
  reverse: true,
  assign: true,
  requestRefund: true,
  refund: true,
};

export const isMoneyUnit = (unit: { readonly kind: string }): unit is MoneyUnit => Object.hasOwn(kinds, unit.kind);

const idBehind = (prefix: string, subject: string): string | undefined =>
  subject.startsWith(prefix) ? subject.slice(prefix.length) : undefined;

/** Id of the payment that a subject names. */
export const paymentOf = (subject: string): string | undefined => idBehind(paymentSubject(''), subject);

/** Id of the credit that a subject names. */
export const creditOf = (subject: string): string | undefined => idBehind(creditSubject(''), subject);
