import type { Address, FeeKind, Named } from './dossier.js';
import type { SealedBox } from './sealed-box.js';

/*
 * Messages about money. Every amount is integer VND. Bank texts, payers' names and payers' accounts are personal: they travel
 * sealed under the key of the message's subject.
 */

export const paymentMethods = ['bankQr', 'paymentPlatform'] as const;
export type PaymentMethod = (typeof paymentMethods)[number];

export const expectedStates = ['initiating', 'open', 'settled', 'expired', 'cancelled'] as const;
export type ExpectedState = (typeof expectedStates)[number];

/** Subject of a payment: key on the bus, of its lanes and of its seal. Cannot be a dossier's code (those have no colon). */
export const paymentSubject = (payment: string): string => `payment:${payment}`;

/** Subject of a credit. */
export const creditSubject = (credit: string): string => `credit:${credit}`;

/** gateway → connectors on `topics.exchanges`, type `payment.expected`, key = subject: the projection `expected`. Newer version wins. */
export interface PaymentExpected {
  readonly payment: string;
  readonly subject: string;
  readonly reference: string;
  /** Name of the account in the configuration; `{account}` of callback URLs. */
  readonly account: string;
  readonly method: PaymentMethod;
  /** VND still due. */
  readonly amount: number;
  readonly state: ExpectedState;
  readonly virtualAccount?: string;
  readonly expiresAt?: string;
  /** When the payment was opened; the same in its order. */
  readonly createdAt?: string;
  readonly version: number;
  readonly at: string;
}

/** connectors → gateway on `topics.outcomes`, type `credit.received`, key = subject: money moved on an account of ours. */
export interface CreditReceived {
  /** UUID, stable per (provider, account, providerId): the same money seen twice is one credit. */
  readonly credit: string;
  /** `credit:<uuid>`. */
  readonly subject: string;
  readonly source: 'notification' | 'query';
  readonly provider: string;
  readonly account: string;
  /** The provider's own id of the movement. */
  readonly providerId: string;
  readonly direction: 'in' | 'out';
  readonly amount: number;
  readonly bankTime: string;
  readonly receivedAt: string;
  /** Stale but valid signature. */
  readonly late: boolean;
  /** Signed, or confirmed by a query; an unsigned notification settles nothing before that. A later message may confirm it. */
  readonly confirmed: boolean;
  /** The provider's own exact order field, when it has one. */
  readonly reference?: string;
  readonly virtualAccount?: string;
  readonly bankReference?: string;
  /** `CreditDetail` as JSON, sealed under the subject's key. */
  readonly detail: SealedBox;
}

/** Subject of an account of the configuration. */
export const accountSubject = (account: string): string => `account:${account}`;

/**
 * connectors → gateway, type `account.listed`, key = subject: the provider has listed what moved on an account between two moments,
 * and all of it has been told. What it did not list, it does not have; without this, nobody asked it.
 */
export interface AccountListed {
  /** Name of the account in the configuration. */
  readonly account: string;
  readonly subject: string;
  readonly provider: string;
  /** RFC 3339 UTC. */
  readonly from: string;
  readonly until: string;
}

/** What stands in the sealed part of `CreditReceived`. Personal throughout. */
export interface CreditDetail {
  /** The remittance text as received, at most 2 KB. */
  readonly text?: string;
  readonly payerName?: string;
  readonly payerAccount?: string;
  readonly payerBank?: string;
}

/** What a provider says of an order. `pending`: the money is under way, or taken and held for review. */
export const claimStates = ['paid', 'pending', 'failed'] as const;
export type ClaimState = (typeof claimStates)[number];

/**
 * connectors → gateway, type `payment.claimed`, key = subject `payment:<id>`: what a platform or provider says about one of our
 * orders (signed confirmation, query).
 */
export interface PaymentClaimed {
  /** Stable per statement of the provider: a repeat has the same. */
  readonly claim: string;
  readonly subject: string;
  readonly payment: string;
  readonly reference: string;
  readonly account: string;
  readonly provider: string;
  readonly state: ClaimState;
  readonly amount?: number;
  readonly providerId?: string;
  readonly source: 'confirm' | 'query';
  readonly at: string;
  /** `ClaimDetail` as JSON. */
  readonly detail?: SealedBox;
}

/** What stands in the sealed part of `PaymentClaimed`. */
export interface ClaimDetail extends CreditDetail {
  readonly receipt?: PaymentReceipt;
}

/** The provider's receipt of a paid order: its address, or what the file that the connectors keep sealed is recognised by. */
export type PaymentReceipt = { readonly url: string } | { readonly sha256: string; readonly bytes: number };

/** Payload of `bank-qr/createOrder` and `payment-platform/init`. */
export interface PaymentOrder {
  readonly payment: string;
  readonly reference: string;
  /** Name of the account in the configuration. */
  readonly account: string;
  /** Sum of `fees`, VND. */
  readonly amount: number;
  /** What the payer is to see with the payment: ASCII, the reference in it. */
  readonly description: string;
  /** When the payment was opened: what providers are told as the order's time, however often they are asked. */
  readonly createdAt?: string;
  readonly expiresAt: string;
  readonly dossier: {
    readonly code: string;
    readonly procedure: Named;
    readonly unit: string;
    readonly unitName: string;
  };
  /** Personal throughout. */
  readonly payer?: {
    readonly name: string;
    readonly personalNumber?: string | null;
    readonly address?: Address | null;
  };
  readonly fees: readonly (Named & { readonly amount: number; readonly kind: FeeKind })[];
  /** Where the payer's browser goes afterwards. */
  readonly returnUrl?: string;
}

/** Facts of *done* of both operations. */
export interface PaymentOrderFacts {
  readonly redirectUrl?: string;
  readonly qrPayload?: string;
  readonly virtualAccount?: string;
  /** The provider's own id of the order. */
  readonly providerOrder?: string;
}
