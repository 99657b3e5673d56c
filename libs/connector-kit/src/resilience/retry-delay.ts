/** First and longest wait between attempts, milliseconds. */
export interface RetrySchedule {
  readonly firstMs: number;
  readonly maxMs: number;
}

/** However long a partner asks us to wait: after this we ask again. */
export const longestRetryAfterMs = 3_600_000;

/**
 * How long to wait after the attempt with this number (from 1): doubled each time up to the longest, and of that the
 * second half at random, so that what failed together does not return together.
 *
 * A partner's Retry-After is a lower bound, itself bounded by {@link longestRetryAfterMs}.
 *
 * @param random a number from 0 to below 1
 */
export function retryDelayMs(
  attempt: number,
  schedule: RetrySchedule,
  random: () => number,
  retryAfterMs?: number,
): number {
  const doublings = Math.min(Math.max(0, attempt - 1), 52);
  const full = Math.min(schedule.firstMs * 2 ** doublings, schedule.maxMs);
  const jittered = full / 2 + (full / 2) * random();
  const wish = retryAfterMs !== undefined && retryAfterMs > 0 ? Math.min(retryAfterMs, longestRetryAfterMs) : 0;
  if (wish <= jittered) return Math.round(jittered);
  // Those who wait for the same Retry-After are spread as well: after it, never before.
  return Math.ceil(Math.min(wish + (full / 2) * random(), longestRetryAfterMs));
}
