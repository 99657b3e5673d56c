import { isOutage } from '@lienthong/store';
import { placed } from './validate.js';
import { invalid, Problem } from './problem.js';
import type { ProblemCode } from './problems.messages.js';

/** What we may ask of anything that was thrown. */
interface Thrown {
  readonly code?: unknown;
  readonly name?: unknown;
  readonly statusCode?: unknown;
  /** Of a cursor that is none: where it stood. */
  readonly parameter?: unknown;
}

/** What the framework refuses before any code of ours runs, by its status. */
const frameworkProblems: Readonly<Record<number, ProblemCode>> = {
  404: 'route.notFound',
  408: 'request.timeout',
  413: 'request.tooLarge',
  414: 'request.urlTooLong',
  415: 'request.contentType',
};
const malformedUrl = 'FST_ERR_BAD_URL';

/** The problem that stands for anything thrown while a request was answered. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const { code, name, statusCode, parameter } = (error ?? {}) as Thrown;
  if (name === 'BadCursor')
    return invalid([
      placed(`/query/${typeof parameter === 'string' ? parameter : 'cursor'}`, { code: 'cursor.invalid' }),
    ]);
  if (code === malformedUrl) return new Problem('request.urlMalformed');
  if (isOutage(error)) return new Problem('gateway.unavailable', { headers: { 'retry-after': '5' } });
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) return ofStatus(statusCode);
  return new Problem('gateway.fault');
}

const ofStatus = (status: number): Problem => new Problem(frameworkProblems[status] ?? 'request.malformed');
