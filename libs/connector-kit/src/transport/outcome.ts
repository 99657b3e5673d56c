import type { Later, Refused, Unknown } from '../port.js';
import type { HttpAnswer, HttpFailure } from './port.js';

/** The same request would fail for ever: a person has to look, nothing has been sent. */
const hopeless: readonly string[] = ['transport.invalidRequest', 'transport.requestTooLarge'];

/**
 * What a failed *send* means: before the first byte it is surely not done, afterwards nobody knows
 * (decisions.md "5xx, cut connections").
 */
export function outcomeOfFailedSend(failure: HttpFailure): Later | Unknown | Refused {
  if (!failure.firstByteLeft && hopeless.includes(failure.cause)) {
    return { outcome: 'refused', cause: failure.cause, whoActs: 'operator' };
  }
  return failure.firstByteLeft
    ? { outcome: 'unknown', cause: failure.cause }
    : { outcome: 'later', cause: failure.cause };
}

/** A failed *read* never did anything at the partner: try again. */
export const outcomeOfFailedRead = (failure: HttpFailure): Later => ({ outcome: 'later', cause: failure.cause });

/** Statuses that say, by default, that the request was not taken (decisions.md); a partner's own table may say otherwise. */
export const definiteRefusalStatuses: readonly number[] = [401, 403, 413, 429];

/** Retry-After in milliseconds: delta-seconds or an HTTP date. Undefined when absent or unreadable. */
export function retryAfterMs(answer: HttpAnswer, now: Date): number | undefined {
  const value = answer.headers['retry-after'];
  if (value === undefined) return undefined;
  if (/^\d{1,6}$/.test(value.trim())) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now.getTime());
}
