import { sql, type RawBuilder } from 'kysely';
import { recordset } from '@lienthong/store';
import type { Batch } from '../../pipeline/batch.js';
import { dateOf } from '../../store/rows.js';

type Write = RawBuilder<unknown> | undefined;

/** Whose files of the portal are: no client has such a name. */
const portalClient = 'partner:dvc-portal';

/** Everything about submissions that a batch has gathered. */
export const saveSubmissions = ({ submitted, at }: Batch): Readonly<Record<string, Write>> => ({
  submissions: save(submitted.changed()),
  brought_attachments: saveAttachments(submitted.attachments, new Date(at)),
  brought_attachment_uses: saveUses(submitted.attachments),
});

/** Of one that is there only its item can be new. */
function save(submissions: ReturnType<Batch['submitted']['changed']>): Write {
  if (submissions.length === 0) return undefined;
  const rows = submissions.map(({ receivedAt, key, handover, ...rest }) => ({
    ...rest,
    ...{ received_at: dateOf(receivedAt), data_key: key, handover: handover ?? null },
  }));
  return sql`
    insert into gateway.submission as p (id, dossier, partner, account, kind, received_at, data_key, detail, handover)
    select r.id, r.dossier, r.partner, r.account, r.kind, r.received_at, r.data_key, r.detail, r.handover
    from ${recordset(rows, {
      ...{ id: 'uuid', dossier: 'text', partner: 'text', account: 'text', kind: 'text', received_at: 'timestamptz' },
      ...{ data_key: 'bytea', detail: 'bytea', handover: 'uuid' },
    })} on conflict (id) do update set handover = coalesce(p.handover, excluded.handover)`;
}

/** They count as named: the submission names them. */
function saveAttachments(attachments: Batch['submitted']['attachments'], at: Date): Write {
  if (attachments.length === 0) return undefined;
  const rows = attachments.map(({ id, address, sealedBytes, key, meta }) => ({
    ...{ id, address, sealed_bytes: sealedBytes, data_key: key, meta },
  }));
  return sql`
    insert into gateway.attachment (id, client, address, sealed_bytes, data_key, meta, created_at, named_at)
    select r.id, ${portalClient}, r.address, r.sealed_bytes, r.data_key, r.meta, ${at}, ${at}
    from ${recordset(rows, {
      ...{ id: 'uuid', address: 'text', sealed_bytes: 'int8', data_key: 'bytea', meta: 'bytea' },
    })} on conflict (id) do nothing`;
}

function saveUses(attachments: Batch['submitted']['attachments']): Write {
  if (attachments.length === 0) return undefined;
  const rows = attachments.map(({ id, dossier }) => ({ attachment: id, dossier }));
  return sql`
    insert into gateway.attachment_use (attachment, dossier)
    select r.attachment, r.dossier from ${recordset(rows, { attachment: 'uuid', dossier: 'text' })} on conflict do nothing`;
}
