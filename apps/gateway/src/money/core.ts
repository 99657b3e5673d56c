import type { ClaimState, Fee, PaymentMethod, PaymentReceipt } from '@lienthong/contracts';
import type { Idempotency, IdempotencyClash, Page, Paged } from '../core-words.js';

/*
 * Payments, credits and refunds as the HTTP rim and the timers call them. Amounts are integer VND. Every write is one unit of
 * the gateway's group commit, under the locks of the dossier, the payments and the credit that it is about.
 */

/** `gateway/src/core.ts` extends this. */
export interface MoneyCore {
  openPayment(command: OpenPayment): Promise<OpenPaymentAnswer>;
  cancelPayment(command: CancelPayment): Promise<CancelPaymentAnswer>;
  payment(id: string): Promise<PaymentView | undefined>;
  listPayments(filter: PaymentFilter, page: Page): Promise<Paged<PaymentView>>;

  credit(id: string): Promise<CreditView | undefined>;
  listCredits(filter: CreditFilter, page: Page): Promise<Paged<CreditView>>;
  /** A first person proposes, a second one who states the same payment confirms. */
  assignCredit(command: AssignCredit): Promise<AssignCreditAnswer>;

  /** A first person asks for money to be sent back that is due, or that belongs to nobody. */
  requestRefund(command: RequestRefund): Promise<RefundAnswer>;
  /** A second person agrees. */
  confirmRefund(command: RefundStep): Promise<RefundAnswer>;
  /** Who asked takes it back, or either of the two who agreed, as long as no transfer has been ordered. */
  withdrawRefund(command: RefundStep & { readonly reason?: string }): Promise<RefundAnswer>;
  /** A second person does not agree. */
  rejectRefund(command: RefundStep & { readonly reason?: string }): Promise<RefundAnswer>;
  /** The transfer back has been ordered. An outgoing movement that fits makes it done by itself. */
  markRefundSent(command: RefundStep & { readonly bankReference: string }): Promise<RefundAnswer>;
  /** The transfer back did not arrive; with the credit as which it came back, if it had left the account. */
  markRefundFailed(command: RefundFailure): Promise<RefundAnswer>;
  /** The money has arrived, as evidence says. */
  markRefundDone(command: RefundStep & { readonly evidence: string }): Promise<RefundAnswer>;
  refund(id: string): Promise<RefundView | undefined>;
  listRefunds(filter: RefundFilter, page: Page): Promise<Paged<RefundView>>;

  /** Claims that contradict each other, and credits told twice with different amounts: kept with their evidence. */
  listMoneyDisagreements(filter: MoneyDisagreementFilter, page: Page): Promise<Paged<MoneyDisagreementView>>;
  /** Where every dong of an account is; the sum of all parts is `credited`. One statement over one snapshot. */
  books(account?: string): Promise<readonly AccountBooks[]>;
}

/** An account of the configuration, without its secrets. */
export interface PaymentAccount {
  readonly name: string;
  readonly method: PaymentMethod;
  readonly provider: string;
  /** `own`: the QR needs no call to the provider, and the payment is open at once. */
  readonly qr: 'own' | 'provider';
  /** With `qr: own`: what stands in the QR. */
  readonly bankBin?: string;
  readonly accountNumber?: string;
  readonly accountName?: string;
  /** With `qr: own`: each payment gets an account number of its own. */
  readonly virtualAccounts?: { readonly prefix: string; readonly digits: number };
}

interface FromClient {
  readonly client: string;
  readonly mayUseUnit: (unit: string) => boolean;
  readonly traceparent?: string;
  readonly idempotency?: Idempotency;
}

