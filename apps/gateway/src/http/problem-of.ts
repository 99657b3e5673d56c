import { placed } from '../intake/validate.js';
import { invalid, Problem } from './problem.js';
import type { ProblemCode } from './problems.messages.js';

/** What we may ask of anything that was thrown. */
interface Thrown {
  readonly code?: unknown;
  readonly name?: unknown;
  readonly statusCode?: unknown;
  readonly cause?: unknown;
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

const outageCodes: ReadonlySet<unknown> = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENOSPC', 'EROFS'],
]);
/** SQLSTATE 08 connection, 53 resources, 57 operator intervention; 25006 read-only. */
const outageSqlState = /^(?:08|53|57)[0-9A-Z]{3}$|^25006$/;
const outageName = /(?:Unavailable|Outage|Closed|Gone|Timeout)(?:Error)?$/;

/** True when the store or the bus cannot be reached: the same request may succeed later. */
export function isOutage(error: unknown, depth = 0): boolean {
  if (typeof error !== 'object' || error === null || depth > 4) return false;
  const { code, name, cause } = error as Thrown;
  if (outageCodes.has(code) || (typeof code === 'string' && outageSqlState.test(code))) return true;
  return (typeof name === 'string' && outageName.test(name)) || isOutage(cause, depth + 1);
}

/** The problem that stands for anything thrown while a request was answered. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const { code, name, statusCode } = (error ?? {}) as Thrown;
  if (name === 'BadCursor') return invalid([placed('/query/cursor', { code: 'cursor.invalid' })]);
  if (code === malformedUrl) return new Problem('request.urlMalformed');
  if (isOutage(error)) return new Problem('gateway.unavailable', { headers: { 'retry-after': '5' } });
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) return ofStatus(statusCode);
  return new Problem('gateway.fault');
}

const ofStatus = (status: number): Problem => new Problem(frameworkProblems[status] ?? 'request.malformed');
