import {
  notTaken,
  outcomeOfFailedSend,
  type HttpAnswer,
  type HttpFailure,
  type Outcome,
} from '@lienthong/connector-kit';
import type { EmcVerdict } from './emc.answer.js';

/** What an answer other than *taken* means. Causes are ours; EMC's own words stay in the recorded bytes. */
export function outcomeOfAnswer(
  verdict: Exclude<EmcVerdict, { says: 'taken' }>,
  answer: HttpAnswer,
  now: Date,
): Outcome {
  switch (verdict.says) {
    case 'notTaken':
      return notTaken(verdict.meaning, causes[verdict.status] ?? 'emc.notTaken', answer, now);
    case 'contradictory':
      return { outcome: 'unknown', cause: 'emc.contradictoryAnswer' };
    case 'serverError':
      return { outcome: 'unknown', cause: 'emc.serverError' };
    case 'unreadable':
      return { outcome: 'unknown', cause: 'emc.brokenContract' };
  }
}

const causes: Readonly<Record<number, string>> = {
  400: 'emc.refused',
  413: 'emc.tooLarge',
  422: 'emc.refused',
  429: 'emc.tooManyRequests',
};

/** No answer came. A request too large for our own limit will be too large every time. */
export const outcomeOfFailure = (failure: HttpFailure): Outcome =>
  failure.cause === 'transport.requestTooLarge'
    ? { outcome: 'refused', cause: 'emc.tooLarge', whoActs: 'operator' }
    : outcomeOfFailedSend(failure);
