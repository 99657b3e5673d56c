import { within } from '@lienthong/store';

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

/** Whether the work ended, well or not, within the time. Never rejects. */
export const endsWithin = (millis: number, work: Promise<unknown>): Promise<boolean> =>
  within(
    millis,
    () =>
      work.then(
        () => true,
        () => true,
      ),
    false,
  );
