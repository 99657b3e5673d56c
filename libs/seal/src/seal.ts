import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';

/** AES-256 key of one subject. */
export type DataKey = Uint8Array;

/** A box that does not open: another key, another context, or other bytes than were sealed. */
export class SealBroken extends Error {
  constructor(readonly reason: 'tooShort' | 'versionUnknown' | 'notAuthentic' | 'tooLarge') {
    super(`a sealed box does not open: ${reason}`);
    this.name = 'SealBroken';
  }
}

/** First byte of a box: what was done to the plaintext before it was encrypted. */
const plain = 1;
const deflated = 2;
const nonceBytes = 12;
const tagBytes = 16;
const worthDeflating = 256;
/** Largest plaintext that is unpacked: a few times the largest body. */
const maxPlainBytes = 16 * 1024 * 1024;

/**
 * Seals bytes with AES-256-GCM under a random nonce. `context` is authenticated with them: a box that is moved to
 * another record does not open there. Bytes over 256 are deflated first where that helps.
 */
export function seal(key: DataKey, plaintext: Uint8Array, context: string): Buffer {
  const packed = plaintext.byteLength > worthDeflating ? deflateRawSync(plaintext, { level: 3 }) : undefined;
  const smaller = packed !== undefined && packed.byteLength < plaintext.byteLength;
  const head = Buffer.from([smaller ? deflated : plain]);
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(additional(head, context));
  return Buffer.concat([head, nonce, cipher.update(smaller ? packed : plaintext), cipher.final(), cipher.getAuthTag()]);
}

/** @throws {SealBroken} */
export function open(key: DataKey, box: Uint8Array, context: string): Buffer {
  const bytes = Buffer.from(box.buffer, box.byteOffset, box.byteLength);
  if (bytes.length < 1 + nonceBytes + tagBytes) throw new SealBroken('tooShort');
  const head = bytes.subarray(0, 1);
  if (head[0] !== plain && head[0] !== deflated) throw new SealBroken('versionUnknown');
  const opened = decrypt(key, bytes, additional(head, context));
  if (head[0] === plain) return opened;
  try {
    return inflateRawSync(opened, { maxOutputLength: maxPlainBytes });
  } catch {
    throw new SealBroken('tooLarge');
  }
}

function decrypt(key: DataKey, bytes: Buffer, aad: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(1, 1 + nonceBytes), { authTagLength: tagBytes });
  decipher.setAAD(aad);
  decipher.setAuthTag(bytes.subarray(bytes.length - tagBytes));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(1 + nonceBytes, bytes.length - tagBytes)), decipher.final()]);
  } catch {
    throw new SealBroken('notAuthentic');
  }
}

const additional = (head: Buffer, context: string): Buffer => Buffer.concat([head, Buffer.from(context, 'utf8')]);
