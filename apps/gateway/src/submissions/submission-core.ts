import { sql, type Kysely } from 'kysely';
import type { IdempotencyClash } from '../core-words.js';
import { isId } from '../ids.js';
import type { Sealer } from '../pipeline/sealer.js';
import type { AnswerOf, UnitOf } from '../pipeline/unit.js';
import type { SubmissionCore } from './core.js';
import { listUnplaced } from './views/submissions.js';

export interface SubmissionCoreOptions {
  readonly db: Kysely<unknown>;
  readonly sealer: Sealer;
  readonly submit: (unit: UnitOf<'placeSubmission'>) => Promise<AnswerOf['placeSubmission'] | IdempotencyClash>;
}

/** Submissions of one process, over its commit line and its store. */
export function submissionCore({ db, sealer, submit }: SubmissionCoreOptions): SubmissionCore {
  return {
    listUnplacedSubmissions: (page) => listUnplaced(db, sealer, page),
    async placeSubmission(command) {
      if (!isId(command.submission)) return { kind: 'notFound' };
      const submission = command.submission.toLowerCase();
      const { rows } = await sql<{ dossier: string }>`
        select p.dossier from gateway.submission p where p.id = ${submission}::uuid`.execute(db);
      const subject = rows[0]?.dossier;
      if (subject === undefined) return { kind: 'notFound' };
      return submit({ kind: 'placeSubmission', subject, command: { ...command, submission } });
    },
  };
}
