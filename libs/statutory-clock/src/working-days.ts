import { yearMissing, type Calendar } from './calendar.js';
import { dayAt, instantOf } from './day.js';
import type { DayTable } from './day-table.js';
import { notReckoned, type NotReckoned } from './faults.js';
import type { Span } from './read-hours.js';
import { faultOf, type Reckoned } from './working-time.js';

export type DaysMeasured = { readonly ok: true; readonly days: number } | NotReckoned;

/**
 * So many working days on: the day of `from` is not counted, and the clock time stays. What arrives outside the hours
 * counts as arriving when they begin next. Below zero it goes back, from the last worked instant.
 */
export function addWorkingDays(calendar: Calendar, from: number, days: number): Reckoned {
  const fault = faultOf(calendar, from, 'from');
  if (fault) return fault;
  if (!Number.isSafeInteger(days)) return notReckoned('limit.invalid', 'days');
  const settled = days < 0 ? settleBack(calendar, from) : settle(calendar, from);
  if (!settled.ok) return settled;
  const { table } = calendar;
  const rank = table.workedBefore[settled.index]! + days;
  if (rank < 0) return yearMissing(calendar, calendar.firstYear - 1);
  const index = table.worked[rank];
  if (index === undefined) return yearMissing(calendar, calendar.lastYear + 1);
  return { ok: true, at: onDay(table, index, settled.time) };
}

/** Working days from the day of one instant to that of another: the day of `from` is not counted, that of `to` is. */
export function workingDaysBetween(calendar: Calendar, from: number, to: number): DaysMeasured {
  const fault = faultOf(calendar, from, 'from') ?? faultOf(calendar, to, 'to');
  if (fault) return fault;
  const { first, workedBefore } = calendar.table;
  return { ok: true, days: workedBefore[dayAt(to) - first + 1]! - workedBefore[dayAt(from) - first + 1]! };
}

/** A worked instant: the index of its day and the time after midnight. */
export interface Settled {
  readonly ok: true;
  readonly index: number;
  readonly time: number;
}

/** The instant itself when it is worked (closing time still is), else the next one that is. */
export function settle(calendar: Calendar, instant: number): Settled | NotReckoned {
  const { table } = calendar;
  const { index, time } = placeOf(table, instant);
  for (const { from, to } of table.spans[index]!)
    if (time <= to) return { ok: true, index, time: Math.max(time, from) };
  return opening(calendar, index + 1);
}

/** The first worked instant of a day or, when it is one of rest, of the next working day; beyond the known years there is none. */
export function opening(calendar: Calendar, index: number): Settled | NotReckoned {
  const { table } = calendar;
  const next = table.worked[table.workedBefore[index]!];
  return next === undefined
    ? yearMissing(calendar, calendar.lastYear + 1)
    : { ok: true, index: next, time: table.spans[next]![0]!.from };
}

function settleBack(calendar: Calendar, instant: number): Settled | NotReckoned {
  const { table } = calendar;
  const { index, time } = placeOf(table, instant);
  const span = table.spans[index]!.findLast(({ from }) => time >= from);
  if (span) return { ok: true, index, time: Math.min(time, span.to) };
  const before = table.worked[table.workedBefore[index]! - 1];
  return before === undefined
    ? yearMissing(calendar, calendar.firstYear - 1)
    : { ok: true, index: before, time: table.spans[before]!.at(-1)!.to };
}

/** A clock time on a working day; outside that day's hours it moves to when they begin next, after them to closing time. */
export const onDay = (table: DayTable, index: number, time: number): number =>
  instantOf(table.first + index, workedTime(table.spans[index]!, time));

function workedTime(spans: readonly Span[], time: number): number {
  for (const { from, to } of spans) if (time <= to) return Math.max(time, from);
  return spans.at(-1)!.to;
}

export function placeOf(table: DayTable, instant: number): { readonly index: number; readonly time: number } {
  const day = dayAt(instant);
  return { index: day - table.first, time: instant - instantOf(day, 0) };
}
