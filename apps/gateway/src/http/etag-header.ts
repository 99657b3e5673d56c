import { invalid } from './problem.js';
import { placed } from './validate.js';

/** `If-Match`: exactly one strong tag, as an earlier answer gave it; undefined without the header. */
export function decodeIfMatch(header: unknown): string | undefined {
  if (header === undefined) return undefined;
  const tag = typeof header === 'string' ? /^\s*"([\x21\x23-\x7e]{1,200})"\s*$/.exec(header)?.[1] : undefined;
  if (tag === undefined) throw invalid([placed('/headers/if-match', { code: 'etag.invalid' })]);
  return tag;
}

/** An entity tag as it stands in a header. */
export const quoted = (etag: string): string => (etag.startsWith('"') ? etag : `"${etag}"`);
