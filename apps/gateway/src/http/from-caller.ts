import type { FastifyRequest } from 'fastify';
import type { ClientCaller } from '../access/callers.js';
import { contextOf } from './request-context.js';

/** Who states something, and in which trace. */
export function fromCaller(caller: ClientCaller, request: FastifyRequest): { client: string; traceparent?: string } {
  const trace = contextOf(request.raw)?.trace;
  return { client: caller.name, ...(trace ? { traceparent: trace.traceparent } : {}) };
}
