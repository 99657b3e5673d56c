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

export async function cursorOf(db: Tx, kind: string, subject: string): Promise<string | undefined> {
  const { rows } = await sql<{ value: string }>`
    select value from connectors.cursor where kind = ${kind} and subject = ${subject}`.execute(db);
  return rows[0]?.value;
}
