import { setTimeout as sleep } from 'node:timers/promises';

/** Looks again and again until `read` gives something, and gives that. Fails with `what` after `millis`. */
export async function until<T>(
  what: string,
  read: () => T | undefined | false | Promise<T | undefined | false>,
  millis = 15_000,
): Promise<T> {
  for (const end = Date.now() + millis; ;) {
    const found = await read();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > end) throw new Error(`not within ${millis} ms: ${what}`);
    await sleep(25);
  }
}
