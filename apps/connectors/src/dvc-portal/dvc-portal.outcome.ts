import {
  notTaken,
  outcomeOfFailedRead,
  outcomeOfFailedSend,
  retryAfterMs,
  type BrokenContract,
  type HttpAnswer,
  type HttpFailure,
  type Later,
  type Outcome,
  type Refused,
} from '@lienthong/connector-kit';
import { wordedAs, type FieldFault, type WhoActs } from '@lienthong/contracts';
import type { DvcVerdict, InWords } from './dvc-portal.answer.js';

/** Outcomes of the portal. Causes are ours and stable; the portal's own words stay in the recorded bytes, and a refusal has a mark of them. */

export const later = (cause: string, answer?: HttpAnswer, now?: Date): Later => {
  const wait = answer && now ? retryAfterMs(answer, now) : undefined;
  return { outcome: 'later', cause, ...(wait === undefined ? {} : { retryAfterMs: wait }) };
};

export const refused = (cause: string, whoActs: WhoActs, fields?: readonly FieldFault[]): Refused => ({
  outcome: 'refused',
  cause,
  whoActs,
  ...(fields === undefined ? {} : { fields }),
});

export const refusedInWords = (cause: string, whoActs: WhoActs, { words }: InWords): Refused => ({
  ...refused(cause, whoActs),
  ...wordedAs(words),
});

const brokenContract = (cause: string): BrokenContract => ({ outcome: 'brokenContract', cause });

/** A verdict that ends the attempt: everything but what the operation itself goes on from. */
export type EndingVerdict = Exclude<DvcVerdict, { says: 'success' | 'exists' | 'sessionExpired' }>;

/** What an answer to the request that may have an effect means. */
export function outcomeOfSend(verdict: EndingVerdict, answer: HttpAnswer, now: Date): Outcome {
  switch (verdict.says) {
    case 'no':
    case 'notFound':
      return refusedInWords('portal.refused', 'agency', verdict);
    case 'partial':
      return refusedInWords('portal.partial', 'agency', verdict);
    case 'transient':
      return later('portal.busy', answer, now);
    case 'notTaken':
      return notTaken(verdict.meaning, causeOf(verdict), answer, now);
    case 'contradictory':
      return { outcome: 'unknown', cause: 'portal.contradictoryAnswer' };
    case 'serverError':
      return { outcome: 'unknown', cause: 'portal.serverError' };
    case 'unreadable':
      return { outcome: 'unknown', cause: 'portal.brokenContract' };
  }
}

/** What an answer to a question means: nothing was done, whatever it is. */
export function outcomeOfRead(verdict: EndingVerdict, answer: HttpAnswer, now: Date): Outcome {
  switch (verdict.says) {
    case 'no':
    case 'notFound':
    case 'partial':
      return refusedInWords('portal.lookUpRefused', 'operator', verdict);
    case 'transient':
      return later('portal.busy', answer, now);
    case 'notTaken':
      return notTaken(verdict.meaning, causeOf(verdict), answer, now);
    case 'serverError':
      return later('portal.serverError', answer, now);
    case 'contradictory':
      return brokenContract('portal.contradictoryAnswer');
    case 'unreadable':
      return brokenContract('portal.brokenContract');
  }
}

const causes: Readonly<Record<number, string>> = { 413: 'portal.tooLarge', 429: 'portal.tooManyRequests' };
const causeOf = ({ status }: { readonly status: number }): string => causes[status] ?? 'portal.notTaken';

/** No answer came. A request too large for our own limit will be too large every time. */
export function outcomeOfFailure(failure: HttpFailure, purpose: 'read' | 'send'): Outcome {
  if (failure.cause === 'transport.requestTooLarge') return refused('portal.tooLarge', 'operator');
  return purpose === 'send' ? outcomeOfFailedSend(failure) : outcomeOfFailedRead(failure);
}
