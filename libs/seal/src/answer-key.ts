import {
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
} from 'node:crypto';
import { SealBroken } from './errors.js';
import { open, seal } from './seal.js';
import { DataKey } from './secret.js';

/*
 * What is answered under a key of the asker's own: whoever knows the public key can seal, and only who keeps the private one can
 * open, also where the master key and everything that travelled are known. Erasing the private key erases every answer.
 *
 * A sealed answer: the answerer's public key of this once (X25519, 32 bytes) ‖ box under HKDF-SHA-256 of what both share.
 */
const keyBytes = 32;

/** Raw X25519 keys, base64url. The private one is a secret. */
export interface AnswerKey {
  readonly publicKey: string;
  readonly privateKey: string;
}

export function newAnswerKey(): AnswerKey {
  const { privateKey } = generateKeyPairSync('x25519');
  const { x, d } = privateKey.export({ format: 'jwk' });
  return { publicKey: x!, privateKey: d! };
}

/** Seals for whoever keeps the private key. `context` as in `seal`. @throws {SealBroken} for a text that is no public key */
export function sealAnswer(publicKey: string, content: Uint8Array, context: string): Buffer {
  const once = generateKeyPairSync('x25519');
  const { x } = once.publicKey.export({ format: 'jwk' });
  const key = sharedKey(once.privateKey, publicOf(publicKey), x!, publicKey);
  return Buffer.concat([Buffer.from(x!, 'base64url'), seal(key, content, context)]);
}

/** @throws {SealBroken} */
export function openAnswer({ publicKey, privateKey }: AnswerKey, sealed: Uint8Array, context: string): Buffer {
  if (sealed.byteLength < keyBytes) throw new SealBroken('short');
  const x = Buffer.from(sealed.subarray(0, keyBytes)).toString('base64url');
  const own = keyOf(() =>
    createPrivateKey({ key: { kty: 'OKP', crv: 'X25519', x: publicKey, d: privateKey }, format: 'jwk' }),
  );
  return open(sharedKey(own, publicOf(x), x, publicKey), sealed.subarray(keyBytes), context);
}

const publicOf = (x: string): KeyObject =>
  keyOf(() => createPublicKey({ key: { kty: 'OKP', crv: 'X25519', x }, format: 'jwk' }));

/** Both public keys go in: an answer cannot be turned into one for another key. */
function sharedKey(mine: KeyObject, theirs: KeyObject, once: string, asked: string): DataKey {
  const shared = keyOf(() => diffieHellman({ privateKey: mine, publicKey: theirs }));
  return new DataKey(Buffer.from(hkdfSync('sha256', shared, Buffer.alloc(0), `answer/${once}/${asked}`, 32)));
}

function keyOf<T>(made: () => T): T {
  try {
    return made();
  } catch {
    throw new SealBroken('notAuthentic');
  }
}
