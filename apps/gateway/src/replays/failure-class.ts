import { createHash } from 'node:crypto';

/** What a failure has in common with others of its class; holds no personal value, whatever the cause says. */
export interface FailureClass {
  readonly partner: string;
  readonly operation: string;
  /** {@link normalisedCause}. */
  readonly cause: string;
}

/** A cause as connectors give it: dotted, the first part a partner or a place of ours. Its end is the end, or something that no code goes on with. */
const code = /^[a-z][A-Za-z-]*(?:\.[A-Za-z0-9_-]+)+(?=$|[\s:;,()])/;
const mostCode = 80;

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

/**
 * A cause without the values in it. Of what follows the code only a mark of its wording is kept: words of a partner may hold a name
 * that nothing tells from a word.
 */
export function normalisedCause(cause: string | undefined): string {
  const text = (cause ?? '').normalize('NFC').trim();
  const found = code.exec(text)?.[0] ?? '';
  const name = found === '' ? 'unnamed' : found.split('.').map(partOfCode).join('.').slice(0, mostCode);
  const wording = values.reduce((rest, [value, by]) => rest.replace(value, by), text.slice(found.length)).trim();
  return wording === '' ? name : `${name}~${markOf(wording)}`;
}

/** A part that holds a digit is a number, an id or a date, or ends in one. */
const partOfCode = (part: string): string => (/\d/.test(part) ? 'N' : part.replaceAll('_', '-'));

const markOf = (wording: string): string => createHash('sha256').update(wording, 'utf8').digest('hex').slice(0, 8);

/** Its name, as it stands in a query. */
export const classOf = ({ partner, operation, cause }: { [K in keyof FailureClass]?: FailureClass[K] | undefined }) =>
  `${partner}:${operation}:${normalisedCause(cause)}`;

/** May it be sent again? `unknown`: nobody knows whether it was done, so nobody sends it. */
export const fates = ['surelyNotDone', 'refused', 'unknown'] as const;
export type Fate = (typeof fates)[number];

/** Of one that is parked. `refused`: surely not done, and the partner will say the same of the same. */
export function fateOf({
  surelyNotDone,
  outcome,
}: {
  readonly surelyNotDone?: boolean | undefined;
  readonly outcome?: string | undefined;
}): Fate {
  if (surelyNotDone !== true) return 'unknown';
  return outcome === 'refused' ? 'refused' : 'surelyNotDone';
}
