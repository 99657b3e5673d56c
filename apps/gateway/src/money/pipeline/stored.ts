import type { PaymentOrderFacts } from '@lienthong/contracts';
import type { CreditState, UnmatchedWhy } from '../core.js';
import type { Payment } from '../rules/payment.js';
import type { Admission } from '../windows/admission.js';

/** A payment with what the rules need not know. */
export interface StoredPayment extends Payment {
  readonly client: string;
  readonly provider: string;
  readonly qr: 'own' | 'provider';
  readonly bankBin?: string;
  readonly accountNumber?: string;
  readonly accountName?: string;
  readonly virtualAccount?: string;
  /** What the provider's order asks for. */
  readonly orderAmount?: number;
  /** The order with the provider. */
  readonly exchange?: string;
  /** What the provider answered: set only in the transaction that brought it. Sealed at rest. */
  readonly newFacts?: PaymentOrderFacts;
  readonly disagreements: number;
  readonly version: number;
  /** Where it stands in the admission window of its class. */
  readonly admission?: Admission;
  /** What its provider is asked for when its turn comes, sealed. */
  readonly queued?: Buffer;
}

export interface SealedDetail {
  readonly key: Buffer;
  readonly box: Buffer;
}

/** A source stands as one bit, so that three books can be compared in one column. */
export const toldBit = { notification: 1, query: 2, statement: 4, confirm: 8 } as const;
export type CreditSource = keyof typeof toldBit;

/**
 * A bank's own number of a movement as the books are compared by it: banks and providers add blanks, dashes and dots, and change
 * case. Without a letter or digit it is none.
 */
export const bankNumber = (number: string | undefined): string | undefined =>
  number?.toUpperCase().replace(/[^0-9A-Z]/g, '') || undefined;

/** Money that moved on an account of ours. */
export interface StoredCredit {
  readonly id: string;
  readonly provider: string;
  readonly account: string;
  readonly providerId: string;
  readonly source: CreditSource;
  /** Every source that has told of it, as bits ({@link toldBit}). */
  readonly told: number;
  readonly direction: 'in' | 'out';
  readonly amount: number;
  readonly bankTime: string;
  readonly receivedAt: string;
  readonly late: boolean;
  readonly confirmed: boolean;
  readonly reference?: string;
  readonly virtualAccount?: string;
  readonly bankReference?: string;
  readonly reversedAt?: string;
  readonly detail?: SealedDetail;
  readonly state: CreditState;
  readonly why?: UnmatchedWhy;
  readonly payment?: string;
  readonly matchedBy?: string;
  readonly proposal?: Proposal;
}

export interface Proposal {
  readonly payment: string;
  readonly operator: string;
  readonly at: string;
}

export interface Disagreement {
  readonly id: string;
  /** Two that are the same are one. */
  readonly sameness: string;
  readonly payment?: string;
  readonly credit?: string;
  readonly kind: string;
  readonly evidence: Readonly<Record<string, string | number>>;
}
