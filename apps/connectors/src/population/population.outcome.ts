import { notTaken, type HttpAnswer, type Outcome } from '@lienthong/connector-kit';
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
 * Answered, but nobody can tell what: never "not found". Each repeat is a logged access to a person's data: from the attempt
 * `maxUnclear` on it counts as a broken contract, of which the kit allows few in a row before a person decides.
 */
export const unclear = (cause: string, { attempt, maxUnclear }: Tried): Outcome => ({
  outcome: attempt < maxUnclear ? 'unknown' : 'brokenContract',
  cause,
});

const causeOfStatus: Readonly<Record<number, string>> = {
  401: 'population.signatureRefused',
  403: 'population.notAllowed',
  413: 'population.tooLarge',
  429: 'population.tooManyRequests',
};
