import type { DossierFacts, DossierStatus, Origin } from '@lienthong/contracts';
import { laneKey, type LaneState } from './lane.js';
import type { WaitingOn } from './waiting-on.js';

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

export function withLane(state: SubjectState, lane: LaneState): SubjectState {
  return { ...state, lanes: new Map(state.lanes).set(laneKey(lane), lane) };
}
