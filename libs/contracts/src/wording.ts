import { createHash } from 'node:crypto';

/** Where a value stands; the order matters: what is quoted may hold any of the others. */
const values: readonly (readonly [RegExp, string])[] = [
  // Quotes begin behind a space or a sign, not within an address.
  [/(?<![^\s(:=,])(?:"[^"]*"|'[^']*'|“[^”]*”|‘[^’]*’|«[^»]*»|`[^`]*`)(?!\S*@)/gu, ' '],
  // An id, a number, a date, an address of any kind: whatever holds a digit, `@`, `/` or `_`.
  [/\S*[\p{N}@/_]\S*/gu, ' '],
  // A name: words that begin with a capital.
  [/(?<![\p{L}\p{M}])\p{Lu}[\p{L}\p{M}.-]*/gu, ' '],
  [/[^\p{L}\p{M}]+/gu, ' '],
];

/** Of a partner's words only so much is looked at. */
const mostWords = 2_000;

/**
 * A mark of how something is worded, 8 hexadecimal digits: the same for words that differ in numbers, ids, dates, names and quoted
 * values alone. Only the mark may be kept in the clear: words of a partner may hold a name that nothing tells from a word. Undefined
 * where no wording is left.
 */
export function wordingMark(words: string): string | undefined {
  const text = words.slice(0, mostWords).normalize('NFC');
  const wording = values.reduce((rest, [value, by]) => rest.replace(value, by), text).trim();
  return wording === '' ? undefined : createHash('sha256').update(wording, 'utf8').digest('hex').slice(0, 8);
}

/** As a part of what is told of a refusal. */
export function wordedAs(words: string): { readonly wording?: string } {
  const wording = wordingMark(words);
  return wording === undefined ? {} : { wording };
}
