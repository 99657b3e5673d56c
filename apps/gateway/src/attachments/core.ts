import type { FileFault } from '@lienthong/blobs';
import type { Idempotency, IdempotencyClash } from '../core-words.js';

/** Files of dossiers as the HTTP rim calls them. */
export interface AttachmentCore {
  /** Takes a file as it comes; kept until its time runs out, longer once a dossier names it. */
  receive(command: ReceiveAttachment): Promise<ReceiveAttachmentAnswer>;
  /** One that whoever asks may have: its uploader, a unit whose dossier names it, or either side of a handover that does. */
  read(id: string, reader: AttachmentReader): Promise<ReadAttachment | undefined>;
}

export interface ReceiveAttachment {
  readonly client: string;
  /** Without a path; personal. */
  readonly name: string;
  readonly contentType: string;
  /** It comes as base64. */
  readonly base64?: boolean;
  /** As its sender knows it, hex. */
  readonly sha256?: string;
  readonly body: AsyncIterable<Uint8Array>;
  readonly idempotency?: Idempotency;
}
export type ReceiveAttachmentAnswer =
  | { readonly kind: 'accepted'; readonly attachment: AttachmentView; readonly replayed: boolean }
  | { readonly kind: 'refused'; readonly fault: FileFault }
  /** So many of the caller's are under way already. */
  | { readonly kind: 'tooManyUploads'; readonly most: number }
  /** So much of the caller's lies there that no dossier has named. */
  | { readonly kind: 'unnamedFull'; readonly maxBytes: number }
  /** The caller broke off. */
  | { readonly kind: 'incomplete' }
  /** This installation has no place for files. */
  | { readonly kind: 'notOffered' }
  | IdempotencyClash;

export interface AttachmentReader {
  readonly client: string;
  readonly mayUseUnit: (unit: string) => boolean;
}

export interface AttachmentView {
  readonly id: string;
  /** Personal. */
  readonly name: string;
  readonly contentType: string;
  /** Bytes. */
  readonly size: number;
  /** Hex. */
  readonly sha256: string;
  readonly createdAt: string;
}

export interface ReadAttachment extends AttachmentView {
  /** Throws while it is read where a byte is not as it was. Undefined: the place for files has lost it. */
  readonly content: AsyncIterable<Uint8Array> | undefined;
}
