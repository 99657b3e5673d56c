import { createHmac } from 'node:crypto';
import { sql, type Kysely } from 'kysely';
import { receiveFile, type ReceivedFile } from '@lienthong/blobs';
import { open, seal, type DataKey } from '@lienthong/seal';
import type { Idempotency } from '../core-words.js';
import { idempotencyId } from '../pipeline/idempotent.js';
import { boxAt } from '../pipeline/sealer.js';
import { insertAnswers, lockAndReadAnswer } from '../store/kept-answers.js';
import type { AttachmentView, ReceiveAttachment, ReceiveAttachmentAnswer } from './core.js';
import { contentOf, openMeta, sealMeta, type AttachmentMeta } from './meta.js';
import type { AttachmentRow } from './store/attachment-row.js';
import { unnamedBytesOf } from './store/unnamed-bytes.js';
import type { AttachmentTools } from './tools.js';

type Stored = Extract<ReceivedFile, { readonly kind: 'stored' }>;
/** A file that lies where it should, and of which nobody knows yet. */
interface Lying {
  readonly id: string;
  readonly key: DataKey;
  readonly wrapped: Buffer;
  readonly address: string;
  readonly sealedBytes: number;
  readonly meta: AttachmentMeta;
}

/** One file under a key of its own. It counts from the one transaction on that writes it down; until then it is an orphan. */
export async function receiveAttachment(
  command: ReceiveAttachment,
  tools: AttachmentTools,
): Promise<ReceiveAttachmentAnswer> {
  return tools.uploads.run(command.client, () => receiveOnce(command, tools));
}

async function receiveOnce(command: ReceiveAttachment, tools: AttachmentTools): Promise<ReceiveAttachmentAnswer> {
  const { idempotency } = command;
  if (!idempotency) return receive(command, tools);
  // The file is not known before it is there, so two under one key are told apart by what is said of them.
  return tools.inFlight.run(callerOf(command), idempotency, () => receive(command, tools));
}

const callerOf = ({ client }: ReceiveAttachment): string => `client/${client}`;

async function receive(command: ReceiveAttachment, tools: AttachmentTools): Promise<ReceiveAttachmentAnswer> {
  const { blobs, keyring, limits, newId, unnamedBytes, db } = tools;
  if (!blobs) return { kind: 'notOffered' };
  // Beyond it by what comes at the same time, and no further.
  if ((await unnamedBytesOf(command.client, db)) >= unnamedBytes)
    return { kind: 'unnamedFull', maxBytes: unnamedBytes };
  const id = newId();
  const { key, wrapped } = keyring.newDataKey();
  const { body: content, contentType, base64 = false, sha256 } = command;
  const stated = sha256 === undefined ? {} : { sha256 };
  const file = await receiveFile(
    { content, contentType, base64, ...stated, key, context: contentOf(id) },
    blobs,
    limits,
  );
  if (file.kind !== 'stored') return file;
  const { address, sealedBytes } = file;
  const lying = { id, key, wrapped, address, sealedBytes, meta: metaOf(command, file) };
  const answer = await writeDown(command, lying, tools);
  // After a transaction of which nobody knows whether it was, the file stays: the sweep of orphans asks again, much later.
  if (answer.kind !== 'accepted' || answer.replayed) await blobs.delete(address);
  return answer;
}

const metaOf = ({ name }: ReceiveAttachment, { contentType, bytes, sha256 }: Stored): AttachmentMeta => ({
  ...{ name, contentType, size: bytes, sha256 },
});

async function writeDown(
  command: ReceiveAttachment,
  { id, key, wrapped, address, sealedBytes, meta }: Lying,
  tools: AttachmentTools,
): Promise<ReceiveAttachmentAnswer> {
  const at = new Date(tools.clock());
  const { client, idempotency } = command;
  return tools.db.transaction().execute(async (tx): Promise<ReceiveAttachmentAnswer> => {
    const once = idempotency && { id: idempotencyId(callerOf(command), idempotency.key), idempotency };
    const before = once && (await answeredBefore(once, meta, at, tx, tools));
    if (before) return before;
    await sql`
      insert into gateway.attachment (id, client, address, sealed_bytes, data_key, meta, created_at)
      values (${id}::uuid, ${client}, ${address}, ${sealedBytes}::int8, ${wrapped}, ${sealMeta(key, id, meta)}, ${at})`.execute(
      tx,
    );
    if (once) await remember(once, { id, key, meta }, at, tx, tools);
    return { kind: 'accepted', attachment: { id, ...meta, createdAt: at.toISOString() }, replayed: false };
  });
}

interface Once {
  readonly id: string;
  readonly idempotency: Idempotency;
}

async function answeredBefore(
  once: Once,
  meta: AttachmentMeta,
  at: Date,
  tx: Kysely<unknown>,
  { keyring }: AttachmentTools,
): Promise<ReceiveAttachmentAnswer | undefined> {
  const answer = await lockAndReadAnswer(tx, once.id, at);
  if (!answer) return undefined;
  if (!answer.subject.startsWith(subjects)) return { kind: 'idempotencyMismatch' };
  const id = answer.subject.slice(subjects.length);
  const { rows } = await sql<AttachmentRow>`
    select a.data_key, a.meta, a.created_at from gateway.attachment a where a.id = ${id}::uuid`.execute(tx);
  const [row] = rows;
  // It was forgotten before its answer was: with it went the key that would tell whether this is the same.
  if (!row) return undefined;
  const key = keyring.unwrap(row.data_key);
  if (answer.requestHash !== requestHash(key, once, meta)) return { kind: 'idempotencyMismatch' };
  const { createdAt } = JSON.parse(open(key, answer.answer, boxAt.answer(once.id)).toString('utf8')) as Pick<
    AttachmentView,
    'createdAt'
  >;
  return { kind: 'accepted', attachment: { id, ...openMeta(key, id, row.meta), createdAt }, replayed: true };
}

const subjects = 'attachment:';
const requestHash = (key: DataKey, { idempotency }: Once, meta: AttachmentMeta): string =>
  createHmac('sha256', key.handle).update(`${idempotency.request}\n${meta.sha256}`, 'utf8').digest('hex');

async function remember(
  once: Once,
  { id, key, meta }: Pick<Lying, 'id' | 'key' | 'meta'>,
  at: Date,
  tx: Kysely<unknown>,
  { idempotencyMillis }: AttachmentTools,
): Promise<void> {
  const answer = seal(key, Buffer.from(JSON.stringify({ createdAt: at.toISOString() })), boxAt.answer(once.id));
  const until = new Date(at.getTime() + idempotencyMillis);
  const kept = { id: once.id, subject: subjects + id, requestHash: requestHash(key, once, meta), answer };
  await insertAnswers([kept], until).execute(tx);
}
