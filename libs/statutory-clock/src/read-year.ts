import type { CalendarYear, LocalDays } from './calendar-data.js';
import type { Refused } from './faults.js';
import { Inspector, within } from './inspect.js';

export type ReadYear = { readonly ok: true; readonly year: CalendarYear } | Refused;
export type ReadLocalDays = { readonly ok: true; readonly local: LocalDays } | Refused;

const earliest = 1976;
const latest = 2200;

/** A year of a calendar, from a file or a configuration (parsed JSON or YAML). */
export function readYear(data: unknown): ReadYear {
  const inspector = new Inspector();
  const record = inspector.record(data, '', ['calendar', 'year', 'off', 'work', 'undecided', 'sources']);
  if (record) {
    inspector.text(record.calendar, 'calendar');
    readDays(inspector, record, yearIn(inspector, record.year));
  }
  const { faults } = inspector;
  return faults.length > 0 ? { ok: false, faults } : { ok: true, year: data as CalendarYear };
}

/** The exceptions of one office, of any years. */
export function readLocalDays(data: unknown): ReadLocalDays {
  const inspector = new Inspector();
  const record = inspector.record(data, '', ['calendar', 'off', 'work', 'sources']);
  if (record) {
    inspector.text(record.calendar, 'calendar');
    readDays(inspector, record);
  }
  const { faults } = inspector;
  return faults.length > 0 ? { ok: false, faults } : { ok: true, local: data as LocalDays };
}

function yearIn(inspector: Inspector, value: unknown): number | undefined {
  if (value === undefined) return undefined;
  const inRange = typeof value === 'number' && Number.isInteger(value) && value >= earliest && value <= latest;
  return inRange ? value : inspector.note('year.range', 'year', value);
}

function readDays(inspector: Inspector, record: Readonly<Record<string, unknown>>, year?: number): void {
  const sources = inspector.sources(record.sources, 'sources');
  const seen = new Set<number>();
  const entries = (list: string, keys: readonly string[], read: (entry: Record<string, unknown>, at: string) => void) =>
    inspector.list(record[list], list, (value, at) => {
      const entry = inspector.record(value, at, ['day', 'source', ...keys]);
      if (!entry) return;
      const day = inspector.day(entry.day, within(at, 'day'), year);
      if (day !== undefined && seen.has(day)) inspector.note('day.twice', within(at, 'day'), entry.day);
      if (day !== undefined) seen.add(day);
      inspector.source(entry.source, within(at, 'source'), sources);
      read(entry, at);
    });
  entries('off', ['name'], (entry, at) => inspector.text(entry.name, within(at, 'name')));
  entries('work', ['instead'], (entry, at) => inspector.day(entry.instead, within(at, 'instead')));
  entries('undecided', ['name', 'question'], (entry, at) => {
    inspector.text(entry.name, within(at, 'name'));
    inspector.text(entry.question, within(at, 'question'));
  });
}
