import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ExchangeListItem, GatewayCore } from '../core.js';
import { waitSeconds } from './prefer.js';

export interface Started {
  readonly exchanges: readonly string[];
  readonly settled: readonly ExchangeListItem[];
  readonly pending: readonly string[];
}
export interface Waited {
  readonly started: Started;
  /** The caller asked to wait and everything has stopped: ended, or parked. */
  readonly complete: boolean;
}

/**
 * Waits until what was started has stopped, as the store tells it, when `Prefer: wait` asks for it (and says so in `Preference-Applied`), never for a partner.
 * A caller that hangs up ends the wait.
 */
export async function waitIfPreferred(
  core: GatewayCore,
  exchanges: readonly string[],
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Waited | undefined> {
  const seconds = waitSeconds(request.headers.prefer);
  if (seconds === undefined) return undefined;
  reply.header('preference-applied', `wait=${seconds}`);
  if (exchanges.length === 0) return { started: { exchanges, settled: [], pending: [] }, complete: true };
  const gone = new AbortController();
  const hangUp = (): void => gone.abort();
  reply.raw.once('close', hangUp);
  try {
    const { settled, pending } = await core.waitFor(exchanges, seconds * 1000, gone.signal);
    return { started: { exchanges, settled, pending }, complete: pending.length === 0 };
  } finally {
    reply.raw.off('close', hangUp);
  }
}
