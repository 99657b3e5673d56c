/** Per second, and milliseconds. */
export interface Offered {
  readonly rate: number;
  readonly acceptedPerSecond: number;
  /** From the instant at which each was meant to be stated to the end of its answer, 99 of 100. */
  readonly lateP99: number;
  /** Longest wait from acceptance until the portal has it. */
  readonly oldestMillis: number;
  readonly failures: number;
}

/** The aim: nothing waits longer than this to be accepted, and nothing accepted for the portal to have it. */
export const oldestAllowedMillis = 5_000;
/** The rest is in the ends of a run: the last answers come when nothing is offered any more. */
const acceptedShare = 0.97;

/** A rate is held when what was offered was also accepted at that rate: what waits before the door waits, too. */
export const isHeld = ({ rate, acceptedPerSecond, lateP99, oldestMillis, failures }: Offered): boolean =>
  failures === 0 &&
  acceptedPerSecond >= acceptedShare * rate &&
  lateP99 < oldestAllowedMillis &&
  oldestMillis < oldestAllowedMillis;
