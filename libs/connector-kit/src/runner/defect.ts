/** What may be told of a defect: its kind and where it arose. A message may hold what somebody sent. */
export interface Defect {
  readonly kind: string;
  /** Stack frames, innermost first. */
  readonly at: readonly string[];
}

const mostFrames = 6;
/** A place in a file or in Node.js itself: what a line of a message hardly ever looks like. */
const frame = /^\s+at (?:.* \()?(?:file:\/\/|node:|\/|[A-Za-z]:\\).*:\d+:\d+\)?$/;

export function describeDefect(error: unknown): Defect {
  if (!(error instanceof Error)) return { kind: typeof error, at: [] };
  const stack = (error.stack ?? '').replace(error.message, () => '');
  const frames = stack.split('\n').filter((line) => frame.test(line));
  return { kind: error.name, at: frames.slice(0, mostFrames).map((line) => line.trim()) };
}
