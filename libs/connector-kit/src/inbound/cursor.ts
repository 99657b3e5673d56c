import { sql } from 'kysely';
import { recordset, type Tx } from '@lienthong/store';
import type { Cursor } from './port.js';

/** Cursors move on; of two of one job and subject the later one in the list stays. */
export async function moveCursors(tx: Tx, cursors: readonly Cursor[]): Promise<void> {
  if (cursors.length === 0) return;
  const last = new Map(cursors.map((cursor) => [`${cursor.kind}\n${cursor.subject}`, cursor]));
  // One order everywhere: two processes never wait for each other's rows crosswise.
  const rows = [...last.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { kind, subject, value }]) => ({ kind, subject, value }));
  await sql`
    insert into connectors.cursor (kind, subject, value)
    select r.* from ${recordset(rows, { kind: 'text', subject: 'text', value: 'text' })}
    on conflict (kind, subject) do update set value = excluded.value`.execute(tx);
}

/** Where a job stands, by subject. */
export async function cursorsOf(
  db: Tx,
  kind: string,
  subjects: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ subject: string; value: string }>`
    select r.subject, c.value from ${recordset(distinct(subjects), { subject: 'text' })}
    cross join lateral (
      select c.value from connectors.cursor c where c.kind = ${kind} and c.subject = r.subject offset 0) c`.execute(db);
  return new Map(rows.map(({ subject, value }) => [subject, value]));
}

const distinct = (subjects: readonly string[]): readonly { readonly subject: string }[] =>
  [...new Set(subjects)].map((subject) => ({ subject }));
