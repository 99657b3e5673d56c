import { wordingMark } from '@lienthong/contracts';

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
const mark8 = /^[0-9a-f]{8}$/;

/**
 * A cause without the values in it. Of what follows the code, and of the partner's own words, only a mark of the wording is kept.
 * @param said mark of the partner's words, as the connectors tell it with a refusal
 */
export function normalisedCause(cause: string | undefined, said?: string): string {
  const text = (cause ?? '').normalize('NFC').trim();
  const found = code.exec(text)?.[0] ?? '';
  const name = found === '' ? 'unnamed' : found.split('.').map(partOfCode).join('.').slice(0, mostCode);
  const mark = wordingMark(text.slice(found.length)) ?? (mark8.test(said ?? '') ? said : undefined);
  return mark === undefined ? name : `${name}~${mark}`;
}

/** A part that holds a digit is a number, an id or a date, or ends in one. */
const partOfCode = (part: string): string => (/\d/.test(part) ? 'N' : part.replaceAll('_', '-'));

/** Its name, as it stands in a query. */
export const classOf = ({ partner, operation, cause, wording }: Failed): string =>
  `${partner}:${operation}:${normalisedCause(cause, wording)}`;

type Failed = Pick<FailureClass, 'partner' | 'operation'> & {
  readonly cause?: string | undefined;
  readonly wording?: string | undefined;
};

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
