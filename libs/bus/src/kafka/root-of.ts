/** The innermost cause: it says more than that some tries were made. */
export function rootOf(error: unknown): unknown {
  let at = error;
  for (let depth = 0; depth < 8; depth += 1) {
    const cause = (at as { cause?: unknown } | null)?.cause;
    if (typeof cause !== 'object' || cause === null) return at;
    at = cause;
  }
  return at;
}
