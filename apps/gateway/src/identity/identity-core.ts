import type { Kysely } from 'kysely';
import { newAnswerKey } from '@lienthong/seal';
import type { IdempotencyClash } from '../core-words.js';
import { isId } from '../ids.js';
import type { Sealer } from '../pipeline/sealer.js';
import type { AskCitizenAnswer, IdentityCore } from './core.js';
import { subjectOfAsking, type CheckUnit } from './pipeline/check-unit.js';
import { personPurpose } from './pipeline/stored.js';
import { readCheck } from './views/check-view.js';

export interface IdentityCoreOptions {
  readonly db: Kysely<unknown>;
  readonly sealer: Sealer;
  readonly newId: () => string;
  readonly clock: () => number;
  /** Keyed hash of a value, by purpose. */
  readonly lookupHash: (purpose: string, value: string) => string;
  readonly submit: (unit: CheckUnit) => Promise<AskCitizenAnswer | IdempotencyClash>;
}

/** Checks of citizens of one process, over its commit line and its store. */
export function identityCore({ db, sealer, newId, clock, lookupHash, submit }: IdentityCoreOptions): IdentityCore {
  return {
    async askCitizen(command) {
      const person = lookupHash(personPurpose, command.question.personalNumber);
      const subject = subjectOfAsking(command);
      const asking = { check: newId(), person, answerKey: newAnswerKey() };
      return submit({ kind: 'askCitizen', subject, ...asking, command });
    },
    citizenCheck: async (id) => (isId(id) ? readCheck(db, sealer, id, clock()) : undefined),
  };
}
