import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { SealBroken } from './errors.js';
import type { Secret } from './secret.js';

/*
 * Contents of any length, sealed and opened as they come, in constant memory.
 *
 * A sealed stream: version (1 byte) ‖ prefix (7, random) ‖ chunks. A chunk: AES-256-GCM of 64 KiB of the content, the last one of
 * what is left (0 to 64 KiB), then its tag (16). Nonce of chunk n: prefix ‖ n (4 bytes) ‖ 1 for the last, else 0. So a chunk opens
 * only in its place, and a stream that ends early does not end with its last chunk (Hoang, Reyhanitabar, Rogaway and Vizar, "Online
 * Authenticated-Encryption and its Nonce-Reuse Misuse-Resistance", 2015: STREAM). Version and context are authenticated with each.
 */
const version = 1;
const prefixBytes = 7;
const headBytes = 1 + prefixBytes;
const chunkBytes = 64 * 1024;
const tagBytes = 16;

/** How many bytes a content of so many takes when it is sealed. */
export const sealedStreamBytes = (contentBytes: number): number =>
  headBytes + contentBytes + tagBytes * Math.max(1, Math.ceil(contentBytes / chunkBytes));

/** Seals what comes, for one place (`context` as in `seal`). Use a key for few streams: the prefix is random, 56 bits of it. */
export async function* sealStream(
  key: Secret,
  content: AsyncIterable<Uint8Array>,
  context: string,
): AsyncGenerator<Buffer, void, undefined> {
  const prefix = randomBytes(prefixBytes);
  yield Buffer.concat([Buffer.of(version), prefix]);
  let n = 0;
  for await (const { bytes, last } of inChunks(content, chunkBytes)) {
    const cipher = createCipheriv('aes-256-gcm', key.handle, nonceOf(prefix, n++, last), { authTagLength: tagBytes });
    cipher.setAAD(authenticated(context));
    yield cipher.update(bytes);
    cipher.final();
    yield cipher.getAuthTag();
  }
}

/**
 * Opens what comes. Every chunk that is given has been authenticated in its place; that the stream is whole is known when it ends.
 * @throws {SealBroken} while it is read, at the first chunk that does not open, or at an end that is not one.
 */
export async function* openStream(
  key: Secret,
  sealed: AsyncIterable<Uint8Array>,
  context: string,
): AsyncGenerator<Buffer, void, undefined> {
  const head = Buffer.alloc(headBytes);
  let n = 0;
  for await (const { bytes, last } of inChunks(withoutHead(sealed, head), chunkBytes + tagBytes)) {
    yield openChunk(key, head, bytes, { n: n++, last }, context);
  }
}

/** From `start` up to, and with, `end`. */
export interface StreamRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Opens a part of a content, and reads of its sealed form the chunks that hold it, and its head.
 * @param bytes how long the content is: what says so must be trusted, or sealed itself
 * @param read gives a part of the sealed form
 * @throws {SealBroken} while it is read, at the first chunk that does not open
 */
export async function* openStreamRange(
  key: Secret,
  {
    bytes,
    context,
    read,
  }: {
    readonly bytes: number;
    readonly context: string;
    readonly read: (range: StreamRange) => Promise<AsyncIterable<Uint8Array>>;
  },
  { start, end }: StreamRange,
): AsyncGenerator<Buffer, void, undefined> {
  const sealedChunk = chunkBytes + tagBytes;
  const first = Math.floor(start / chunkBytes);
  const past = Math.floor(end / chunkBytes) + 1;
  const final = Math.max(1, Math.ceil(bytes / chunkBytes)) - 1;
  const head = Buffer.alloc(headBytes);
  // The head stands right in front of the first chunk.
  const from = first === 0 ? 0 : headBytes + first * sealedChunk;
  const to = Math.min(headBytes + past * sealedChunk, sealedStreamBytes(bytes)) - 1;
  if (first > 0) await drained(withoutHead(await read({ start: 0, end: headBytes - 1 }), head));
  const found = await read({ start: from, end: to });
  const sealed = first === 0 ? withoutHead(found, head) : found;
  let n = first;
  for await (const { bytes: chunk } of inChunks(sealed, sealedChunk)) {
    const content = openChunk(key, head, chunk, { n, last: n === final }, context);
    const at = n++ * chunkBytes;
    yield content.subarray(Math.max(0, start - at), Math.min(content.byteLength, end + 1 - at));
  }
  if (n !== past) throw new SealBroken('short');
}

async function drained(pieces: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const piece of pieces) if (piece.byteLength > 0) throw new SealBroken('short');
}

function openChunk(
  key: Secret,
  head: Buffer,
  chunk: Buffer,
  { n, last }: { readonly n: number; readonly last: boolean },
  context: string,
): Buffer {
  if (head[0] !== version) throw new SealBroken('version');
  if (chunk.byteLength < tagBytes) throw new SealBroken('short');
  const nonce = nonceOf(head.subarray(1), n, last);
  const decipher = createDecipheriv('aes-256-gcm', key.handle, nonce, { authTagLength: tagBytes });
  decipher.setAAD(authenticated(context));
  decipher.setAuthTag(chunk.subarray(-tagBytes));
  const content = decipher.update(chunk.subarray(0, -tagBytes));
  try {
    decipher.final();
  } catch {
    throw new SealBroken('notAuthentic');
  }
  return content;
}

const authenticated = (context: string): Buffer => Buffer.from(`stream/${version}|${context}`, 'utf8');

function nonceOf(prefix: Uint8Array, n: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(prefixBytes + 5);
  nonce.set(prefix);
  // Throws beyond 4 bytes: no number is ever used twice.
  nonce.writeUInt32BE(n, prefixBytes);
  nonce[prefixBytes + 4] = last ? 1 : 0;
  return nonce;
}

/** Pieces of any length as chunks of one length and a last one, which may be empty. A chunk's bytes are good until the next is asked for. */
async function* inChunks(
  pieces: AsyncIterable<Uint8Array>,
  size: number,
): AsyncGenerator<{ readonly bytes: Buffer; readonly last: boolean }, void, undefined> {
  const chunk = Buffer.allocUnsafeSlow(size);
  let filled = 0;
  for await (const piece of pieces) {
    for (let at = 0; at < piece.byteLength;) {
      if (filled === size) {
        yield { bytes: chunk, last: false };
        filled = 0;
      }
      const taken = piece.subarray(at, at + size - filled);
      chunk.set(taken, filled);
      filled += taken.byteLength;
      at += taken.byteLength;
    }
  }
  yield { bytes: chunk.subarray(0, filled), last: true };
}

/** Fills `head` with the first bytes and gives the others. */
async function* withoutHead(
  pieces: AsyncIterable<Uint8Array>,
  head: Buffer,
): AsyncGenerator<Uint8Array, void, undefined> {
  let at = 0;
  for await (const piece of pieces) {
    const taken = piece.subarray(0, head.byteLength - at);
    head.set(taken, at);
    at += taken.byteLength;
    if (taken.byteLength < piece.byteLength) yield piece.subarray(taken.byteLength);
  }
  if (at < head.byteLength) throw new SealBroken('short');
}
