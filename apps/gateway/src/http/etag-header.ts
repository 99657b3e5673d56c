import { createHash } from 'node:crypto';
import { invalid } from './problem.js';
import { placed } from './validate.js';

const opaque = /^\s*"([\x21\x23-\x7e]{1,200})"\s*$/;
const isAny = (header: unknown): boolean => typeof header === 'string' && header.trim() === '*';

/**
 * `If-Match`: exactly one strong tag, as an earlier answer gave it, or `*`; undefined without the header. A GET's tag stands for
 * what the gateway knows too; whoever writes is held to the agency's statement alone.
 */
export function decodeIfMatch(header: unknown): string | undefined {
  if (header === undefined) return undefined;
  if (isAny(header)) return '*';
  const tag = typeof header === 'string' ? opaque.exec(header)?.[1] : undefined;
  if (tag === undefined) throw invalid([placed('/headers/if-match', { code: 'etag.invalid' })]);
  return tag.split('.', 1)[0];
}

/** `If-None-Match` of a write: `*` alone, only if there is nothing yet. */
export function decodeOnlyCreate(header: unknown): boolean {
  if (header === undefined) return false;
  if (isAny(header)) return true;
  throw invalid([placed('/headers/if-none-match', { code: 'etag.onlyAny' })]);
}

/** `If-None-Match` of a read: does the caller hold this state already? What cannot be read is no condition (RFC 9110: weak comparison). */
export function holdsAlready(header: unknown, etag: string): boolean {
  if (isAny(header)) return true;
  if (typeof header !== 'string') return false;
  return header.split(',').some((tag) => tag.trim().replace(/^W\//, '') === quoted(etag));
}

/** Tag of a whole GET answer: that of the statement, and what else may have changed in it. */
export const etagOfView = (etag: string, body: string): string =>
  `${etag}.${createHash('sha256').update(body, 'utf8').digest('hex').slice(0, 16)}`;

/** An entity tag as it stands in a header. */
export const quoted = (etag: string): string => (etag.startsWith('"') ? etag : `"${etag}"`);
