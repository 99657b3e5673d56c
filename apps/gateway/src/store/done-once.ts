import { createHmac } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { ActOnThing, Idempotency, IdempotencyClash } from '../core-words.js';
import type { StoredAnswer } from '../pipeline/batch.js';
import { idempotencyId } from '../pipeline/idempotent.js';
import type { InFlight } from '../pipeline/in-flight.js';
import { insertAnswers, lockAndReadAnswer } from './kept-answers.js';

export interface DoneOnceTools {
  readonly db: Kysely<unknown>;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  readonly idempotencyMillis: number;
  readonly inFlight: InFlight;
}

/** What the key of a caller stands for. */
export type ActKey = Omit<StoredAnswer, 'answer'> & { readonly id: string };

/** Its request is hashed under the key itself, which is kept nowhere: what it says is not to be found by trying. */
export const actKeyOf = (caller: string, { key, request }: Idempotency, subject: string): ActKey => ({
  id: idempotencyId(caller, key),
  subject,
  requestHash: createHmac('sha256', key).update(request, 'utf8').digest('hex').slice(0, 40),
});

export const isOfAnother = (before: StoredAnswer, key: ActKey): boolean =>
  before.subject !== key.subject || before.requestHash !== key.requestHash;

export const callerOf = (operator: string): string => `operator/${operator}`;

/** It has been done where it says whether this is a repeat; else it was refused. */
type Acted = { readonly kind: string; readonly replayed?: boolean };

/**
 * An operator's act of which a second does no harm: that it has been done is remembered behind it, and who repeats it is shown how
 * the thing stands now.
 */
export async function doneOnce<Answer extends Acted>(
  { db, clock, idempotencyMillis, inFlight }: DoneOnceTools,
  { operator, idempotency }: Omit<ActOnThing, 'id'>,
  /** What it is done to. */
  subject: string,
  act: () => Promise<Answer>,
  show: (made: string) => Promise<Answer>,
  /** Names what the act has made, for `show`. */
  made: (answer: Answer) => string = () => '',
): Promise<Answer | IdempotencyClash> {
  if (!idempotency) return act();
  const caller = callerOf(operator);
  const key = actKeyOf(caller, idempotency, subject);
  return inFlight.run(caller, idempotency, async (): Promise<Answer | IdempotencyClash> => {
    const at = clock();
    const before = await db.transaction().execute((tx) => lockAndReadAnswer(tx, key.id, new Date(at)));
    if (before) {
      if (isOfAnother(before, key)) return { kind: 'idempotencyMismatch' };
      const shown = await show(before.answer.toString('utf8'));
      return shown.replayed === undefined ? shown : { ...shown, replayed: true };
    }
    const answer = await act();
    if (answer.replayed !== undefined) {
      const kept = { ...key, answer: Buffer.from(made(answer), 'utf8') };
      await insertAnswers([kept], new Date(at + idempotencyMillis)).execute(db);
    }
    return answer;
  });
}
