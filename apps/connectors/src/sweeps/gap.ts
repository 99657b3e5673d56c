/** How often an order is asked about that nothing is heard of. */
export interface SweepTimes {
  readonly afterSeconds: number;
  readonly longestGapSeconds: number;
  readonly graceHours: number;
}

/** The older an order is, the less often it is asked about: a quarter of its age, within the bounds. Milliseconds. */
export function gapOf({ afterSeconds, longestGapSeconds }: SweepTimes, ageMs: number): number {
  const longest = Math.max(afterSeconds, longestGapSeconds) * 1000;
  return Math.min(longest, Math.max(afterSeconds * 1000, ageMs / 4));
}

/** When nobody will be asked about it any more. */
export const endOfQuestions = ({ graceHours }: Pick<SweepTimes, 'graceHours'>, expiresAt: string): number =>
  Date.parse(expiresAt) + graceHours * 3_600_000;
