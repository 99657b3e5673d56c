import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ExchangeListItem, GatewayCore, PendingExchange, Settlement } from '../core.js';
import { markKept } from './admit.js';
import { waitSeconds } from './prefer.js';
import { whileThere } from './while-there.js';

/** What became of a request's exchanges, as far as its answer tells. */
export interface Progress {
  readonly exchanges: readonly string[];
  readonly settled: readonly ExchangeListItem[];
  readonly pending: readonly PendingExchange[];
}
/** What an answer's status goes by, and what it tells. */
export interface Told {
  /** Something of it has not ended, as far as this answer knows: 202. */
  readonly underWay: boolean;
  /** The caller prefers to wait. */
  readonly waited: boolean;
  readonly progress: Progress;
}

/** A write's answer by its exchanges. */
interface Answered {
  readonly kind: 'accepted' | 'same';
  readonly exchanges: readonly string[];
}

/**
 * What a write can say of its exchanges: those it has just started are under way, also when its first answer is given again; of
 * older ones the store is asked once.
 * With `Prefer: wait` (said back in `Preference-Applied`) it is what the store holds when nothing goes on by itself or the time is
 * up, never less than one look; a caller that hangs up ends the wait. What is parked is told at once, as pending.
 * Exchanges that were removed long after their end are not told.
 */
export async function progressOf(
  core: GatewayCore,
  { kind, exchanges }: Answered,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Told> {
  const seconds = waitSeconds(request.headers.prefer);
  if (seconds === undefined && kind === 'accepted') {
    const pending = exchanges.map((id) => ({ id, state: 'waiting' as const }));
    return { underWay: exchanges.length > 0, waited: false, progress: { exchanges, settled: [], pending } };
  }
  if (seconds !== undefined) reply.header('preference-applied', `wait=${seconds}`);
  markKept(request);
  const { settled, pending } = await waitFor(core, exchanges, (seconds ?? 0) * 1000, reply);
  const told = new Set([...settled, ...pending].map(({ id }) => id));
  return {
    underWay: pending.length > 0,
    waited: seconds !== undefined,
    progress: { exchanges: exchanges.filter((id) => told.has(id)), settled, pending },
  };
}

function waitFor(
  core: GatewayCore,
  exchanges: readonly string[],
  millis: number,
  reply: FastifyReply,
): Promise<Settlement> {
  if (exchanges.length === 0) return Promise.resolve({ settled: [], pending: [] });
  return whileThere(reply, (signal) => core.waitFor(exchanges, millis, signal));
}
