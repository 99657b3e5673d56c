import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ExchangeListItem, GatewayCore } from '../core.js';
import { waitSeconds } from './prefer.js';

/** What became of a request's exchanges, as far as its answer tells. */
export interface Progress {
  readonly exchanges: readonly string[];
  readonly settled: readonly ExchangeListItem[];
  readonly pending: readonly string[];
}
interface Told {
  /** Something of it has not stopped (ended, or parked), as far as this answer knows: 202. */
  readonly underWay: boolean;
  readonly progress: Progress;
}

/** A write's answer by its exchanges. */
interface Answered {
  readonly kind: 'accepted' | 'same';
  readonly exchanges: readonly string[];
  /** The first answer to a key, again. */
  readonly replayed?: boolean;
}

/**
 * What a write can say of its exchanges: those it has just started are under way, of older ones the store is asked once.
 * With `Prefer: wait` (said back in `Preference-Applied`) it is what the store holds when all have stopped or the time is up,
 * never less than one look; a caller that hangs up ends the wait. Exchanges that were removed long after their end are not told.
 */
export async function progressOf(
  core: GatewayCore,
  { kind, exchanges, replayed = false }: Answered,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Told> {
  const seconds = waitSeconds(request.headers.prefer);
  if (seconds === undefined && kind === 'accepted' && !replayed) {
    return { underWay: exchanges.length > 0, progress: { exchanges, settled: [], pending: exchanges } };
  }
  if (seconds !== undefined) reply.header('preference-applied', `wait=${seconds}`);
  const { settled, pending } = await waitFor(core, exchanges, (seconds ?? 0) * 1000, reply);
  const told = new Set([...settled.map(({ id }) => id), ...pending]);
  return {
    underWay: pending.length > 0,
    progress: { exchanges: exchanges.filter((id) => told.has(id)), settled, pending },
  };
}

async function waitFor(core: GatewayCore, exchanges: readonly string[], millis: number, reply: FastifyReply) {
  if (exchanges.length === 0) return { settled: [], pending: [] };
  const gone = new AbortController();
  const hangUp = (): void => gone.abort();
  reply.raw.once('close', hangUp);
  try {
    return await core.waitFor(exchanges, millis, gone.signal);
  } finally {
    reply.raw.off('close', hangUp);
  }
}
