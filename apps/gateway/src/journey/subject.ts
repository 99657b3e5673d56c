import type { DossierFacts, DossierStatus, Origin } from '@lienthong/contracts';
import type { HandedTo } from './handed-to.js';
import { laneKey, type LaneState } from './lane.js';
import type { PaymentTurn } from './payment-turn.js';
import type { Step } from './steps.js';
import type { WaitingOn } from './waiting-on.js';

/** What the book of receipts and returns says of a dossier: each is entered once, and stays as it was entered. */
export interface BookEntries {
  /** RFC 3339 UTC. */
  readonly receivedAt?: string;
  readonly returnedAt?: string;
}

/** The clear columns of a dossier; its content stays sealed. */
export interface DossierState extends BookEntries {
  readonly code: string;
  readonly unit: string;
  readonly client: string;
  readonly revision: number;
  /** Keyed hash of the canonical content. */
  readonly contentHash: string;
  readonly procedure: string;
  /** The portal's own number of it. */
  readonly portalCode?: string;
  readonly origin: Origin;
  readonly status: DossierStatus;
  readonly effectiveStatus: DossierStatus;
  readonly facts: DossierFacts;
  readonly submittedAt?: string;
  readonly dueAt?: string;
  /** When the effective status last changed. */
  readonly statusSince: string;
  /** Exchanges that the present revision started. */
  readonly revisionExchanges: readonly string[];
  readonly waitingOn: WaitingOn;
  /** Units that it was handed to and that have not answered; absent where there are none. */
  readonly handedTo?: readonly HandedTo[];
  /** What its procedure asks of other units, since it reached the status with which that begins. */
  readonly steps?: readonly Step[];
  /** The turn that an open payment of it waits for, or had to wait for; absent where one can be paid without. */
  readonly paymentTurn?: PaymentTurn;
  /** Recorded without telling anybody: the portal has never been sent it as it is stated. */
  readonly untold?: true;
  /** It was complete when it was recorded: that its result goes by post had been seen to elsewhere. */
  readonly orderedElsewhere?: true;
}

/** Everything the journey decides on, loaded under the subject's row lock. */
export interface SubjectState {
  readonly subject: string;
  readonly dossier?: DossierState;
  readonly lanes: ReadonlyMap<string, LaneState>;
}

export function withLane(state: SubjectState, lane: LaneState): SubjectState {
  return { ...state, lanes: new Map(state.lanes).set(laneKey(lane), lane) };
}
