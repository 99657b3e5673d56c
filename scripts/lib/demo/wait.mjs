import { setTimeout as sleep } from 'node:timers/promises';

const lookMillis = 200;

/** What did not come in time; the demo says so and ends with 1. */
export class Missing extends Error {}

/** Looks until `read` gives something, and gives that; a failed look counts as none, and is told when time is up. */
export async function until(what, read, signal, millis = 60_000) {
  let why = '';
  for (const end = performance.now() + millis; ;) {
    signal.throwIfAborted();
    const found = await read().catch((error) => {
      why = `; the last look failed: ${error.message}`;
      return undefined;
    });
    if (found !== undefined && found !== false) return found;
    if (performance.now() > end) throw new Missing(`not within ${millis / 1000} s: ${what}${why}`);
    await sleep(lookMillis, undefined, { signal });
  }
}
