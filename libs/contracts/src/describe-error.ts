/** What may be told of an error: its kind and where it arose. Its message may hold what somebody sent. */
export interface ToldError {
  readonly kind: string;
  /** The system's or the database's, such as `ECONNRESET`. */
  readonly code?: string;
  /** Stack frames, innermost first. */
  readonly at: readonly string[];
}

const mostFrames = 6;
/** A place in a file or in Node.js itself: what a line of a message hardly ever looks like. */
const frame = /^\s+at (?:async )?(?:.* \()?(?:file:\/\/|node:|\/|[A-Za-z]:\\).*:\d+:\d+\)?$/;

export function describeError(error: unknown): ToldError {
  if (!(error instanceof Error)) return { kind: typeof error, at: [] };
  const { code } = error as { code?: unknown };
  const stack = (error.stack ?? '').replace(error.message, () => '');
  const frames = stack.split('\n').filter((line) => frame.test(line));
  return {
    kind: error.name,
    ...(typeof code === 'string' || typeof code === 'number' ? { code: String(code) } : {}),
    at: frames.slice(0, mostFrames).map((line) => line.trim()),
  };
}
