import { createCipheriv, createDecipheriv, randomFillSync } from 'node:crypto';
import { commonWords } from './common-words.js';
import { Packer, Unpacker } from './deflate.js';
import { SealBroken } from './errors.js';
import type { Secret } from './secret.js';

/*
 * A box: version (1 byte: 1 plain, 2 deflated, 3 deflated with our common words; 2 is only read) ‖ nonce (12) ‖ tag (16) ‖ AES-256-GCM of the content.
 * The version and the context are authenticated with it.
 */
const plain = 1;
const deflated = 2;
const deflatedWithWords = 3;
const nonceBytes = 12;
const tagBytes = 16;
const headBytes = 1 + nonceBytes + tagBytes;

/** Smaller contents do not gain from packing. */
const deflateFrom = 64;
/** Content of a box at most, before packing; more than any body or attempt that is kept (10 MB). */
export const maxContentBytes = 16 * 1024 * 1024;

/** For most contents a small window finds all there is to find; zlib clears its whole state, 256 KB otherwise, at every call. */
const smallContent = 4096;
const small = new Packer({ level: 1, windowBits: 12, memLevel: 5, chunkSize: smallContent, dictionary: commonWords });
const large = new Packer({ level: 1, dictionary: commonWords });
const withWords = new Unpacker({ maxOutputLength: maxContentBytes, dictionary: commonWords });
const withoutWords = new Unpacker({ maxOutputLength: maxContentBytes });

const authenticated = (version: number, context: string): Buffer => Buffer.from(`${version}|${context}`, 'utf8');

function pack(content: Uint8Array): { readonly version: number; readonly bytes: Uint8Array } {
  if (content.byteLength >= deflateFrom) {
    const bytes = (content.byteLength <= smallContent ? small : large).pack(content);
    if (bytes) return { version: deflatedWithWords, bytes };
  }
  return { version: plain, bytes: content };
}

const pool = Buffer.alloc(256 * nonceBytes);
let poolAt = pool.length;

/** Random bytes for many at once: asking for few takes as long. Each is given once. */
function newNonce(): Buffer {
  if (poolAt === pool.length) {
    randomFillSync(pool);
    poolAt = 0;
  }
  return pool.subarray(poolAt, (poolAt += nonceBytes));
}

/**
 * Seals a content for one place. `context` names the record and the field (`exchange/<id>/payload`): a box that was moved
 * to another record does not open there.
 */
export function seal(key: Secret, content: Uint8Array, context: string): Buffer {
  if (content.byteLength > maxContentBytes) {
    throw new RangeError(`${content.byteLength} bytes are more than a box holds (${maxContentBytes})`);
  }
  const { version, bytes } = pack(content);
  const nonce = newNonce();
  const cipher = createCipheriv('aes-256-gcm', key.handle, nonce, { authTagLength: tagBytes });
  cipher.setAAD(authenticated(version, context));
  const sealed = [cipher.update(bytes), cipher.final()];
  return Buffer.concat([Buffer.of(version), nonce, cipher.getAuthTag(), ...sealed]);
}

function unpack(bytes: Buffer, version: number): Buffer {
  try {
    return (version === deflatedWithWords ? withWords : withoutWords).unpack(bytes);
  } catch (error) {
    throw new SealBroken((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? 'tooLarge' : 'inflate');
  }
}

/** @throws {SealBroken} */
export function open(key: Secret, box: Uint8Array, context: string): Buffer {
  const version = box[0];
  if (version !== plain && version !== deflated && version !== deflatedWithWords)
    throw new SealBroken(version === undefined ? 'short' : 'version');
  if (box.byteLength < headBytes) throw new SealBroken('short');
  const nonce = box.subarray(1, 1 + nonceBytes);
  const decipher = createDecipheriv('aes-256-gcm', key.handle, nonce, { authTagLength: tagBytes });
  decipher.setAAD(authenticated(version, context));
  decipher.setAuthTag(box.subarray(1 + nonceBytes, headBytes));
  let bytes: Buffer;
  try {
    bytes = Buffer.concat([decipher.update(box.subarray(headBytes)), decipher.final()]);
  } catch {
    throw new SealBroken('notAuthentic');
  }
  return version === plain ? bytes : unpack(bytes, version);
}
