import type { CalendarYear, LocalDays, UndecidedDay } from './calendar-data.js';
import { dayAt, dayNumber, yearOf } from './day.js';
import { tableOf, type DayTable } from './day-table.js';
import type { NotReckoned, Refused } from './faults.js';
import { readHours, type HoursInForce } from './read-hours.js';
import { readLocalDays, readYear } from './read-year.js';
import { Inspector } from './inspect.js';

/** What is worked on each day of some years on end. Made once, asked often. */
export interface Calendar {
  readonly name: string;
  readonly firstYear: number;
  readonly lastYear: number;
  readonly undecided: readonly UndecidedDay[];
  /** For the reckoning; not to be relied upon from outside. */
  readonly table: DayTable;
}

/** Parsed data: files of this library, of the office, or parts of a configuration. */
export interface CalendarParts {
  readonly name: string;
  /** One each; they follow one another, in any order. */
  readonly years: readonly unknown[];
  readonly hours: unknown;
  /** What differs from the years; the later one wins. */
  readonly local?: readonly unknown[];
}

export type Made = { readonly ok: true; readonly calendar: Calendar } | Refused;

/** A calendar from its parts, or everything that stands against them. */
export function makeCalendar(parts: CalendarParts): Made {
  const inspector = new Inspector();
  const take = (at: string, faults: Refused['faults']) =>
    faults.forEach((fault) => inspector.faults.push({ ...fault, at: `${at}: ${fault.at}` }));
  const years = parts.years.flatMap((data, index): CalendarYear[] => {
    const read = readYear(data);
    if (read.ok) return [read.year];
    take(`years[${index}]`, read.faults);
    return [];
  });
  const local = (parts.local ?? []).flatMap((data, index): LocalDays[] => {
    const read = readLocalDays(data);
    if (read.ok) return [read.local];
    take(`local[${index}]`, read.faults);
    return [];
  });
  const hours = readHours(parts.hours);
  if (!hours.ok) take('hours', hours.faults);
  return inspector.faults.length > 0 || !hours.ok
    ? { ok: false, faults: inspector.faults }
    : assemble(parts.name, years, local, hours.inForce);
}

function assemble(
  name: string,
  given: readonly CalendarYear[],
  local: readonly LocalDays[],
  hours: readonly HoursInForce[],
): Made {
  const inspector = new Inspector();
  const years = [...given].sort((one, other) => one.year - other.year);
  years.forEach(({ year }, index) => {
    const before = years[index - 1]?.year ?? year - 1;
    if (year === before) inspector.note('years.twice', 'years', year);
    if (year > before + 1) inspector.note('years.gap', 'years', before + 1);
  });
  if (years.length === 0) return { ok: false, faults: [{ reason: 'years.none', at: 'years' }] };
  if (inspector.faults.length > 0) return { ok: false, faults: inspector.faults };
  const firstYear = years[0]!.year;
  const lastYear = years.at(-1)!.year;
  const table = tableOf(inspector, { firstYear, lastYear, layers: [...years, ...local], hours });
  if (inspector.faults.length > 0) return { ok: false, faults: inspector.faults };
  const decided = new Set(local.flatMap(({ off, work }) => [...off, ...work].map(({ day }) => day)));
  const undecided = years.flatMap((year) => year.undecided).filter(({ day }) => !decided.has(day));
  return { ok: true, calendar: { name, firstYear, lastYear, undecided, table } };
}

/** Days between two instants (both days included) of which the data do not know whether they are worked. */
export function undecidedBetween(calendar: Calendar, from: number, to: number): readonly UndecidedDay[] {
  const [first, last] = [dayAt(Math.min(from, to)), dayAt(Math.max(from, to))];
  return calendar.undecided.filter(({ day }) => {
    const number = dayNumber(day)!;
    return number >= first && number <= last;
  });
}

/** No answer without that year's days. */
export const yearMissing = (calendar: Calendar, year: number): NotReckoned => ({
  ok: false,
  fault: {
    reason: 'calendar.yearMissing',
    calendar: calendar.name,
    year,
    knownFrom: calendar.firstYear,
    knownTo: calendar.lastYear,
    whoActs: 'operator',
  },
});

/** Why an instant has no place in the calendar. */
export function placeMissing(calendar: Calendar, instant: number): NotReckoned | undefined {
  const index = dayAt(instant) - calendar.table.first;
  return index >= 0 && index < calendar.table.count ? undefined : yearMissing(calendar, yearOf(dayAt(instant)));
}
