import { setTimeout as sleep } from 'node:timers/promises';

/** Asks until the answer is good; fails with the last answer. For what can only be asked of another process. */
export async function eventually<T>(
  what: string,
  ask: () => T | Promise<T>,
  good: (answer: T) => boolean,
  patienceMs = 12_000,
): Promise<T> {
  const until = Date.now() + patienceMs;
  for (;;) {
    const answer = await ask();
    if (good(answer)) return answer;
    if (Date.now() > until) throw new Error(`waited in vain for ${what}; last: ${JSON.stringify(answer)}`);
    await sleep(10);
  }
}
