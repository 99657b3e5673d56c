import { sql, type Kysely, type RawBuilder } from 'kysely';
import { recordset } from '@lienthong/store';
import type { StoredAnswer } from '../pipeline/batch.js';

export interface KeptAnswerRow {
  readonly id: string;
  readonly subject: string;
  readonly request_hash: string;
  readonly answer: Buffer;
}

/** Those of these keys that have not expired; `ids` is a relation with one column, `subject`. */
export const selectAnswers = (ids: RawBuilder<unknown>, at: Date): RawBuilder<KeptAnswerRow> => sql<KeptAnswerRow>`
  select i.id, i.subject, i.request_hash, i.answer from gateway.idempotency i
  where i.id in (select r.subject from ${ids}) and i.expires_at > ${at}::timestamptz`;

/** Behind the lock under which every route looks for this key. */
export async function lockAndReadAnswer(tx: Kysely<unknown>, id: string, at: Date): Promise<StoredAnswer | undefined> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${id}, 0))`.execute(tx);
  const { rows } = await selectAnswers(sql`(select ${id}::text as subject) r`, at).execute(tx);
  const [row] = rows;
  return row && keptAnswerOf(row);
}

export const keptAnswerOf = ({ subject, request_hash: requestHash, answer }: KeptAnswerRow): StoredAnswer => ({
  ...{ subject, requestHash, answer },
});

/**
 * Keeps answers until `expiresAt`. Whoever writes has looked for them under the lock of their keys: what stands there all the same
 * has expired, or what it was about is gone.
 */
export const insertAnswers = (
  answers: readonly (StoredAnswer & { readonly id: string })[],
  expiresAt: Date,
): RawBuilder<unknown> => sql`
  insert into gateway.idempotency as i (id, subject, request_hash, answer, expires_at)
  select r.id, r.subject, r.request_hash, r.answer, ${expiresAt}::timestamptz
  from ${recordset(
    answers.map(({ id, subject, requestHash: request_hash, answer }) => ({ id, subject, request_hash, answer })),
    { id: 'text', subject: 'text', request_hash: 'text', answer: 'bytea' },
  )}
  on conflict (id) do update set subject = excluded.subject, request_hash = excluded.request_hash,
    answer = excluded.answer, expires_at = excluded.expires_at`;