export interface OpenPayment extends FromClient {
  readonly dossier: string;
  /** Codes of fees, each once. */
  readonly fees: readonly string[];
  readonly method: PaymentMethod;
  /** As the caller knows it; compared with the sum of the fees. */
  readonly amount?: number;
  /** As configured where nothing is said. */
  readonly expiresAt?: string;
  readonly returnUrl?: string;
}
export type OpenPaymentAnswer =
  /**
   * `open`: the QR is there (201). `initiating`: the provider is being asked (202); `exchanges` are worth waiting for. `settled`:
   * money that had come before for these fees covers it.
   */
  | {
      readonly kind: 'accepted';
      readonly payment: string;
      readonly state: 'open' | 'initiating' | 'settled';
      readonly exchanges: readonly string[];
      /** It waits for its turn in the admission window of its class, at the latest until `eta`. */
      readonly window?: string;
      readonly eta?: string;
      readonly replayed: boolean;
    }
  /** The calendar of its class is full. */
  | { readonly kind: 'windowFull'; readonly window: { readonly id: string; readonly class: string } }
  /** Unknown, or another's. */
  | { readonly kind: 'notFound' }
  /** Codes that the dossier does not have. */
  | { readonly kind: 'feesUnknown'; readonly fees: readonly string[] }
  | { readonly kind: 'nothingToPay' }
  | { readonly kind: 'amountDiffers'; readonly amount: number }
  /** More than one transfer can carry (NAPAS 247: 500,000,000 VND and above). */
  | { readonly kind: 'amountTooLarge'; readonly amount: number; readonly limit: number }
  /** One of these fees has an open payment already. */
  | { readonly kind: 'open'; readonly payment: string; readonly fees: readonly string[] }
  /** One of these fees has been paid. */
  | { readonly kind: 'paid'; readonly payment: string; readonly fees: readonly string[] }
  /** The dossier was refused, withdrawn or stopped: it owes nothing. */
  | { readonly kind: 'dossierEnded' }
  | { readonly kind: 'noAccount' }
  /** Open payments hold all virtual account numbers of the account. */
  | { readonly kind: 'noAccountNumber' }
  | { readonly kind: 'expiresTooEarly' }
  /** Further ahead than so many days. */
  | { readonly kind: 'expiresTooLate'; readonly days: number }
  | IdempotencyClash;

export interface CancelPayment extends FromClient {
  readonly payment: string;
}
export type CancelPaymentAnswer =
  | { readonly kind: 'accepted'; readonly replayed: boolean }
  /** It was cancelled before. */
  | { readonly kind: 'same'; readonly replayed: boolean }
  | { readonly kind: 'notFound' }
  /** Settled or expired. */
  | { readonly kind: 'ended'; readonly state: PaymentState }
  | IdempotencyClash;

export const paymentStates = ['initiating', 'open', 'settled', 'expired', 'cancelled', 'unknown'] as const;
export type PaymentState = (typeof paymentStates)[number];
export const coverages = ['none', 'partial', 'exact', 'over'] as const;
export type Coverage = (typeof coverages)[number];
export const refundStandings = ['none', 'due', 'sent', 'done'] as const;
export type RefundStanding = (typeof refundStandings)[number];

export interface PaymentView {
  readonly id: string;
  readonly dossier: string;
  /** Of the dossier, for whoever decides who may see it. */
  readonly unit: string;
  readonly reference: string;
  readonly method: PaymentMethod;
  readonly account: string;
  readonly amount: number;
  readonly fees: readonly Pick<Fee, 'code' | 'amount'>[];
  readonly state: PaymentState;
  readonly coverage: Coverage;
  readonly late: boolean;
  readonly refund: RefundStanding;
  /** Sum of its confirmed credits. */
  readonly received: number;
  /** Still to be paid; 0 once settled. */
  readonly due: number;
  /** What the QR says, while the payment is open: always exactly what is still due. */
  readonly qrPayload?: string;
  /** The page of its order, while that asks for exactly what is still due. */
  readonly redirectUrl?: string;
  /** While it is open: what whoever pays is to do. */
  readonly toPay?: ToPay;
  readonly virtualAccount?: string;
  /** Why it was cancelled: `client`, `feeChanged`, `dossierEnded`, `providerRefused`, `abandoned`, `failed`. */
  readonly cancelledWhy?: string;
  /** The payment that continues this one: its money counts there. */
  readonly continuedBy?: string;
  /** The admission window of its class, and when its turn comes at the latest; `releasedAt`: when it came. */
  readonly window?: string;
  readonly eta?: string;
  readonly releasedAt?: string;
  /** It waits for a turn that comes behind the legal due date of its dossier. */
  readonly turnAfterDue?: true;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly settledAt?: string;
  readonly disagreements: number;
  readonly credits: readonly CreditSummary[];
  /** What its provider has said of its order, the first word first. */
  readonly claims: readonly ClaimView[];
  /** Personal: its address may open it for anybody. */
  readonly receipt?: PaymentReceipt;
  readonly refunds: readonly RefundView[];
  /** Of the order with the provider, where one was needed. */
  readonly exchange?: string;
}
/** A word of a provider about an order of ours; it counts for money only as the credits say. */
export interface ClaimView {
  readonly provider: string;
  /** It told us, or was asked. */
  readonly source: 'confirm' | 'query';
  /** `pending`: the money is under way, or taken and held for review. */
  readonly state: ClaimState;
  readonly amount?: number;
  readonly providerId?: string;
  /** By the provider's word. */
  readonly at: string;
  readonly receivedAt: string;
}

