import { sealContext } from '@lienthong/contracts';
import { open, seal, type DataKey } from '@lienthong/seal';
import type { AttachmentView } from './core.js';

/** What is told of a file and is nobody else's business: its hash would tell whoever has the same file. */
export type AttachmentMeta = Omit<AttachmentView, 'id' | 'createdAt'>;

/** Where a file's content stands, for its seal. */
export const contentOf = sealContext.attachment;
export const metaContext = (id: string): string => `attachment/${id}/meta`;

export const sealMeta = (key: DataKey, id: string, meta: AttachmentMeta): Buffer =>
  seal(key, Buffer.from(JSON.stringify(meta), 'utf8'), metaContext(id));
export const openMeta = (key: DataKey, id: string, box: Uint8Array): AttachmentMeta =>
  JSON.parse(open(key, box, metaContext(id)).toString('utf8')) as AttachmentMeta;
