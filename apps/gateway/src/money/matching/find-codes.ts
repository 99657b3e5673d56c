import { isReference, referenceLength } from '../reference/references.js';
import { normalise } from './normalise.js';

/** What a text says of our references. `many` is for a person: no code is better than the other. */
export type CodesFound =
  | { readonly kind: 'none'; readonly codes: readonly [] }
  | { readonly kind: 'one'; readonly codes: readonly [string] }
  | { readonly kind: 'many'; readonly codes: readonly string[] };

/**
 * Every distinct code of the text with one of the prefixes, the fixed length and a right check character, at whatever position.
 * `prefixes`: the configured one, and former ones whose references may still be paid.
 */
export function findCodes(text: string, prefixes: readonly string[]): CodesFound {
  const letters = normalise(text);
  const codes = new Set<string>();
  for (const prefix of prefixes) {
    const length = referenceLength(prefix);
    for (let at = letters.indexOf(prefix); at >= 0; at = letters.indexOf(prefix, at + 1)) {
      const code = letters.slice(at, at + length);
      if (isReference(prefix, code)) codes.add(code);
    }
  }
  return found([...codes]);
}

function found(codes: string[]): CodesFound {
  const [one, ...others] = codes;
  if (one === undefined) return { kind: 'none', codes: [] };
  return others.length === 0 ? { kind: 'one', codes: [one] } : { kind: 'many', codes };
}
