import { vietnamClock } from '@lienthong/contracts';

/** A moment as a bank writes it: letters `yyyy`, `yy`, `MM`, `dd`, `HH`, `mm`, `ss`; everything else stands for itself. */
export type DatePattern = string;

export interface Moment {
  /** `yyyy-mm-dd`. */
  readonly day: string;
  /** RFC 3339 in `+07:00`, when the pattern has a time. */
  readonly at?: string;
}

interface Compiled {
  readonly expression: RegExp;
  readonly parts: readonly string[];
}
const compiled = new Map<DatePattern, Compiled>();

/** The moment that `text` states under the first pattern that fits; `undefined` when none fits or the day does not exist. */
export function readMoment(text: string, patterns: readonly DatePattern[]): Moment | undefined {
  for (const pattern of patterns) {
    const { expression, parts } = compile(pattern);
    const found = expression.exec(text);
    if (!found) continue;
    const value: Record<string, number> = {};
    parts.forEach((part, index) => (value[part] = Number(found[index + 1])));
    const year = value['yyyy'] ?? 2000 + (value['yy'] ?? 0);
    const day = dayOf(year, value['MM'] ?? 0, value['dd'] ?? 0);
    if (day === undefined) return undefined;
    if (!parts.includes('HH')) return { day };
    const [hour = 0, minute = 0, second = 0] = [value['HH'], value['mm'], value['ss']];
    if (hour > 23 || minute > 59 || second > 59) return undefined;
    return { day, at: `${day}T${two(hour)}:${two(minute)}:${two(second)}+07:00` };
  }
  return undefined;
}

/** `yyyy-mm-dd` of a day that exists, of this century. */
export function dayOf(year: number, month: number, day: number): string | undefined {
  if (year < 2000 || year > 2099 || month < 1 || month > 12 || day < 1) return undefined;
  const lengths = [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  if (day > lengths[month - 1]!) return undefined;
  return `${year}-${two(month)}-${two(day)}`;
}

/** An ISO 8601 moment with offset (or none: Vietnam's) as a day and time of Vietnam. */
export function readIsoMoment(text: string): Moment | undefined {
  const found = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.\d+)?(Z|[+-]\d{2}:\d{2})?$/.exec(text);
  if (!found) return undefined;
  const [, year, month, day, hour, minute, second, offset] = found;
  if (dayOf(Number(year), Number(month), Number(day)) === undefined) return undefined;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const epoch = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${offset ?? '+07:00'}`);
  if (Number.isNaN(epoch)) return undefined;
  const local = vietnamClock(epoch);
  return { day: local.slice(0, 10), at: `${local.slice(0, 19)}+07:00` };
}

function compile(pattern: DatePattern): Compiled {
  const known = compiled.get(pattern);
  if (known) return known;
  const parts: string[] = [];
  const source = pattern.replace(/yyyy|yy|MM|dd|HH|mm|ss|[^A-Za-z0-9]/g, (part) => {
    if (!/[A-Za-z]/.test(part)) return `\\u${part.charCodeAt(0).toString(16).padStart(4, '0')}`;
    parts.push(part);
    return `(\\d{${part.length}})`;
  });
  const made = { expression: new RegExp(`^${source}$`), parts };
  compiled.set(pattern, made);
  return made;
}

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
const two = (value: number): string => String(value).padStart(2, '0');
