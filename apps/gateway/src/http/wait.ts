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
  /** This request started exchanges. */
  readonly started: boolean;
  /** Something of it has not stopped (ended, or parked), as far as this answer knows: 202. */
  readonly underWay: boolean;
  readonly progress: Progress;
}

/**
 * What a write can say of its exchanges. With `Prefer: wait` (said back in `Preference-Applied`) it is what the store holds
 * when all have stopped or the time is up, never less than one look; a caller that hangs up ends the wait.
 */
export async function progressOf(
  core: GatewayCore,
  { kind, exchanges }: { readonly kind: 'accepted' | 'same'; readonly exchanges: readonly string[] },
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Told> {
  const started = kind === 'accepted' && exchanges.length > 0;
  const seconds = waitSeconds(request.headers.prefer);
  if (seconds === undefined) {
    return { started, underWay: started, progress: { exchanges, settled: [], pending: started ? exchanges : [] } };
  }
  reply.header('preference-applied', `wait=${seconds}`);
  const { settled, pending } = await waitFor(core, exchanges, seconds * 1000, reply);
  return { started, underWay: pending.length > 0, progress: { exchanges, settled, pending } };
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
