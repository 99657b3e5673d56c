/** Pauses that double from `firstMillis` to `longestMillis`. */
export interface Pauses {
  readonly firstMillis: number;
  readonly longestMillis: number;
}
export const defaultPauses: Pauses = { firstMillis: 100, longestMillis: 5_000 };

/** The pause after the given number of failures in a row (1, 2, …). */
export function pauseAfter(failures: number, { firstMillis, longestMillis }: Pauses): number {
  return Math.min(longestMillis, firstMillis * 2 ** Math.min(failures - 1, 30));
}

/** Resolves after the time, or as soon as the signal aborts. */
export function pause(millis: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, millis);
    signal.addEventListener('abort', done);
  });
}

/** Resolves with the promise or after the time, whichever is first; says whether the promise was. Never rejects. */
export async function within(millis: number, work: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), millis);
  });
  const done = work.then(
    () => true,
    () => true,
  );
  return Promise.race([done, late]).finally(() => clearTimeout(timer));
}
