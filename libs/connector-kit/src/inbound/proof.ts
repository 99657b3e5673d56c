import { createHmac, timingSafeEqual } from 'node:crypto';
import type { InboundRequest } from './port.js';

/**
 * The one value of a header; `missing` without it, `doubled` when it came twice: whoever reads the other one would believe
 * something else.
 */
export function onlyHeader(
  { headers }: Pick<InboundRequest, 'headers'>,
  name: string,
): { readonly value: string } | 'missing' | 'doubled' {
  const values = headers[name] ?? [];
  if (values.length > 1) return 'doubled';
  const value = values[0];
  return value === undefined || value === '' ? 'missing' : { value };
}

/** Whether a given proof is what one of the keys makes; in constant time, and every key is tried: the time does not tell which one fits. */
export function fitsOne(keys: readonly string[], given: Uint8Array, make: (key: string) => Uint8Array): boolean {
  let fits = false;
  for (const key of keys) fits = timingSafeEqual(make(key), given) || fits;
  return fits;
}

/** The same of a proof that is stated in hex, letters of either case; anything but hex of `length` bytes is wrong, in the same time. */
export function fitsOneHex(
  keys: readonly string[],
  stated: string,
  { length, make }: { readonly length: number; readonly make: (key: string) => Uint8Array },
): boolean {
  const isHex = stated.length === length * 2 && /^[0-9a-fA-F]+$/.test(stated);
  const given = isHex ? Buffer.from(stated, 'hex') : Buffer.alloc(length);
  return fitsOne(keys, given, make) && isHex;
}

/** Whether a stated proof in hex is the HMAC of the content under one of the keys. */
export function isHmacHex(
  algorithm: 'sha256' | 'sha512',
  keys: readonly string[],
  content: Uint8Array | string,
  stated: string,
): boolean {
  const length = algorithm === 'sha256' ? 32 : 64;
  return fitsOneHex(keys, stated, { length, make: (key) => createHmac(algorithm, key).update(content).digest() });
}

/** Whether a stated secret is one of ours, in a time that depends on neither. */
export function isSecret(secrets: readonly string[], stated: string): boolean {
  const digest = (text: string): Buffer => createHmac('sha256', comparing).update(text, 'utf8').digest();
  return fitsOne(secrets, digest(stated), digest);
}

/** What a header shows that is to hold one of our secrets, with or without `Bearer`. */
export function shownSecret(
  request: Pick<InboundRequest, 'headers'>,
  { secrets, header }: { readonly secrets: readonly string[]; readonly header: string },
): 'right' | 'wrong' | 'missing' | 'doubled' {
  const stated = onlyHeader(request, header);
  if (typeof stated === 'string') return stated;
  return isSecret(secrets, stated.value.replace(/^Bearer /, '')) ? 'right' : 'wrong';
}

/** Brings secrets of any length to one length; nothing depends on its being unknown. */
const comparing = Buffer.alloc(32, 'lienthong');

/** Several parts as one content to be signed, bytes as they came. */
export const joined = (...parts: readonly (string | Uint8Array)[]): Buffer =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'utf8') : part)));
