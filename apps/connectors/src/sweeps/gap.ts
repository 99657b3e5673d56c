/** How often an order is asked about that nothing is heard of. */
export interface SweepTimes {
  readonly afterSeconds: number;
  readonly longestGapSeconds: number;
  /** So long after its end it is asked about as often as before; then once a day at most. */
  readonly graceHours: number;
  /** So long after its end it is asked about at all. */
  readonly untilDays: number;
}

const hour = 3_600_000;
const day = 24 * hour;

/** The older an order is, the less often it is asked about: a quarter of its age, within the bounds. Milliseconds. */
export function gapOf(
  { afterSeconds, longestGapSeconds }: Pick<SweepTimes, 'afterSeconds' | 'longestGapSeconds'>,
  ageMs: number,
): number {
  const longest = Math.max(afterSeconds, longestGapSeconds) * 1000;
  return Math.min(longest, Math.max(afterSeconds * 1000, ageMs / 4));
}

export interface AskedAbout {
  /** RFC 3339. */
  readonly createdAt: string;
  readonly expiresAt: string;
  /** Somebody has said that money moved: then it is asked about daily to the last. */
  readonly doubted?: boolean;
}

/**
 * Milliseconds until the next question about an order that has not ended; `undefined`: nobody will be asked any more. An order whose
 * payment has long expired is asked about all the same, ever less often: a provider may still take money for it, or never have told.
 */
export function nextGap(
  times: SweepTimes,
  { createdAt, expiresAt, doubted }: AskedAbout,
  now: number,
): number | undefined {
  const age = now - Date.parse(createdAt);
  const over = now - Date.parse(expiresAt);
  if (over <= times.graceHours * hour) return gapOf(times, age);
  if (over > times.untilDays * day) return undefined;
  return doubted ? day : Math.max(day, age / 4);
}
