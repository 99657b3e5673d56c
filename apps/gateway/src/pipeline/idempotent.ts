import { createHash } from 'node:crypto';
import type { Idempotency, IdempotencyClash } from '../core.js';
import type { Batch, HeldSubject } from './batch.js';
import { boxAt } from './sealer.js';
import type { PipelineTools } from './tools.js';

/** One key of one caller; the key's own text is not kept. */
export const idempotencyId = (caller: string, key: string): string =>
  createHash('sha256').update(`${caller}\0${key}`, 'utf8').digest('hex').slice(0, 40);

/** Answers that are kept; a refusal would be the same again, so it is simply computed again, unless it left a line. */
const isKept = ({ kind }: { readonly kind: string }): boolean =>
  ['accepted', 'awaitsSecondPerson', 'same', 'findingsDiffer', 'asked', 'asking'].includes(kind);

/** Answers a repeated POST from the store; runs and remembers a first one, in the same transaction as its effect. */
export function foldOnce<Answer extends { readonly kind: string }>(
  caller: string,
  idempotency: Idempotency | undefined,
  held: HeldSubject,
  batch: Batch,
  tools: PipelineTools,
  fold: () => Answer,
): Answer | IdempotencyClash {
  if (!idempotency) return fold();
  const id = idempotencyId(caller, idempotency.key);
  const requestHash = tools.sealer.hash(held.key, idempotency.request);
  const stored = batch.answers.get(id);
  if (stored) {
    if (stored.requestHash !== requestHash || stored.subject !== held.subject) {
      return { kind: 'idempotencyMismatch' };
    }
    const first = JSON.parse(tools.sealer.open(held.key, stored.answer, boxAt.answer(id))) as Answer;
    return { ...first, replayed: true };
  }
  const answer = fold();
  if (isKept(answer)) {
    const box = tools.sealer.seal(held.key, JSON.stringify(answer), boxAt.answer(id));
    const kept = { subject: held.subject, requestHash, answer: box };
    batch.answers.set(id, kept);
    batch.newAnswers.set(id, kept);
  }
  return answer;
}
