import type { Later, Refused, Unknown } from './port.js';
import type { HttpAnswer, HttpFailure } from '@lienthong/transport';

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

/** What a status means by which a partner says that it has not taken the request: surely not done, and worth a repeat or not. */
export type RefusalMeaning = 'later' | 'refused';

/**
 * Which statuses say so where a partner has no table of its own (decisions.md). 413 is *refused*: the same bytes will be too large
 * tomorrow, and only an operator can raise a limit.
 */
const refusals: Readonly<Record<number, RefusalMeaning>> = { 401: 'later', 403: 'later', 413: 'refused', 429: 'later' };

/** What an answer means whose status says that the request was not taken; `undefined` for one that does not say so. */
export function outcomeOfRefusal(partner: string, answer: HttpAnswer, now: Date): Later | Refused | undefined {
  const meaning = refusals[answer.status];
  return meaning && notTaken(meaning, `${partner}.${answer.status === 413 ? 'tooLarge' : 'notTaken'}`, answer, now);
}

/** The outcome of a status that means this, by whoever's table. */
export function notTaken(meaning: RefusalMeaning, cause: string, answer: HttpAnswer, now: Date): Later | Refused {
  if (meaning === 'refused') return { outcome: 'refused', cause, whoActs: 'operator' };
  const wait = retryAfterMs(answer, now);
  return { outcome: 'later', cause, ...(wait === undefined ? {} : { retryAfterMs: wait }) };
}

/** Retry-After in milliseconds: delta-seconds or an HTTP date. Undefined when absent or unreadable. */
export function retryAfterMs(answer: HttpAnswer, now: Date): number | undefined {
  const value = answer.headers['retry-after'];
  if (value === undefined) return undefined;
  if (/^\d{1,6}$/.test(value.trim())) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now.getTime());
}
