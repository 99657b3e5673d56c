import { setTimeout as sleep } from 'node:timers/promises';

const everyMillis = 300;

/** Prints each line of a dossier's timeline once, as soon as the API tells it; a product that is away is asked again. */
export function follow(api, code, screen, signal) {
  const seen = new Set();
  const look = async () => {
    for (let cursor = ''; cursor !== undefined;) {
      const page = await api('GET', `/v1/dossiers/${code}/timeline?limit=200${cursor && `&cursor=${cursor}`}`);
      for (const item of page.items) {
        const { at, kind, exchange, attempt, text } = item;
        const line = JSON.stringify([at, kind, exchange, attempt, text]);
        if (!seen.has(line)) screen.line(item);
        seen.add(line);
      }
      cursor = page.nextCursor;
    }
  };
  // One look at a time: two at once would print a line twice.
  let last = Promise.resolve();
  const flush = () => (last = last.then(look).catch(() => undefined));
  let stopped = false;
  const run = async () => {
    while (!stopped && !signal.aborted) {
      await flush();
      await sleep(everyMillis, undefined, { signal }).catch(() => undefined);
    }
  };
  const running = run();
  return {
    /** Resolves when everything that is told now has been printed. */
    flush,
    async stop() {
      stopped = true;
      await running;
      await flush();
    },
  };
}
