import { sql, type Kysely } from 'kysely';

/** What a client's files take on the disk that no dossier has named yet, bytes. */
export async function unnamedBytesOf(client: string, db: Kysely<unknown>): Promise<number> {
  const { rows } = await sql<{ bytes: string | null }>`
    select sum(a.sealed_bytes)::text as bytes from gateway.attachment a
    where a.client = ${client} and a.named_at is null`.execute(db);
  return Number(rows[0]?.bytes ?? 0);
}
