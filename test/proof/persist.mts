import { setTimeout as sleep } from 'node:timers/promises';
import type { Api, Reply } from './api.mts';

export interface Persistence {
  requests: number;
  /** Requests said again: no answer, 5xx, or in flight. */
  repeats: number;
}

/** Says it until an answer comes that saying it again does not change; how often it took. */
export async function persist(
  api: Api,
  ask: () => Promise<Reply>,
  figures: Persistence,
): Promise<{ readonly reply: Reply; readonly tries: number }> {
  for (let tries = 1; ; tries += 1) {
    if (tries > 1) figures.repeats += 1;
    const reply = await ask().catch(() => undefined);
    figures.requests += 1;
    if (reply === undefined) {
      await api.whenReachable();
      await sleep(Math.random() * 500);
    } else if (reply.status >= 500 || reply.status === 429) {
      await sleep(150 + Math.random() * 350);
    } else if (codeOf(reply) === 'idempotency.inFlight') {
      await sleep(100);
    } else {
      return { reply, tries };
    }
  }
}

export const codeOf = ({ body }: Reply): string => String((body as { code?: unknown } | undefined)?.code);
