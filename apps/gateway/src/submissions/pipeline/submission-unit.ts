import { isDossierCode, isOwnId, submissionKinds, type DossierSubmitted } from '@lienthong/contracts';
import { isBox, isInstant, isName } from '../../pipeline/shapes.js';
import type { PlaceSubmission, PlaceSubmissionAnswer } from '../core.js';

/** Subject: the dossier. */
export type SubmissionUnit =
  | { readonly kind: 'submitted'; readonly subject: string; readonly submitted: DossierSubmitted }
  | { readonly kind: 'placeSubmission'; readonly subject: string; readonly command: PlaceSubmission };

/** `unknown` can never be read. */
export type SubmittedAnswer = { readonly kind: 'kept' } | { readonly kind: 'unknown'; readonly reason: string };

export interface SubmissionAnswerOf {
  readonly submitted: SubmittedAnswer;
  readonly placeSubmission: PlaceSubmissionAnswer;
}

/** The unit of such a message, or why it is none. What passes can stand in tables as it is. */
export function unitOfSubmission(
  submitted: DossierSubmitted,
): { readonly unit: SubmissionUnit } | { readonly reason: string } {
  const { submission, subject, partner, account, kind, receivedAt, detail } = submitted;
  if (!isOwnId(submission)) return { reason: 'message.shape: submission is no id' };
  if (typeof subject !== 'string' || !isDossierCode(subject)) return { reason: 'message.shape: subject is no code' };
  if (![partner, account].every(isName)) return { reason: 'message.shape: partner or account' };
  if (!(submissionKinds as readonly unknown[]).includes(kind)) return { reason: 'message.shape: kind' };
  if (!isInstant(receivedAt)) return { reason: 'message.shape: receivedAt' };
  if (!isBox(detail)) return { reason: 'message.shape: detail' };
  return { unit: { kind: 'submitted', subject, submitted } };
}
