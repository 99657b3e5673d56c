import { reached } from '@lienthong/contracts';
import type { CommitLine } from '@lienthong/store';
import type { IdempotencyClash } from '../core-words.js';
import { callerOf, idempotencyOf } from './caller.js';
import { InFlight } from './in-flight.js';
import type { AnswerOf, Unit, UnitOf, UnitResult } from './unit.js';

/** The gateway's one transaction as those use it who state something. */
export interface Submitter {
  /** For files, which are received beside the transaction: the keys that are being worked on. */
  readonly inFlight: InFlight;
  /** Commits what a client or an operator states. */
  submit<K extends Unit['kind']>(unit: UnitOf<K>): Promise<AnswerOf[K]>;
  /** The same of what may be repeated; a key that is still being worked on in this process is refused, not run twice. */
  submitOnce<K extends Unit['kind']>(unit: UnitOf<K>): Promise<AnswerOf[K] | IdempotencyClash>;
  submitAll(units: readonly Unit[]): Promise<readonly UnitResult[]>;
}

export function submitterOf(line: Pick<CommitLine<Unit, UnitResult>, 'submit' | 'submitAll'>): Submitter {
  const inFlight = new InFlight();
  const submit = async <K extends Unit['kind']>(unit: UnitOf<K>): Promise<AnswerOf[K]> => {
    const answer = answerOf(await line.submit(unit)) as AnswerOf[K];
    reached('intake.committed');
    return answer;
  };
  return {
    inFlight,
    submit,
    async submitOnce(unit) {
      const idempotency = idempotencyOf(unit);
      return idempotency ? inFlight.run(callerOf(unit), idempotency, () => submit(unit)) : submit(unit);
    },
    submitAll: (units) => line.submitAll(units),
  };
}

/** @throws what befell the unit. */
export function answerOf(result: UnitResult): AnswerOf[Unit['kind']] {
  if ('fault' in result) throw result.fault;
  return result.answer;
}
