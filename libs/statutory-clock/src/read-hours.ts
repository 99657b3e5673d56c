import { weekdays, type WorkingHours } from './calendar-data.js';
import type { DayNumber } from './day.js';
import type { Refused } from './faults.js';
import { Inspector, within } from './inspect.js';

/** From one clock time to another, in milliseconds after midnight. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The hours of a week while they are in force, by JavaScript's weekday numbers. */
export interface HoursInForce {
  readonly first: DayNumber;
  readonly last: DayNumber;
  readonly week: readonly (readonly Span[])[];
}

export type ReadHours =
  { readonly ok: true; readonly hours: WorkingHours; readonly inForce: readonly HoursInForce[] } | Refused;

/** Working hours from a file or a configuration (parsed JSON or YAML), periods in the order of time. */
export function readHours(data: unknown): ReadHours {
  const inspector = new Inspector();
  const record = inspector.record(data, '', ['hours', 'periods', 'sources']) ?? {};
  inspector.text(record.hours, 'hours');
  const sources = inspector.sources(record.sources, 'sources');
  const inForce = inspector.list(record.periods, 'periods', (value, at) => readPeriod(inspector, value, at, sources));
  inForce.forEach((period, index) => {
    const before = inForce[index - 1];
    const overlaps = before !== undefined && period.first <= before.last;
    if (overlaps || period.last < period.first) inspector.note('hours.overlap', `periods[${index}]`);
  });
  const { faults } = inspector;
  return faults.length > 0 ? { ok: false, faults } : { ok: true, hours: data as WorkingHours, inForce };
}

function readPeriod(
  inspector: Inspector,
  value: unknown,
  at: string,
  sources: ReadonlySet<string>,
): HoursInForce | undefined {
  const period = inspector.record(value, at, ['from?', 'to?', 'week', 'source']);
  if (!period) return undefined;
  inspector.source(period.source, within(at, 'source'), sources);
  const week = inspector.record(period.week ?? {}, within(at, 'week'), period.week === undefined ? [] : weekdays) ?? {};
  return {
    first: inspector.day(period.from, within(at, 'from')) ?? -Infinity,
    last: inspector.day(period.to, within(at, 'to')) ?? Infinity,
    week: weekdays.map((weekday) => readSpans(inspector, week[weekday], `${at}.week.${weekday}`)),
  };
}

function readSpans(inspector: Inspector, value: unknown, at: string): readonly Span[] {
  const spans = inspector.list(value, at, (text, place) => {
    const span = typeof text === 'string' ? spanOf(text) : undefined;
    return span ?? inspector.note('hours.format', place, text);
  });
  spans.forEach((span, index) => {
    if (index > 0 && span.from < spans[index - 1]!.to) inspector.note('hours.order', `${at}[${index}]`);
  });
  return spans;
}

const clockTime = '([01]\\d|2[0-4]):([0-5]\\d)';
const spanPattern = new RegExp(`^${clockTime}-${clockTime}$`);

function spanOf(text: string): Span | undefined {
  const parts = spanPattern.exec(text);
  if (!parts) return undefined;
  const from = timeOf(parts[1]!, parts[2]!);
  const to = timeOf(parts[3]!, parts[4]!);
  return from < to && to <= timeOf('24', '00') ? { from, to } : undefined;
}

const timeOf = (hours: string, minutes: string): number => (Number(hours) * 60 + Number(minutes)) * 60_000;
