/**
 * ASSUMED. No contract of any carrier is public (wire contracts §13): names and answers here are ours, made up as the least that
 * could be agreed upon, and are replaced by those of an agreement.
 */
export interface MatchRequestWire {
  readonly requestId: string;
  readonly officer: string;
  readonly personalNumber: string;
  /** Digits with a leading 0. */
  readonly phone: string;
}

export const matchAnswers = { match: 'matched', noMatch: 'noMatch', unknown: 'unknown' } as const;
export type MatchAnswer = keyof typeof matchAnswers;

/** Field of the answer that holds one of the words above. */
export const resultField = 'result';

export const telecomPersonalFields: readonly string[] = ['personalNumber', 'phone'];
