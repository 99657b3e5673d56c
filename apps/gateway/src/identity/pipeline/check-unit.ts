import { citizenCheckSubject } from '@lienthong/contracts';
import type { AnswerKey } from '@lienthong/seal';
import { isId } from '../../ids.js';
import type { AskCitizen, AskCitizenAnswer } from '../core.js';

/** An officer asks. The subject is the dossier; without one, what the client asks for no dossier's sake. */
export interface CheckUnit {
  readonly kind: 'askCitizen';
  readonly subject: string;
  /** Id of the check, if it comes to one. */
  readonly check: string;
  /** Keyed hash of the personal number. */
  readonly person: string;
  /** Under which those who are asked seal what they answer; the private key is kept with the check and goes nowhere. */
  readonly answerKey: AnswerKey;
  readonly command: AskCitizen;
}

export interface CheckAnswerOf {
  readonly askCitizen: AskCitizenAnswer;
}

/** Holds the key under which repeats of a request are known again. */
export const subjectOfAsking = ({ dossier, client }: Pick<AskCitizen, 'dossier' | 'client'>): string =>
  dossier ?? `citizenChecks:${client}`;

/** Id of the check that a subject names. */
export function checkOf(subject: string): string | undefined {
  const prefix = citizenCheckSubject('');
  const id = subject.startsWith(prefix) ? subject.slice(prefix.length) : undefined;
  return id !== undefined && isId(id) ? id : undefined;
}
