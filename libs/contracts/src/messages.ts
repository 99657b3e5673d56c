import type { ExchangeState, FieldFault, OutcomeKind, WhoActs } from './exchange.js';
import type { DeliveryTracked } from './delivery.js';
import type { HandoverTold } from './hub-handover.js';
import type { After, LaneKind } from './lane.js';
import type { AccountListed, CreditReceived, PaymentClaimed, PaymentExpected } from './money.js';
import type { AnnouncedPayload, PassingKeyOffered } from './passing-key.js';
import type { SealedBox } from './sealed-box.js';
import type { DossierSubmitted } from './submission.js';
import type { RowReadAgain, RowReRead, UnreadableRowFound } from './unreadable-row.js';

/** Version of the message shapes on this page; old and new processes understand each other for one version. */
export const contractVersion = 1;

/** gateway → connectors, type `exchange.announced`: becomes a work row at once. */
export interface ExchangeAnnounced {
  readonly exchange: string;
  readonly subject: string;
  readonly partner: string;
  readonly operation: string;
  readonly lane: LaneKind;
  /** Contiguous within its lane, from 1. */
  readonly number: number;
  readonly after?: After;
  /** Legal due date (dossier's `dueAt`, else submission + a configured time), RFC 3339 UTC. */
  readonly due: string;
  readonly client: string;
  readonly createdAt: string;
  /** W3C traceparent of the request that created it. */
  readonly traceparent?: string;
  readonly payload: AnnouncedPayload;
}

/** gateway → connectors, type `exchange.command`: an operator's act with the version that the operator saw. */
export interface ExchangeCommand {
  readonly command: string;
  readonly kind: 'retry' | 'resolve' | 'abandon';
  readonly exchange: string;
  readonly subject: string;
  readonly expectedVersion: number;
  /** `abandon`: the operator named no version, and means any newer one that is still open too. */
  readonly orNewer?: boolean;
  readonly operator: string;
  /** `resolve`: what the evidence says. */
  readonly finding?: 'done' | 'notDone';
  readonly at: string;
}

/** One attempt as the gateway shows it; the full bytes stay with the connectors. */
export interface AttemptSummary {
  /**
   * Absent: an attempt. `question`: the partner or its evidence was asked about attempt number `attempt`; found done is `done`,
   * absent `later`, no answer `unknown`. `strayCall`: a call of a process that had lost its lease; it decides nothing.
   */
  readonly kind?: 'question' | 'strayCall';
  readonly attempt: number;
  readonly startedAt: string;
  readonly endedAt: string;
  readonly outcome: OutcomeKind;
  /** Stable, dotted: `transport.timeout`, `portal.alreadyExists`. Never a partner's free text. */
  readonly cause?: string;
}

/** What stands in the sealed part of `ExchangeChanged`. */
export interface ChangeDetail {
  /** Masked, at most 2 KB each. */
  readonly sent?: string;
  readonly received?: string;
  /** What the partner told us that the journey may use (its own number of a thing, for example). */
  readonly facts?: Record<string, unknown>;
}

/** connectors → gateway, type `exchange.changed`: (exchange, version) orders them; the gateway keeps a projection. */
export interface ExchangeChanged {
  readonly exchange: string;
  readonly subject: string;
  readonly partner: string;
  readonly operation: string;
  readonly number: number;
  readonly version: number;
  readonly state: ExchangeState;
  readonly at: string;
  readonly outcome?: OutcomeKind;
  readonly cause?: string;
  readonly whoActs?: WhoActs;
  readonly fields?: readonly FieldFault[];
  /** Refused: mark of the partner's own words (`wordingMark`), where it gave any. Tells refusals of one cause apart. */
  readonly wording?: string;
  readonly attempts: number;
  readonly attempt?: AttemptSummary;
  /** Kind `question`: what led to this change. */
  readonly question?: AttemptSummary;
  readonly nextAttemptAt?: string;
  /**
   * Until then a call of unknown fate may still land, whatever has been decided about the exchange since: nothing of its lane
   * is sent before, also when it has ended.
   */
  readonly mayLandUntil?: string;
  /** State `superseded`: the exchange that took its place. */
  readonly supersededBy?: string;
  /** Parked or unknown: true when it is surely not done, so that a retry is not blind. */
  readonly surelyNotDone?: boolean;
  readonly detail?: SealedBox;
}

/** connectors → gateway, type `exchange.commandAnswered`. */
export interface CommandAnswered {
  readonly command: string;
  readonly exchange: string;
  readonly subject: string;
  readonly verdict: 'done' | 'refused';
  /** `exchange.unresolved`, `exchange.versionConflict`, `exchange.ended`, … */
  readonly reason?: string;
  readonly at: string;
}

/**
 * connectors → gateway, type `exchange.strayCall`: a process sent although its lease had ended, or could not store what came of
 * its call because it had; whoever owns the exchange now may have sent as well. Evidence for a person, changes no state.
 */
export interface StrayCall {
  readonly exchange: string;
  readonly subject: string;
  readonly partner: string;
  readonly operation: string;
  readonly number: number;
  /** The process, as it stands in the leases. */
  readonly process: string;
  /** Kind `strayCall`. */
  readonly call: AttemptSummary;
  /** The first byte left after the lease had ended: the process stood still between the check and the byte. */
  readonly leftWithoutLease: boolean;
  readonly at: string;
}

/** Types by which the connectors tell what partners said. Each is told again until its event has been acknowledged. */
export const factTypes = [
  'credit.received',
  'payment.claimed',
  'delivery.tracked',
  'handover.told',
  'row.unreadable',
  'dossier.submitted',
] as const;

/**
 * gateway → connectors, type `facts.acknowledged`: what was told by these events is stored (or quarantined, with its bytes): it need
 * not be told again. One for a whole batch.
 */
export interface FactsAcknowledged {
  readonly acknowledgement: string;
  readonly subject: string;
  /** CloudEvents ids of messages of {@link factTypes}. */
  readonly events: readonly string[];
  readonly at: string;
}

export interface MessageTypes {
  'exchange.announced': ExchangeAnnounced;
  'exchange.command': ExchangeCommand;
  'exchange.changed': ExchangeChanged;
  'exchange.commandAnswered': CommandAnswered;
  'exchange.strayCall': StrayCall;
  'payment.expected': PaymentExpected;
  'payment.claimed': PaymentClaimed;
  'credit.received': CreditReceived;
  'account.listed': AccountListed;
  'delivery.tracked': DeliveryTracked;
  'handover.told': HandoverTold;
  'row.unreadable': UnreadableRowFound;
  'row.reRead': RowReRead;
  'row.readAgain': RowReadAgain;
  'dossier.submitted': DossierSubmitted;
  'passingKey.offered': PassingKeyOffered;
  'facts.acknowledged': FactsAcknowledged;
}
export type MessageType = keyof MessageTypes;
