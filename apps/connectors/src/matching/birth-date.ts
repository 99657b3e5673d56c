/** A date of birth as far as it is known; month and day are 1-based. */
export interface BirthDate {
  readonly year: number;
  readonly month?: number;
  readonly day?: number;
}

export type BirthMatch = 'same' | 'yearOnly' | 'dayAndMonthSwapped' | 'different';

const claimed = /^(\d{4})(?:-(\d\d)-(\d\d))?$/;
const held = /^(\d{4})(\d\d)(\d\d)$/;

/** `1999-01-01` or `1999`; undefined when it is neither, or no calendar has that day. */
export const birthDateOf = (text: string): BirthDate | undefined => dateOf(claimed.exec(text));

/** `19990101` as partners write it; `00` stands for a day or month that nobody knows. */
export function heldBirthDateOf(text: string): BirthDate | undefined {
  const unknown = /^(\d{4})(?:\d\d00|0000)$/.exec(text);
  return unknown ? yearOf(unknown[1]!) : dateOf(held.exec(text));
}

export const yearOf = (text: string): BirthDate | undefined => dateOf(/^(\d{4})$/.exec(text));

function dateOf(found: RegExpExecArray | null): BirthDate | undefined {
  if (!found) return undefined;
  const [year, month, day] = found.slice(1, 4).map((part) => (part === undefined ? undefined : Number(part)));
  if (year! < 1870 || year! > 2200) return undefined;
  if (month === undefined || day === undefined) return { year: year! };
  const date = new Date(Date.UTC(year!, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? { year: year!, month, day } : undefined;
}

/** Where either side knows the year alone, the year decides, and that is said. */
export function compareBirthDates(one: BirthDate, other: BirthDate): BirthMatch {
  if (one.year !== other.year) return 'different';
  if (one.month === undefined && other.month === undefined) return 'same';
  if (one.month === undefined || other.month === undefined) return 'yearOnly';
  if (one.month === other.month && one.day === other.day) return 'same';
  return one.month === other.day && one.day === other.month ? 'dayAndMonthSwapped' : 'different';
}

/** `1999-01-01` or `1999`. */
export const writtenBirthDate = ({ year, month, day }: BirthDate): string =>
  [String(year), ...(month === undefined || day === undefined ? [] : [two(month), two(day)])].join('-');

const two = (number: number): string => String(number).padStart(2, '0');