/**
 * `newPayment`: the provider has an order, but neither code nor page for what is due is known; this one is to be cancelled and
 * another opened, for which what has come counts.
 */
export interface ToPay {
  readonly how: 'qr' | 'page' | 'newPayment';
  /** Who made the code. At an account of which the provider makes them, money for one of ours may be told of late: by a statement. */
  readonly qrBy?: 'gateway' | 'provider';
  /** For a clerk. */
  readonly text: string;
}

export interface PaymentFilter {
  /** Of whoever may not see all. */
  readonly units?: readonly string[];
  readonly dossier?: string;
  readonly state?: PaymentState;
  /** What the provider's last word about its order is. */
  readonly claim?: 'pending';
}

/** Why a credit has no payment. */
export const unmatchedWhys = ['noReference', 'unknownReference', 'ambiguous', 'otherAccount'] as const;
export type UnmatchedWhy = (typeof unmatchedWhys)[number];

export interface CreditSummary {
  readonly id: string;
  readonly amount: number;
  readonly bankTime: string;
  readonly receivedAt: string;
  readonly provider: string;
  readonly account: string;
  readonly providerId: string;
  readonly source: 'notification' | 'query' | 'confirm' | 'statement';
  /** Every source that has told of it. */
  readonly toldBy: readonly ('notification' | 'query' | 'statement' | 'confirm')[];
  readonly confirmed: boolean;
  /** Signed validly, but long ago. */
  readonly late: boolean;
  /** By `reference`, `text`, `virtualAccount`, or two persons (`assignment`). */
  readonly matchedBy?: string;
  /** The payment whose code it bore, where its money counts for one that continues it. */
  readonly meantFor?: string;
}

/**
 * `reversed`: the bank took it back before it paid anything; `returned`: a refund that did not arrive came back with it. Neither is in
 * any sum of what came in.
 */
export const creditStates = ['matched', 'unmatched', 'unconfirmed', 'outgoing', 'reversed', 'returned'] as const;
export type CreditState = (typeof creditStates)[number];

export interface CreditView extends CreditSummary {
  readonly direction: 'in' | 'out';
  readonly state: CreditState;
  /** The bank took it back. Still `matched`: it had paid something, and there is a disagreement about it. */
  readonly reversedAt?: string;
  readonly why?: UnmatchedWhy;
  readonly payment?: string;
  readonly dossier?: string;
  readonly unit?: string;
  /** Personal, opened for whoever may see it. */
  readonly text?: string;
  readonly payerName?: string;
  readonly payerAccount?: string;
  readonly payerBank?: string;
  /** A first person's proposal that waits for a second. */
  readonly proposal?: { readonly payment: string; readonly operator: string; readonly at: string };
  /** Payments it may be meant for, best first. */
  readonly suggestions: readonly {
    readonly payment: string;
    readonly dossier: string;
    readonly why: readonly ('nearReference' | 'samePayer' | 'sameAmount' | 'sameAccount' | 'sameDay')[];
  }[];
  readonly refunds: readonly RefundView[];
  /** What was told of it and contradicts what is kept; of much of it the first. */
  readonly disagreements: readonly MoneyDisagreementView[];
}
export interface CreditFilter {
  readonly state?: CreditState;
  readonly account?: string;
  readonly direction?: 'in' | 'out';
  /** RFC 3339, by `receivedAt`. */
  readonly from?: string;
  readonly until?: string;
  /** A client sees credits of payments of its own units only. */
  readonly units?: readonly string[];
}

export interface AssignCredit {
  readonly credit: string;
  readonly payment: string;
  readonly operator: string;
  /** Sealed. */
  readonly reason?: string;
  readonly idempotency?: Idempotency;
}
export type AssignCreditAnswer =
  | { readonly kind: 'accepted'; readonly payment: string; readonly replayed: boolean }
  | { readonly kind: 'awaitsSecondPerson'; readonly replayed: boolean }
  | { readonly kind: 'samePerson' }
  /** The second person names another payment than the first: nothing happens, the proposal stands. */
  | { readonly kind: 'proposalsDiffer' }
  | { readonly kind: 'notFound' }
  | { readonly kind: 'paymentNotFound' }
  /** Money lies on the account to which it came; a payment is paid from what came to its own. */
  | { readonly kind: 'otherAccount'; readonly creditAccount: string; readonly paymentAccount: string }
  /** It has its payment already, is unconfirmed, outgoing, or is being sent back. */
  | { readonly kind: 'notAssignable'; readonly state: CreditState | 'refunding' }
  | IdempotencyClash;

