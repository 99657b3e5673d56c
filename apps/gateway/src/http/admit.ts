import type { FastifyReply, FastifyRequest } from 'fastify';
import type { IntakeFull, IntakeLimiter } from '../access/intake/intake-limiter.js';
import { Problem } from './problem.js';
import { contextOf, setContext, type RequestContext } from './request-context.js';

/** Longest that anybody is told to stay away for, seconds: estimates go by the last seconds. */
const longestSeconds = 60;
/** Told where nobody can tell. */
const usualSeconds = 5;

/** Lets a client's write in, to be over when its answer is, or when it is kept and waits for outcomes only. */
export function admit(
  limiter: IntakeLimiter,
  request: FastifyRequest,
  reply: FastifyReply,
  context: RequestContext,
): Problem | undefined {
  const { caller } = context;
  const { queued } = request.routeOptions.config as { readonly queued?: boolean };
  if (!queued || caller?.kind !== 'client') return undefined;
  const full = limiter.enter(caller.name, performance.now());
  if (full) return refusalOfFull(full);
  let isOver = false;
  const over = (): void => {
    if (isOver) return;
    isOver = true;
    limiter.left(caller.name, performance.now());
  };
  setContext(request.raw, { ...context, kept: over });
  // Also of a request whose body never came to its end.
  reply.raw.once('close', over);
  return undefined;
}

/** What a request states has been kept: whoever still waits for something waits at nobody's cost. */
export const markKept = (request: FastifyRequest): void => contextOf(request.raw)?.kept?.();

const policies = { client: 'client', all: 'gateway', quota: 'quota' } as const;
const codes = { client: 'intake.clientFull', all: 'intake.full', quota: 'intake.overQuota' } as const;

function refusalOfFull({ of, most, waiting, perSecond, millis }: IntakeFull): Problem {
  const seconds =
    millis === undefined ? usualSeconds : Math.min(longestSeconds, Math.max(1, Math.ceil(millis / 1_000)));
  const policy = policies[of];
  return new Problem(codes[of], {
    params: { most, seconds },
    extra: {
      ...{ most, waiting },
      ...(perSecond === undefined ? {} : { perSecond: Math.round(perSecond * 10) / 10 }),
      ...(millis === undefined ? {} : { estimateMillis: Math.round(millis) }),
    },
    headers: {
      'retry-after': String(seconds),
      'ratelimit-policy': `"${policy}";q=${most};${of === 'quota' ? 'w=1' : 'qu="concurrent-requests"'}`,
      ratelimit: `"${policy}";r=0;t=${seconds}`,
    },
  });
}
