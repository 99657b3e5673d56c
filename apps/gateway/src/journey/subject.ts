import type { DossierFacts, DossierStatus, Origin, WhoActs } from '@lienthong/contracts';
import type { WaitingOn } from './waiting-on.js';

/** The newest exchange of a lane that somebody has to look at. */
export interface Trouble {
  readonly exchange: string;
  readonly number: number;
  readonly state: 'parked' | 'unknown' | 'resolving' | 'refused';
  readonly cause?: string;
  readonly whoActs?: WhoActs;
  /** RFC 3339 UTC. */
  readonly since: string;
}

/** What the gateway remembers of a lane: enough for numbers, facets and the blame clock without reading its exchanges. */
export interface LaneState {
  readonly partner: string;
  readonly operation: string;
  /** Highest number given so far; 0 before the first. */
  readonly lastNumber: number;
  readonly lastExchange?: string;
  /** Hash of the snapshot that `lastNumber` carried (`latest` lanes). */
  readonly snapshotHash?: string;
  /** Highest number that has ended. */
  readonly endedNumber: number;
  readonly trouble?: Trouble;
  /** Since when the lane is in step, behind or in trouble. */
  readonly since: string;
}

/** The clear columns of a dossier; its content stays sealed. */
export interface DossierState {
  readonly code: string;
  readonly unit: string;
  readonly client: string;
  readonly revision: number;
  /** Keyed hash of the canonical content. */
  readonly contentHash: string;
  readonly procedure: string;
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
}

/** Everything the journey decides on, loaded under the subject's row lock. */
export interface SubjectState {
  readonly subject: string;
  readonly dossier?: DossierState;
  readonly lanes: ReadonlyMap<string, LaneState>;
}

export const laneKey = (lane: { readonly partner: string; readonly operation: string }): string =>
  `${lane.partner}/${lane.operation}`;

/** A lane before its first number. */
export const emptyLane = (partner: string, operation: string, at: string): LaneState => ({
  partner,
  operation,
  lastNumber: 0,
  endedNumber: 0,
  since: at,
});

export function withLane(state: SubjectState, lane: LaneState): SubjectState {
  return { ...state, lanes: new Map(state.lanes).set(laneKey(lane), lane) };
}