/** Exactly one of `payment` (its money that is due) and `credit` (one that belongs to no payment: the whole of it). */
export interface RequestRefund {
  readonly payment?: string;
  readonly credit?: string;
  readonly operator: string;
  /** Sealed. */
  readonly reason?: string;
  readonly idempotency?: Idempotency;
}
export interface RefundStep {
  readonly refund: string;
  readonly operator: string;
  readonly idempotency?: Idempotency;
}
export interface RefundFailure extends RefundStep {
  /** Sealed. */
  readonly reason: string;
  /** The money that came back: of that account and amount, confirmed, and of nobody. It is then no money of its own. */
  readonly credit?: string;
}
export type RefundAnswer =
  | {
      readonly kind: 'accepted';
      readonly refund: string;
      readonly state: RefundState;
      readonly amount: number;
      readonly replayed: boolean;
    }
  | { readonly kind: 'notFound' }
  /** Neither over nor left without a fee that it could pay. */
  | { readonly kind: 'nothingDue' }
  | { readonly kind: 'samePerson' }
  /** Only who asked for it or agreed to it may withdraw it. */
  | { readonly kind: 'otherPerson' }
  /** The credit is not the money that came back. */
  | { readonly kind: 'creditUnfit' }
  /** The refund is in a state in which this step makes no sense. */
  | { readonly kind: 'notApplicable'; readonly state: RefundState }
  | IdempotencyClash;

/**
 * due (by the rules) → requested (first person) → approved (second person) → sent → done. Withdrawn or rejected before it was sent,
 * or not arrived, a payment's is due again; that of a credit that belongs to nobody is `calledOff`: the credit is free, and it may be
 * asked for anew.
 */
export const refundStates = ['due', 'requested', 'approved', 'sent', 'done', 'calledOff'] as const;
export type RefundState = (typeof refundStates)[number];

export interface RefundView {
  readonly id: string;
  readonly payment?: string;
  readonly credit?: string;
  readonly dossier?: string;
  readonly account: string;
  readonly amount: number;
  /** `over`: more came than was due. `notOwed`: the fee was not owed (any more). `unassigned`: belongs to no payment. */
  readonly why: 'over' | 'notOwed' | 'unassigned';
  readonly state: RefundState;
  readonly requestedBy?: string;
  readonly approvedBy?: string;
  /** How the last request for it ended without money being sent, and by whom; until it is asked for anew. */
  readonly calledOff?: 'withdrawn' | 'rejected' | 'failed';
  readonly calledOffBy?: string;
  readonly bankReference?: string;
  /** The outgoing movement that showed it. */
  readonly shownBy?: string;
  readonly createdAt: string;
  readonly changedAt: string;
}
export interface RefundFilter {
  readonly state?: RefundState;
  readonly account?: string;
  readonly payment?: string;
  readonly units?: readonly string[];
}

export interface MoneyDisagreementFilter {
  readonly payment?: string;
  readonly units?: readonly string[];
}
export interface MoneyDisagreementView {
  readonly id: string;
  readonly payment?: string;
  readonly credit?: string;
  /**
   * `confirmContradictsQuery`, `amountsDiffer`, `claimAfterSettling`, `claimToldDifferently`,
   * `creditToldDifferently`, `creditReversed`.
   */
  readonly kind: string;
  readonly at: string;
  /** Who says what: codes, amounts and ids in clear. */
  readonly evidence: Readonly<Record<string, string | number>>;
}

export interface AccountBooks {
  readonly account: string;
  /** Sum of all confirmed incoming credits. */
  readonly credited: number;
  readonly settled: number;
  /** Has come for payments that are not settled and may still be. */
  readonly partial: number;
  /** More than was due, or not owed: refund tasks in any state. */
  readonly refunds: {
    readonly due: number;
    readonly requested: number;
    readonly approved: number;
    readonly sent: number;
    readonly done: number;
  };
  /** Belongs to no payment and is not being sent back. */
  readonly unmatched: number;
  /** Not confirmed: in no sum. */
  readonly unconfirmed: number;
  readonly outgoing: number;
  /** Of what went out: refunds that did not arrive and have come back. */
  readonly returned: number;
}
