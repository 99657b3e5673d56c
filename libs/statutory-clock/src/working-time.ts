import { placeMissing, yearMissing, type Calendar } from './calendar.js';
import { dayAt, instantOf } from './day.js';
import type { DayTable } from './day-table.js';
import { notReckoned, type NotReckoned } from './faults.js';

/** An instant in epoch milliseconds, or why there is none. */
export type Reckoned = { readonly ok: true; readonly at: number } | NotReckoned;
export type TimeMeasured = { readonly ok: true; readonly millis: number } | NotReckoned;

/** Working time from one instant to another, in milliseconds; below zero when `to` is the earlier one. */
export function workingTimeBetween(calendar: Calendar, from: number, to: number): TimeMeasured {
  const fault = faultOf(calendar, from, 'from') ?? faultOf(calendar, to, 'to');
  return fault ?? { ok: true, millis: timeBefore(calendar.table, to) - timeBefore(calendar.table, from) };
}

/**
 * The instant from which so much working time (milliseconds) lies behind `from`: the earliest of them, so that eight
 * hours from opening end at closing and not the next morning. Below zero it goes back, and gives the latest one.
 */
export function addWorkingTime(calendar: Calendar, from: number, millis: number): Reckoned {
  const fault = faultOf(calendar, from, 'from');
  if (fault) return fault;
  if (!Number.isSafeInteger(millis)) return notReckoned('limit.invalid', 'millis');
  if (millis === 0) return { ok: true, at: from };
  const { table } = calendar;
  const wanted = timeBefore(table, from) + millis;
  if (wanted < 0) return yearMissing(calendar, calendar.firstYear - 1);
  if (wanted > table.timeBefore[table.count]!) return yearMissing(calendar, calendar.lastYear + 1);
  return { ok: true, at: millis > 0 ? earliestAt(table, wanted) : latestAt(table, wanted) };
}

/** Working time from the first known day to an instant of a known day. */
function timeBefore(table: DayTable, instant: number): number {
  const day = dayAt(instant);
  const index = day - table.first;
  const time = instant - instantOf(day, 0);
  let sum = table.timeBefore[index]!;
  for (const { from, to } of table.spans[index]!) if (time > from) sum += Math.min(time, to) - from;
  return sum;
}

/** `wanted` lies above zero and not above the whole. */
function earliestAt(table: DayTable, wanted: number): number {
  const index = lastBelow(table.timeBefore, (before) => before < wanted);
  let left = wanted - table.timeBefore[index]!;
  for (const { from, to } of table.spans[index]!) {
    if (left <= to - from) return instantOf(table.first + index, from + left);
    left -= to - from;
  }
  throw new Error('the sums of a calendar do not fit its days');
}

/** `wanted` lies below the whole. */
function latestAt(table: DayTable, wanted: number): number {
  const index = lastBelow(table.timeBefore, (before) => before <= wanted);
  let left = wanted - table.timeBefore[index]!;
  for (const { from, to } of table.spans[index]!) {
    if (left < to - from) return instantOf(table.first + index, from + left);
    left -= to - from;
  }
  throw new Error('the sums of a calendar do not fit its days');
}

/** The last index for which it holds; it holds for the first, and for none behind one for which it does not. */
function lastBelow(sums: Float64Array, holds: (sum: number) => boolean): number {
  let [low, high] = [0, sums.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (holds(sums[middle]!)) low = middle;
    else high = middle;
  }
  return low;
}

/** Why this instant cannot be reckoned with. */
export function faultOf(calendar: Calendar, instant: number, at: string): NotReckoned | undefined {
  const isInstant = Number.isSafeInteger(instant) && Math.abs(instant) < lastInstant;
  return isInstant ? placeMissing(calendar, instant) : notReckoned('instant.invalid', at);
}

/** A day less than a Date holds: the day in Vietnam may be the next one. */
const lastInstant = 8.64e15 - 86_400_000;
