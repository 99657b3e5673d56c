import { createHmac } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { ActOnThing, Idempotency, IdempotencyClash } from '../core-words.js';
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

/** Keyed by the key itself, which is kept nowhere: what a request says is not to be found by trying. */
export const hashOfRequest = ({ key, request }: Idempotency): string =>
  createHmac('sha256', key).update(request, 'utf8').digest('hex').slice(0, 40);

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
  const caller = `operator/${operator}`;
  const id = idempotencyId(caller, idempotency.key);
  const requestHash = hashOfRequest(idempotency);
  return inFlight.run(caller, idempotency, async (): Promise<Answer | IdempotencyClash> => {
    const at = clock();
    const before = await db.transaction().execute((tx) => lockAndReadAnswer(tx, id, new Date(at)));
    if (before) {
      if (before.subject !== subject || before.requestHash !== requestHash) return { kind: 'idempotencyMismatch' };
      const shown = await show(before.answer.toString('utf8'));
      return shown.replayed === undefined ? shown : { ...shown, replayed: true };
    }
    const answer = await act();
    if (answer.replayed !== undefined) {
      const kept = { id, subject, requestHash, answer: Buffer.from(made(answer), 'utf8') };
      await insertAnswers([kept], new Date(at + idempotencyMillis)).execute(db);
    }
    return answer;
  });
}
