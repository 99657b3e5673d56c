import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Idempotency, IdempotencyClash } from '../core.js';
import { canonicalJson } from '../journey/canonical-json.js';
import { invalid, Problem } from './problem.js';
import { placed } from './validate.js';

/** The `Idempotency-Key` of a POST with the request that it stands for; `path` as we name it, not as it was written. */
export function onceOf(request: FastifyRequest, path: string, body: unknown): { readonly idempotency?: Idempotency } {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return {};
  if (typeof key !== 'string' || !/^[\x20-\x7e]{1,200}$/.test(key)) {
    throw invalid([placed('/headers/idempotency-key', { code: 'key.invalid' })]);
  }
  return { idempotency: { key, request: `POST ${path}\n${canonicalJson(body)}` } };
}

/** Says that this is the first answer again. */
export function markReplayed(replayed: boolean, reply: FastifyReply): void {
  if (replayed) reply.header('idempotency-replayed', 'true');
}

/** The answers of a command but for those that are good. */
export type Refusal<Answer extends { readonly kind: string }, Good extends string> = Exclude<
  Answer,
  { readonly kind: Good }
>;

/** The key stands for another request, or for one that is still being worked on. */
export const refusalOfKey = ({ kind }: IdempotencyClash): Problem =>
  kind === 'idempotencyMismatch'
    ? new Problem('idempotency.mismatch')
    : new Problem('idempotency.inFlight', { headers: { 'retry-after': '1' } });
