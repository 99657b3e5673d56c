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

/**
 * Whether a stated proof in hex is the HMAC of the content under one of the keys. Compared as bytes in constant time; every key is
 * tried, so that the time does not tell which one fits. Letters of either case; anything but hex of the right length is wrong.
 */
export function isHmacHex(
  algorithm: 'sha256' | 'sha512',
  keys: readonly string[],
  content: Uint8Array | string,
  stated: string,
): boolean {
  const length = algorithm === 'sha256' ? 32 : 64;
  const isHex = stated.length === length * 2 && /^[0-9a-fA-F]+$/.test(stated);
  const bytes = isHex ? Buffer.from(stated, 'hex') : Buffer.alloc(length);
  let fits = false;
  for (const key of keys) {
    fits = timingSafeEqual(createHmac(algorithm, key).update(content).digest(), bytes) || fits;
  }
  return isHex && fits;
}

/** Whether a stated secret is one of ours, in a time that depends on neither. */
export function isSecret(secrets: readonly string[], stated: string): boolean {
  const digest = (text: string): Buffer => createHmac('sha256', comparing).update(text, 'utf8').digest();
  const given = digest(stated);
  let fits = false;
  for (const secret of secrets) fits = timingSafeEqual(digest(secret), given) || fits;
  return fits;
}

/** Brings secrets of any length to one length; nothing depends on its being unknown. */
const comparing = Buffer.alloc(32, 'lienthong');

/** Several parts as one content to be signed, bytes as they came. */
export const joined = (...parts: readonly (string | Uint8Array)[]): Buffer =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'utf8') : part)));
