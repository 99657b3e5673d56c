import type { WhoActs } from '@lienthong/contracts';

/** The oldest exchange of a lane that somebody has to look at. */
export interface Trouble {
  readonly exchange: string;
  readonly number: number;
  readonly state: 'parked' | 'unknown' | 'resolving' | 'refused' | 'abandoned';
  readonly cause?: string;
  readonly whoActs?: WhoActs;
  /** RFC 3339 UTC. */
  readonly since: string;
  /** Later ones of a lane whose numbers stand alone: it does not hold them, and does not hide them either. */
  readonly behind?: readonly Trouble[];
}

/** What the gateway remembers of a lane: enough for numbers, standings and blame without reading its exchanges. */
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
