import { sql } from 'kysely';
import { openStream } from '@lienthong/seal';
import { isId } from '../ids.js';
import { listOf } from '../store/rows.js';
import { unitsOfFile } from '../views/units-of-file.js';
import type { AttachmentCore, AttachmentReader, ReadAttachment } from './core.js';
import { contentOf, openMeta } from './meta.js';
import { receiveAttachment } from './receive.js';
import type { AttachmentRow } from './store/attachment-row.js';
import type { AttachmentTools } from './tools.js';

/** Files over the gateway's store and a place for blobs. */
export const attachments = (tools: AttachmentTools): AttachmentCore => ({
  receive: (command) => receiveAttachment(command, tools),
  read: (id, reader) => readAttachment(id, reader, tools),
});

async function readAttachment(
  given: string,
  { client, mayUseUnit }: AttachmentReader,
  { db, blobs, keyring }: AttachmentTools,
): Promise<ReadAttachment | undefined> {
  if (!isId(given)) return undefined;
  const id = given.toLowerCase();
  const { rows } = await sql<AttachmentRow & { readonly units: string | null }>`
    select a.client, a.address, a.data_key, a.meta, a.created_at,
      ${unitsOfFile(sql`a.id`)} as units
    from gateway.attachment a where a.id = ${id}::uuid`.execute(db);
  const [row] = rows;
  if (!row || (row.client !== client && !listOf(row.units ?? '').some(mayUseUnit))) return undefined;
  const key = keyring.unwrap(row.data_key);
  const sealed = await blobs?.get(row.address);
  return {
    ...{ id, ...openMeta(key, id, row.meta), createdAt: row.created_at.toISOString() },
    content: sealed && openStream(key, sealed, contentOf(id)),
  };
}
