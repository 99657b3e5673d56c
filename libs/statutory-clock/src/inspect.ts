import { dayNumber, yearOf, type DayNumber } from './day.js';
import type { DataFault, DataFaultReason } from './faults.js';

/** Reads values whose type nobody vouches for, and notes what is wrong with them. */
export class Inspector {
  readonly faults: DataFault[] = [];

  note(reason: DataFaultReason, at: string, found?: unknown): undefined {
    this.faults.push({ reason, at, ...(found === undefined ? {} : { found: shown(found) }) });
  }

  /** A record with these keys and no others; those with a question mark may be missing. */
  record(value: unknown, at: string, keys: readonly string[]): Readonly<Record<string, unknown>> | undefined {
    if (!isRecord(value)) return this.note('type', at || 'data', value ?? 'nothing');
    const known = keys.map((key) => key.replace('?', ''));
    for (const key of Object.keys(value)) if (!known.includes(key)) this.note('key.unknown', within(at, key));
    for (const key of keys)
      if (!key.endsWith('?') && value[key] === undefined) this.note('type', within(at, key), 'nothing');
    return value;
  }

  list<T>(value: unknown, at: string, read: (entry: unknown, at: string) => T | undefined): T[] {
    if (Array.isArray(value)) return value.flatMap((entry: unknown, index) => read(entry, `${at}[${index}]`) ?? []);
    if (value !== undefined) this.note('type', at, value);
    return [];
  }

  text(value: unknown, at: string): string {
    if (typeof value === 'string' && value !== '') return value;
    if (value !== undefined) this.note('type', at, value);
    return '';
  }

  /** Also a day of that year, where one is given. */
  day(value: unknown, at: string, year?: number): DayNumber | undefined {
    if (value === undefined) return undefined;
    const day = typeof value === 'string' ? dayNumber(value) : undefined;
    if (day === undefined) return this.note('day.notReal', at, value);
    if (year !== undefined && yearOf(day) !== year) return this.note('day.otherYear', at, value);
    return day;
  }

  sources(value: unknown, at: string): ReadonlySet<string> {
    if (!isRecord(value)) {
      if (value !== undefined) this.note('type', at, value);
      return new Set();
    }
    for (const [name, text] of Object.entries(value)) this.text(text, within(at, name));
    return new Set(Object.keys(value));
  }

  source(value: unknown, at: string, sources: ReadonlySet<string>): void {
    if (value !== undefined && !sources.has(this.text(value, at))) this.note('source.unknown', at, value);
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const within = (at: string, key: string): string => (at === '' ? key : `${at}.${key}`);

function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? typeof value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
