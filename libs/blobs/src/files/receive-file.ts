import { createHash } from 'node:crypto';
import { directoryBytes } from '../archive/central-directory.js';
import { inspectArchive, type ArchiveLimits } from '../archive/inspect-archive.js';
import type { BlobAddress, Blobs } from '../port.js';
import { openStream, sealStream, type DataKey } from '@lienthong/seal';
import { decodeBase64 } from './base64.js';
import { FileRefused, type FileFault } from './fault.js';
import { fileKindOf, headBytes, type FileKind } from './file-kinds.js';
import { Tail } from './tail.js';
import { TextCheck } from './text-check.js';

export interface FileLimits {
  /** Of the file itself. */
  readonly bytes: number;
  /** Types that are taken; others are not, whatever they hold. */
  readonly contentTypes: readonly string[];
  readonly archive: ArchiveLimits;
}

export interface IncomingFile {
  readonly content: AsyncIterable<Uint8Array>;
  /** It comes as text that stands for bytes. */
  readonly base64?: boolean;
  readonly contentType: string;
  /** What whoever sends it knows of it, hex; another content is refused. */
  readonly sha256?: string;
  /** Seals this file alone; `context` names its place. */
  readonly key: DataKey;
  readonly context: string;
}

export type ReceivedFile =
  | {
      readonly kind: 'stored';
      readonly address: BlobAddress;
      readonly sealedBytes: number;
      readonly bytes: number;
      /** Of the content, hex. */
      readonly sha256: string;
      /** Without parameters. */
      readonly contentType: string;
    }
  | { readonly kind: 'refused'; readonly fault: FileFault }
  /** Whoever sent it broke off. */
  | { readonly kind: 'incomplete' };

/**
 * Takes a file as it comes: checked, hashed, sealed and stored in one go, in constant memory. Nothing of a file that is refused is
 * left. Throws what the place for blobs throws.
 */
export async function receiveFile(file: IncomingFile, blobs: Blobs, limits: FileLimits): Promise<ReceivedFile> {
  const kind = fileKindOf(file.contentType);
  if (!kind || !limits.contentTypes.includes(kind.contentType)) {
    return { kind: 'refused', fault: { code: 'typeForbidden' } };
  }
  const source = new Source(file.content);
  const gate = new Gate(kind, file.sha256, limits.bytes);
  try {
    const content = gate.through(file.base64 ? decodeBase64(source.pieces()) : source.pieces());
    const stored = await blobs.put(sealStream(file.key, content, file.context));
    if (kind.archive) await inspect(file, kind.archive.parts, gate, stored.address, blobs, limits);
    return {
      ...{ kind: 'stored', address: stored.address, sealedBytes: stored.bytes },
      ...{ bytes: gate.bytes, sha256: gate.sha256, contentType: kind.contentType },
    };
  } catch (error) {
    if (error instanceof FileRefused) return { kind: 'refused', fault: error.fault };
    if (source.brokenOff) return { kind: 'incomplete' };
    throw error;
  }
}

/** What the place gave back is looked into, so that it is that which is trusted from now on. */
async function inspect(
  { key, context }: IncomingFile,
  parts: readonly string[] | undefined,
  { tail, bytes: size }: Gate,
  address: BlobAddress,
  blobs: Blobs,
  limits: FileLimits,
): Promise<void> {
  try {
    const sealed = await blobs.get(address);
    if (!sealed) throw new Error('a blob that was stored cannot be read');
    const open = () => openStream(key, sealed, context);
    await inspectArchive({ tail: tail!.bytes(), size, open }, limits.archive, parts);
  } catch (error) {
    await blobs.delete(address);
    throw error;
  }
}

/** What comes from outside; breaking off does not destroy the connection on which the answer goes. */
class Source {
  brokenOff = false;

  constructor(private readonly content: AsyncIterable<Uint8Array>) {}

  async *pieces(): AsyncGenerator<Uint8Array, void, undefined> {
    const stream = this.content as Partial<
      NodeJS.ReadableStream & { iterator(options: object): AsyncIterable<Uint8Array> }
    >;
    const pieces = stream.iterator ? stream.iterator({ destroyOnReturn: false }) : this.content;
    try {
      for await (const piece of pieces) yield piece;
    } catch (error) {
      this.brokenOff = true;
      throw error;
    }
  }
}

/** Lets a content pass as long as it is what it should be. */
class Gate {
  readonly #hash = createHash('sha256');
  readonly #text: TextCheck | undefined;
  readonly tail: Tail | undefined;
  bytes = 0;
  sha256 = '';

  constructor(
    private readonly kind: FileKind,
    private readonly stated: string | undefined,
    private readonly maxBytes: number,
  ) {
    this.#text = kind.text ? new TextCheck() : undefined;
    this.tail = kind.archive ? new Tail(directoryBytes) : undefined;
  }

  async *through(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
    /** Until there is enough to tell its kind. */
    let head: Uint8Array | undefined = Buffer.alloc(0);
    for await (const piece of content) {
      this.#take(piece);
      if (!head) {
        yield piece;
        continue;
      }
      head = Buffer.concat([head, piece]);
      if (head.byteLength < headBytes) continue;
      this.#recognise(head);
      yield head;
      head = undefined;
    }
    if (this.bytes === 0) throw new FileRefused({ code: 'empty' });
    if (head) {
      this.#recognise(head);
      yield head;
    }
    if (this.#text?.isWhole() === false) throw new FileRefused({ code: 'contentDiffers' });
    this.sha256 = this.#hash.digest('hex');
    if (this.stated !== undefined && this.stated.toLowerCase() !== this.sha256) {
      throw new FileRefused({ code: 'hashDiffers' });
    }
  }

  #take(piece: Uint8Array): void {
    this.bytes += piece.byteLength;
    if (this.bytes > this.maxBytes) throw new FileRefused({ code: 'tooLarge', maxBytes: this.maxBytes });
    this.#hash.update(piece);
    this.tail?.push(piece);
    if (this.#text?.takes(piece) === false) throw new FileRefused({ code: 'contentDiffers' });
  }

  #recognise(head: Uint8Array): void {
    if (!this.kind.begins(head)) throw new FileRefused({ code: 'contentDiffers' });
  }
}
