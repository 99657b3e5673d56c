import { sql, type RawBuilder } from 'kysely';
import { recordset } from '@lienthong/store';
import type { PipelineTools } from '../pipeline/tools.js';
import { reading, type Reading } from './reading.js';

export interface SubjectRow {
  readonly subject: string;
  readonly data_key: Buffer;
  readonly last_event: number;
}

/** Makes rows of those that may have none yet. Who comes second waits for the first one's commit. */
export function createSubjects(
  subjects: readonly string[],
  tools: PipelineTools,
  created: (subject: string) => void,
): Reading | undefined {
  if (subjects.length === 0) return undefined;
  const rows = subjects.map((subject) => ({ subject, data_key: tools.sealer.newWrappedKey() }));
  return reading(
    sql<{ subject: string }>`
      insert into gateway.subject (subject, data_key)
      select r.subject, r.data_key from ${recordset(rows, { subject: 'text', data_key: 'bytea' })} order by r.subject
      on conflict (subject) do nothing returning subject`,
    (found) => found.forEach(({ subject }) => created(subject)),
  );
}

/**
 * Locks rows in one order. Rows that may be new are to be created before any lock is taken, so that two processes never wait for
 * each other crosswise.
 */
export function lockSubjects(subjects: readonly string[], locked: (row: SubjectRow) => void): Reading | undefined {
  if (subjects.length === 0) return undefined;
  return reading(
    sql<SubjectRow>`
      select t.subject, t.data_key, t.last_event from gateway.subject t
      where t.subject in (select r.subject from ${named(subjects)}) order by t.subject for update`,
    (rows) => rows.forEach(locked),
  );
}

/** Subjects as `r(subject)`. */
export const named = (subjects: readonly string[]): RawBuilder<unknown> =>
  recordset(
    subjects.map((subject) => ({ subject })),
    { subject: 'text' },
  );

/** Ids as `r(id)`. */
export const identified = (ids: Iterable<string>): RawBuilder<unknown> =>
  recordset(
    [...ids].map((id) => ({ id })),
    { id: 'uuid' },
  );
