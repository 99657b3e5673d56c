import { Problem } from './problem.js';

/** What we may ask of anything that was thrown. */
interface Thrown {
  readonly code?: unknown;
  readonly name?: unknown;
  readonly statusCode?: unknown;
  readonly cause?: unknown;
}

const frameworkProblems: Readonly<Record<string, () => Problem>> = {
  FST_ERR_BAD_URL: () => new Problem('request.urlMalformed'),
  FST_ERR_MAX_PARAM_LENGTH: () => new Problem('request.urlTooLong'),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: () => new Problem('request.contentType'),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: () => new Problem('request.incomplete'),
  ECONNRESET: () => new Problem('request.incomplete'),
};

const outageCodes: ReadonlySet<unknown> = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENOSPC', 'EROFS'],
]);
/** SQLSTATE 08 connection, 53 resources, 57 operator intervention; 25006 read-only. */
const outageSqlState = /^(?:08|53|57)[0-9A-Z]{3}$|^25006$/;
const outageName = /(?:Unavailable|Outage|Closed|Timeout)(?:Error)?$/;

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
  const { code, statusCode } = (error ?? {}) as Thrown;
  const known = typeof code === 'string' && typeof statusCode === 'number' ? frameworkProblems[code] : undefined;
  if (known) return known();
  if (isOutage(error)) return new Problem('gateway.unavailable', { headers: { 'retry-after': '5' } });
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) return new Problem('request.malformed');
  return new Problem('gateway.fault');
}
