import { sql, type RawBuilder } from 'kysely';
import type { SnapshotFile } from '@lienthong/contracts';
import { recordset } from '@lienthong/store';
import { isId } from '../../ids.js';
import type { Sealer } from '../../pipeline/sealer.js';
import type { PipelineTools } from '../../pipeline/tools.js';
import { metaContext, type AttachmentMeta } from '../meta.js';
import { reading, type Reading } from '../../store/reading.js';
import { listOf } from '../../store/rows.js';
import type { KnownAttachment } from '../pipeline/known-attachment.js';

/** Files by what names them: a dossier in its present statement, or a handover (its subject) in anything that was said. */
export type AttachmentUses = ReadonlyMap<string, readonly string[]>;

interface NamedRow {
  readonly id: string;
  readonly client: string;
  readonly address: string;
  readonly data_key: Buffer;
  readonly meta: Buffer;
  readonly dossiers: string | null;
}

function fileOf({ id, address, data_key, meta }: NamedRow, sealer: Sealer): SnapshotFile {
  const { contentType, size } = JSON.parse(
    sealer.open(sealer.unwrap(data_key), meta, metaContext(id)),
  ) as AttachmentMeta;
  return { attachment: id, address, key: data_key.toString('base64'), contentType, size };
}

/** The files that are named in what is said of these subjects, kept from being forgotten until the transaction ends. */
export function readAttachments(
  named: readonly { readonly subject: string; readonly id: string }[],
  { sealer }: Pick<PipelineTools, 'sealer'>,
  take: (id: string, known: KnownAttachment) => void,
): Reading | undefined {
  const rows = named.flatMap(({ subject, id }) => (isId(id) ? [{ attachment: id, dossier: subject }] : []));
  if (rows.length === 0) return undefined;
  return reading(
    sql<NamedRow>`
      select a.id::text as id, a.client, a.address, a.data_key, a.meta, (
        select string_agg(u.dossier, ' ') from gateway.attachment_use u
        join ${recordset(rows, { attachment: 'uuid', dossier: 'text' })}
          on r.attachment = u.attachment and r.dossier = u.dossier
        where u.attachment = a.id) as dossiers
      from gateway.attachment a
      where a.id in (select r.attachment from ${recordset(rows, { attachment: 'uuid', dossier: 'text' })})
      order by a.id for update`,
    (found) =>
      found.forEach((row) => {
        const { id, client, dossiers } = row;
        take(id, { client, subjects: new Set(listOf(dossiers ?? '')), file: () => fileOf(row, sealer) });
      }),
  );
}

/** Which files these name now. */
export function saveAttachmentUses(uses: AttachmentUses): RawBuilder<unknown> | undefined {
  const rows = rowsOf(uses);
  if (rows.length === 0) return undefined;
  return sql`
    insert into gateway.attachment_use (attachment, dossier)
    select r.attachment, r.dossier from ${recordset(rows, { attachment: 'uuid', dossier: 'text' })} on conflict do nothing`;
}

/** Files that they named before and name no more: who might read them for that may do so no longer. */
export function dropAttachmentUses(uses: AttachmentUses): RawBuilder<unknown> | undefined {
  if (uses.size === 0) return undefined;
  const dossiers = [...uses.keys()].map((dossier) => ({ dossier }));
  return sql`
    delete from gateway.attachment_use u
    where u.dossier in (select r.dossier from ${recordset(dossiers, { dossier: 'text' })})
      and not exists (
        select from ${recordset(rowsOf(uses), { attachment: 'uuid', dossier: 'text' })}
        where r.attachment = u.attachment and r.dossier = u.dossier)`;
}

/** When they were named last. */
export function saveNaming(uses: AttachmentUses, at: Date): RawBuilder<unknown> | undefined {
  const rows = [...new Set([...uses.values()].flat())].map((id) => ({ id }));
  if (rows.length === 0) return undefined;
  return sql`
    update gateway.attachment a set named_at = ${at} from ${recordset(rows, { id: 'uuid' })} where a.id = r.id`;
}

const rowsOf = (uses: AttachmentUses): { readonly attachment: string; readonly dossier: string }[] =>
  [...uses].flatMap(([dossier, ids]) => [...new Set(ids)].map((attachment) => ({ attachment, dossier })));
