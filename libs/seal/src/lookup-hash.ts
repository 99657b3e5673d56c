import { createHmac, hkdfSync } from 'node:crypto';
import type { MasterKey } from './secret.js';

const derived = new WeakMap<MasterKey, Map<string, Buffer>>();

function keyFor(master: MasterKey, purpose: string): Buffer {
  const keys = derived.get(master) ?? new Map<string, Buffer>();
  derived.set(master, keys);
  let key = keys.get(purpose);
  if (key === undefined) {
    key = Buffer.from(hkdfSync('sha256', master.reveal(), Buffer.alloc(0), `lookup/${purpose}`, 32));
    keys.set(purpose, key);
  }
  return key;
}

/**
 * A keyed hash by which a personal value can be found again without being kept: HMAC-SHA-256 under a key derived for the
 * purpose, so that hashes of different purposes cannot be matched. Bound to the master key: rotation makes them anew.
 */
export function lookupHash(master: MasterKey, purpose: string, value: string): Buffer {
  return createHmac('sha256', keyFor(master, purpose)).update(value, 'utf8').digest();
}
