import type {
  ClaimDetail,
  ClaimState,
  CreditDetail,
  HandoverToldDetail,
  HubAct,
  ItemCodeFault,
  SubmissionDetail,
  SubmissionKind,
  TrackedState,
  TrackingDetail,
} from '@lienthong/contracts';

/** Money that moved on an account of ours, as a partner said it. Becomes `credit.received`. */
export interface CreditFact {
  readonly kind: 'credit';
  /** The provider's own id of the movement: with provider and account the key by which repeats are recognised. */
  readonly providerId: string;
  readonly direction: 'in' | 'out';
  /** VND, a whole number above 0. */
  readonly amount: number;
  /** RFC 3339, UTC. */
  readonly bankTime: string;
  /** Proof valid, but older than the provider's window. */
  readonly late: boolean;
  /** Signed, or from a query; an unsigned notification settles nothing before a query confirmed it. */
  readonly confirmed: boolean;
  /** Our reference, from the provider's own exact order field; never picked out of a text. */
  readonly reference?: string;
  readonly virtualAccount?: string;
  readonly bankReference?: string;
  /** Personal throughout. */
  readonly detail: CreditDetail;
}

/** What a partner states about one of our orders. Becomes `payment.claimed` when the reference is known here. */
export interface ClaimFact {
  readonly kind: 'claim';
  /** What makes this statement the same as an earlier one (transaction number and state, for example). */
  readonly statementId: string;
  readonly reference: string;
  readonly state: ClaimState;
  /** VND. */
  readonly amount?: number;
  /** The provider's own number of the transaction. */
  readonly providerId?: string;
  /** RFC 3339, UTC. */
  readonly at: string;
  /** Personal throughout. */
  readonly detail?: ClaimDetail;
}

/** A row of a tracking feed. Becomes `delivery.tracked`; whether there is such a delivery is the gateway's to say. */
export interface TrackingFact {
  readonly kind: 'tracking';
  /** The partner's own id of the row: a second row under it is the same one. */
  readonly rowId: string;
  /** Whose agreement it falls under; one feed may serve several. */
  readonly account: string;
  /** The reference under which we ordered. */
  readonly reference: string;
  readonly state: TrackedState;
  /** The partner's own code, without blanks. */
  readonly code: string;
  /** RFC 3339, UTC. */
  readonly at: string;
  /** False while its time lies in the future: told as doubtful, and again when a later reading confirms it. */
  readonly confirmed: boolean;
  readonly itemCode?: string;
  readonly itemCodeFault?: ItemCodeFault;
  /** The row as it came; kept sealed. */
  readonly row: Uint8Array;
  /** Personal throughout. */
  readonly detail: TrackingDetail;
}

/** What another hub tells of a handover. Becomes `handover.told`; whether there is such a handover is the gateway's to say. */
export interface HandoverFact {
  readonly kind: 'handover';
  /** What makes this statement the same as an earlier one. */
  readonly statementId: string;
  /** Under which whoever handed it over knows it. */
  readonly reference: string;
  readonly act: HubAct;
  readonly dossier: string;
  /** The hub's codes of both ends. */
  readonly fromHubCode: string;
  readonly toHubCode: string;
  /** RFC 3339, UTC. */
  readonly at: string;
  readonly dueAt?: string;
  /** Of a payment, VND. */
  readonly amount?: number;
  /** Personal throughout. */
  readonly detail: HandoverToldDetail;
}

/** A dossier, or more papers for one, that a citizen submitted at a partner. Becomes `dossier.submitted`. */
export interface SubmissionFact {
  readonly kind: 'submission';
  /** What makes it the same as an earlier one. */
  readonly submissionId: string;
  /** Of the content, hex: a repeat that says something else is kept apart. */
  readonly digest: string;
  /** The dossier. */
  readonly code: string;
  readonly submitted: SubmissionKind;
  /** Personal throughout. */
  readonly detail: SubmissionDetail;
  /** Files that came with it, by the id of their document, before they are where they belong (`InboundRoute.deposit`). */
  readonly files: readonly BroughtFile[];
  /** What is kept of the request, sealed: as it came, but for its files. */
  readonly record: Uint8Array;
}

export interface BroughtFile {
  readonly document: string;
  /** As it came. */
  readonly base64: string;
}

export type InboundFact = CreditFact | ClaimFact | TrackingFact | HandoverFact | SubmissionFact;
/** Facts that speak of money, or of an order that some is expected for. */
export type MoneyFact = CreditFact | ClaimFact;
export const isMoney = (fact: InboundFact): fact is MoneyFact => fact.kind === 'credit' || fact.kind === 'claim';
export type InboundFacts = readonly [InboundFact, ...InboundFact[]];
