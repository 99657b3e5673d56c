import { citizenCheckSubject, isOwnId, passingKeySubject, type PassingKeyOffered } from '@lienthong/contracts';
import type { AnswerKey } from '@lienthong/seal';
import { isId } from '../../ids.js';
import { isInstant } from '../../pipeline/shapes.js';
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

/** One that waits for another's answer looks whether it has come: what was told while it began to wait reached nobody. */
export interface AwaitedUnit {
  readonly kind: 'awaited';
  /** The one that waits. */
  readonly subject: string;
}

/** The connectors offer a key for questions. */
export interface PassingKeyUnit {
  readonly kind: 'passingKey';
  readonly subject: string;
  readonly offered: PassingKeyOffered;
}

/** The unit of such a message, or why it is none. What passes can stand in tables as it is. */
export function unitOfPassingKey(
  offered: PassingKeyOffered,
): { readonly unit: PassingKeyUnit } | { readonly reason: string } {
  const { passingKey, subject, publicKey, until } = offered;
  if (!isOwnId(passingKey) || subject !== passingKeySubject) return { reason: 'message.shape: passingKey or subject' };
  if (typeof publicKey !== 'string' || !/^[\w-]{43}$/.test(publicKey)) return { reason: 'message.shape: publicKey' };
  return isInstant(until) ? { unit: { kind: 'passingKey', subject, offered } } : { reason: 'message.shape: until' };
}

export interface CheckAnswerOf {
  readonly passingKey: { readonly kind: 'kept' };
  readonly awaited: { readonly kind: 'kept' };
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
