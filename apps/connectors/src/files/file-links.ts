import { shownSecret, type InboundRequest } from '@lienthong/connector-kit';
import { sealContext, type SnapshotFile } from '@lienthong/contracts';
import type { Blobs } from '@lienthong/blobs';
import { openStream, openStreamRange, type Keyring, type StreamRange } from '@lienthong/seal';
import { linkToken, readLink } from './link-token.js';

/** Somebody outside who is given links to files. */
export interface FileReceiver {
  /** Stands in the links; whoever shows another's proof gets nothing by them. */
  readonly name: string;
  /** Where it reaches us: origin, and a path in front of `/files` where there is one. */
  readonly baseUrl: string;
  readonly millis: number;
  /** What it shows when it comes; without it the link alone is its proof. */
  readonly secrets?: readonly string[] | undefined;
  readonly secretHeader?: string | undefined;
}

/** A file as it is given out. */
export interface GivenFile {
  readonly size: number;
  readonly contentType: string;
  /** From `start` up to, and with, `end`. Throws while it is read where a byte is not as it was. */
  bytes(start: number, end: number): AsyncIterable<Uint8Array>;
}

export interface FileLinksParts {
  readonly keyring: Pick<Keyring, 'newDataKey' | 'unwrap'>;
  readonly blobs: Blobs | undefined;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Links to files of dossiers: made for a receiver, good for it alone and for a time. */
export class FileLinks {
  readonly #receivers = new Map<string, FileReceiver>();

  constructor(private readonly parts: FileLinksParts) {}

  /** From now on there is this receiver; what makes links for it. */
  receiver(receiver: FileReceiver): (file: SnapshotFile) => string {
    this.#receivers.set(receiver.name, receiver);
    const base = receiver.baseUrl.replace(/\/+$/, '');
    return (file) => {
      const until = Math.floor((this.parts.now() + receiver.millis) / 1000);
      return `${base}/files/${linkToken({ file, receiver: receiver.name, until }, this.parts.keyring)}`;
    };
  }

  /** Whatever is wrong with a link, or with who shows it, is answered alike: nobody learns what there is. */
  async open(token: string, headers: InboundRequest['headers']): Promise<GivenFile | undefined> {
    const { keyring, blobs, now } = this.parts;
    const link = readLink(token, keyring);
    const receiver = link && this.#receivers.get(link.receiver);
    if (!link || !receiver || link.until * 1000 < now() || !isProved(receiver, headers)) return undefined;
    const { attachment, address, key, contentType, size } = link.file;
    if (!blobs || !(await blobs.exists(address))) return undefined;
    const dataKey = keyring.unwrap(Buffer.from(key, 'base64'));
    const context = sealContext.attachment(attachment);
    const read = async (range?: StreamRange) => orMissing(await blobs.get(address, range));
    const bytes = (start: number, end: number) =>
      start === 0 && end === size - 1
        ? whole(read, (sealed) => openStream(dataKey, sealed, context))
        : openStreamRange(dataKey, { bytes: size, context, read }, { start, end });
    return { size, contentType, bytes };
  }
}

function isProved({ secrets, secretHeader = 'authorization' }: FileReceiver, headers: InboundRequest['headers']) {
  if (secrets === undefined) return true;
  return shownSecret({ headers }, { secrets, header: secretHeader }) === 'right';
}

async function* whole(
  read: () => Promise<AsyncIterable<Uint8Array>>,
  opened: (sealed: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  // Copies: the buffer of a piece is used again for the next one.
  for await (const piece of opened(await read())) yield Buffer.from(piece);
}

function orMissing<T>(content: T | undefined): T {
  if (content === undefined) throw new Error('a file was removed while it was read');
  return content;
}
