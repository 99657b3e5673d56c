import type { Idempotency, IdempotencyClash, Page, Paged } from '../core-words.js';
import type { CarriageStanding } from './rules/carriage.js';
import type { AskedKind, HandoverAct, HandoverKind, HandoverState } from './rules/handover.js';

export { carriageStandings, type CarriageStanding } from './rules/carriage.js';
export {
  handoverKinds,
  handoverStates,
  inboxKinds,
  type AskedKind,
  type HandoverAct,
  type HandoverKind,
  type HandoverState,
} from './rules/handover.js';

/*
 * What one unit hands to another, as the HTTP rim calls it. Every write is one unit of the gateway's group commit, under the locks of
 * the dossier and of the handover; what a unit behind another hub is handed goes there as an exchange.
 */

/** `gateway/src/core.ts` extends this. */
export interface HandoverCore {
  handOver(command: HandOver): Promise<HandOverAnswer>;
  actOnHandover(command: ActOnHandover): Promise<ActOnHandoverAnswer>;
  listHandovers(filter: HandoverFilter, page: Page): Promise<Paged<HandoverView>>;
  /** Does any of these units owe an answer about this dossier? As long as it does it sees the dossier. */
  isHandedTo(dossier: string, units: readonly string[]): Promise<boolean>;
}

interface FromClient {
  readonly client: string;
  readonly mayUseUnit: (unit: string) => boolean;
  readonly traceparent?: string;
  readonly idempotency?: Idempotency;
}

/** Personal throughout. */
export interface HandoverDocument {
  readonly id: string;
  readonly name: string;
  readonly componentCode?: string | null;
  readonly url?: string | null;
  /** Id of a file that was uploaded, in place of `url`. */
  readonly attachment?: string | null;
}

/** These documents name a file that is not there or another's, or one that the other side cannot fetch. */
export interface FilesRefused {
  readonly kind: 'attachmentUnknown' | 'attachmentBehindHub';
  readonly places: readonly string[];
}

export interface HandOver extends FromClient {
  readonly dossier: string;
  readonly kind: AskedKind;
  /** As it was addressed; one that has ended is followed to its successor. */
  readonly toUnit: string;
  /** Personal. */
  readonly request: string;
  readonly documents?: readonly HandoverDocument[];
  /** RFC 3339 UTC; by default as configured. */
  readonly dueAt?: string;
  /** Key of the step of the dossier's procedure for which somebody is asked anew. */
  readonly step?: string;
}
export type HandOverAnswer =
  | { readonly kind: 'accepted'; readonly handover: string; readonly replayed: boolean }
  /** Unknown, or another's. */
  | { readonly kind: 'notFound' }
  /** Nothing can be handed to this unit: not configured, not there yet, no more there without a successor, or the dossier's own. */
  | { readonly kind: 'unitUnfit'; readonly why: 'unknown' | 'notYet' | 'ended' | 'own' }
  | { readonly kind: 'dueTooEarly' }
  /** The dossier has no step with that key that waits for its unit to ask somebody. */
  | { readonly kind: 'stepUnfit' }
  /** So many units owe an answer about this dossier already. */
  | { readonly kind: 'tooMany'; readonly most: number }
  | FilesRefused
  | IdempotencyClash;

export interface ActOnHandover extends FromClient {
  readonly handover: string;
  readonly act: HandoverAct;
  /** Why it is refused, what is answered, or how far it is. Personal. */
  readonly text?: string;
  /** Of an answer, or of a report. */
  readonly documents?: readonly HandoverDocument[];
  /** Of a report: when the answer may be expected, RFC 3339 UTC. What is owed by when stays. */
  readonly expectedAt?: string;
}
export type ActOnHandoverAnswer =
  | { readonly kind: 'accepted'; readonly state: HandoverState; readonly replayed: boolean }
  /** Unknown, or neither of a dossier of the caller's nor handed to it. */
  | { readonly kind: 'notFound' }
  /** The dossier is the caller's; what comes of the handover is for the receiver. */
  | { readonly kind: 'notReceiver' }
  /** Only who handed it over takes it back. */
  | { readonly kind: 'notSender' }
  | { readonly kind: 'notApplicable'; readonly state: HandoverState }
  | { readonly kind: 'expectedTooEarly' }
  | FilesRefused
  | IdempotencyClash;

export interface HandoverView {
  readonly id: string;
  readonly dossier: string;
  /** Key of the step of the dossier's procedure that it asks for. */
  readonly step?: string;
  /** Of the dossier as it stands now, for whoever decides who may see it. */
  readonly owner: string;
  readonly kind: HandoverKind;
  readonly state: HandoverState;
  /** One end of it is behind another hub: which way it goes, and whether it has arrived. */
  readonly via?: {
    readonly partner: string;
    readonly from: 'here' | 'there';
    readonly state: CarriageStanding;
    /** What carries it there. */
    readonly exchange?: string;
  };
  /** Of a submission the partner. */
  readonly fromUnit: string;
  readonly toUnit: string;
  /** The unit that was named, where it had ended, or has since, and another took over. */
  readonly addressedTo?: string;
  readonly request: string;
  readonly documents: readonly HandoverDocument[];
  readonly dueAt: string;
  /** By the receiver's word. */
  readonly expectedAt?: string;
  /** The answer came, or is owed, after its time. */
  readonly late: boolean;
  readonly createdAt: string;
  readonly acceptedAt?: string;
  /** When it was refused or answered. */
  readonly endedAt?: string;
  readonly changedAt: string;
  /** Why it was refused. */
  readonly reason?: string;
  readonly answer?: { readonly text: string; readonly documents: readonly HandoverDocument[] };
  /** Where one item is looked at: the latest that was said of it while it lasted. */
  readonly news?: readonly HandoverNews[];
}

/** How far it is, in somebody's words. */
export interface HandoverNews {
  readonly at: string;
  /** The client, or the partner through which it came. */
  readonly by: string;
  readonly text: string;
  readonly documents: readonly HandoverDocument[];
}

export interface HandoverFilter {
  /** Handed to these units. */
  readonly to?: readonly string[];
  readonly dossier?: string;
  readonly state?: HandoverState;
  readonly kind?: HandoverKind;
}
