/** What is fetched of one partition and not yet given to a handler. */
export interface Waiting {
  readonly left: number;
  /** Bytes of the record that is `ahead` places behind the next one. */
  bytesAt(ahead: number): number;
}

/**
 * How many records a batch takes of each: at first every partition's fair part, then what remains of the first ones, so
 * none is starved and the batch is as full as it can be. The first record is always taken, however large.
 */
export function shares(waiting: readonly Waiting[], maxRecords: number, maxBytes: number): number[] {
  const taken = waiting.map(() => 0);
  const fair = Math.max(1, Math.floor(maxRecords / Math.max(1, waiting.length)));
  let records = 0;
  let bytes = 0;
  const fill = (limit: number): void => {
    waiting.forEach((one, i) => {
      while (records < maxRecords && (taken[i] ?? 0) < Math.min(limit, one.left)) {
        const size = one.bytesAt(taken[i] ?? 0);
        if (records > 0 && bytes + size > maxBytes) return;
        bytes += size;
        records += 1;
        taken[i] = (taken[i] ?? 0) + 1;
      }
    });
  };
  fill(fair);
  fill(Infinity);
  return taken;
}
