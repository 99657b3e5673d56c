import {
  notTaken,
  outcomeOfFailedSend,
  type HttpAnswer,
  type HttpFailure,
  type Outcome,
} from '@lienthong/connector-kit';
import type { PopulationAnswer } from './population.answer.js';

/** Everything but what the operation goes on from. */
export type EndingAnswer = Exclude<PopulationAnswer<unknown>, { says: 'found' }>;

export interface Tried {
  /** From 1. */
  readonly attempt: number;
  readonly maxUnclear: number;
  readonly now: Date;
}

/** What an answer without persons means. Causes are ours; the base's own words go nowhere. */
export function outcomeOfAnswer(said: EndingAnswer, answer: HttpAnswer, tried: Tried): Outcome {
  switch (said.says) {
    case 'notTaken':
      return notTaken(said.meaning, causeOfStatus[said.status] ?? 'population.notTaken', answer, tried.now);
    case 'fault':
      return said.refused
        ? { outcome: 'refused', cause: 'population.refused', whoActs: 'operator' }
        : unclear('population.fault', tried);
    case 'serverError':
      return { outcome: 'unknown', cause: 'population.serverError' };
    case 'unreadable':
      return unclear(said.cause, tried);
  }
}

/**
 * Answered, but nobody can tell what: never "not found". Each repeat is a logged access to a person's data, so the number of
 * repeats is limited; afterwards a person decides.
 */
export const unclear = (cause: string, { attempt, maxUnclear }: Tried): Outcome =>
  attempt < maxUnclear ? { outcome: 'unknown', cause } : { outcome: 'refused', cause, whoActs: 'partner' };

/** No answer came, or more than may. */
export const outcomeOfFailure = (failure: HttpFailure, tried: Tried): Outcome =>
  failure.cause === 'transport.answerTooLarge' ? unclear(failure.cause, tried) : outcomeOfFailedSend(failure);

const causeOfStatus: Readonly<Record<number, string>> = {
  401: 'population.signatureRefused',
  403: 'population.notAllowed',
  413: 'population.tooLarge',
  429: 'population.tooManyRequests',
};
