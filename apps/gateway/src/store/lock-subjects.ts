import { sql, type RawBuilder } from 'kysely';
import { recordset, type Tx } from '@lienthong/store';
import type { PipelineTools } from '../pipeline/tools.js';

export interface SubjectRow {
  readonly subject: string;
  readonly data_key: Buffer;
  readonly last_event: number;
}

/**
 * Locks the rows of these subjects, in one order; of those that are `stated`, missing ones are created. `fresh` are born in
 * this transaction: nothing else can know of them yet.
 *
 * Rows that may be new are created before any lock is taken, so that two processes never wait for each other crosswise.
 */
export async function lockSubjects(
  tx: Tx,
  subjects: readonly string[],
  stated: readonly string[],
  tools: PipelineTools,
): Promise<{ readonly rows: readonly SubjectRow[]; readonly fresh: ReadonlySet<string> }> {
  const unsure = stated.filter((subject) => !tools.known.has(subject));
  const fresh = await create(tx, unsure, tools);
  const rows = await lock(tx, subjects);
  // What this transaction created is known only once it has committed; what was there stays there.
  for (const { subject } of rows) if (!fresh.has(subject)) tools.known.add(subject);
  const found = new Set(rows.map(({ subject }) => subject));
  const erased = stated.filter((subject) => !found.has(subject));
  if (erased.length === 0) return { rows, fresh };
  await create(tx, erased, tools);
  return { rows: [...rows, ...(await lock(tx, erased))], fresh };
}

/** The subjects that had no row yet. Who comes second waits for the first one's commit. */
async function create(tx: Tx, subjects: readonly string[], tools: PipelineTools): Promise<ReadonlySet<string>> {
  if (subjects.length === 0) return new Set();
  const rows = subjects.map((subject) => ({ subject, data_key: tools.sealer.newWrappedKey() }));
  const created = await sql<{ subject: string }>`
    insert into gateway.subject (subject, data_key)
    select r.subject, r.data_key from ${recordset(rows, { subject: 'text', data_key: 'bytea' })} order by r.subject
    on conflict (subject) do nothing returning subject`.execute(tx);
  return new Set(created.rows.map(({ subject }) => subject));
}

async function lock(tx: Tx, subjects: readonly string[]): Promise<readonly SubjectRow[]> {
  const locked = await sql<SubjectRow>`
    select t.subject, t.data_key, t.last_event from gateway.subject t
    where t.subject in (select r.subject from ${named(subjects)}) order by t.subject for update`.execute(tx);
  return locked.rows;
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
