/** When silence is worth another announcement: after `firstMillis`, then twice as long, up to `maxMillis`, then every `maxMillis`. */
export interface SilenceRule {
  readonly firstMillis: number;
  readonly maxMillis: number;
}

/** How many announcements a silence of this length has earned. */
export function announcementsEarned(silenceMillis: number, { firstMillis, maxMillis }: SilenceRule): number {
  if (silenceMillis < firstMillis) return 0;
  const doublings = Math.max(0, Math.floor(Math.log2(maxMillis / firstMillis)));
  const longest = firstMillis * 2 ** doublings;
  if (silenceMillis < longest) return 1 + Math.floor(Math.log2(silenceMillis / firstMillis));
  return 1 + doublings + Math.floor((silenceMillis - longest) / longest);
}

/**
 * Has the silence since `lastHeard` earned another announcement between the last round and now? Needs no memory of what
 * was announced, so back-off survives restarts. All instants in epoch milliseconds.
 */
export function isDue(lastHeard: number, lastRound: number | undefined, now: number, rule: SilenceRule): boolean {
  const before = lastRound === undefined ? 0 : announcementsEarned(lastRound - lastHeard, rule);
  return announcementsEarned(now - lastHeard, rule) > before;
}
