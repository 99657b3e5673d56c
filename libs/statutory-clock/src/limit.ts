import type { Calendar } from './calendar.js';
import { dayMillis, instantOf, monthsLater } from './day.js';
import { notReckoned, type NotReckoned } from './faults.js';
import { addWorkingDays, onDay, opening, placeOf, settle } from './working-days.js';
import { addWorkingTime, faultOf, type Reckoned } from './working-time.js';

/** How long a procedure, or a step of it, may take; in the unit in which the procedure states it. */
export type TimeLimit =
  | { readonly workingHours: number }
  | { readonly workingDays: number; readonly ends?: LimitEnd }
  | { readonly calendarDays: number; readonly skipDaysOff?: boolean; readonly ends?: LimitEnd }
  | { readonly months: number; readonly ends?: LimitEnd };

/** When on its last day a limit of days or months ends: at the clock time of its beginning, at closing time, at 24:00. */
export const limitEnds = ['sameTime', 'closing', 'midnight'] as const;
export type LimitEnd = (typeof limitEnds)[number];

/**
 * When a limit that begins with an event ends. The day of the event is not counted (Civil Code 2015, Article 147), and
 * what would end on a day without work ends on the next working day (Article 148).
 */
export function dueDate(calendar: Calendar, limit: TimeLimit, from: number): Reckoned {
  const fault = faultOf(calendar, from, 'from') ?? limitFault(limit);
  if (fault) return fault;
  if ('workingHours' in limit) return addWorkingTime(calendar, from, millisOf(limit.workingHours));
  if ('workingDays' in limit) {
    const last = addWorkingDays(calendar, from, limit.workingDays);
    return last.ok ? endAtOrAfter(calendar, last.at, limit.ends) : last;
  }
  const settled = settle(calendar, from);
  if (!settled.ok) return settled;
  const worked = rolled(calendar, lastDay(calendar, limit, settled.index), settled.time);
  return worked.ok ? endAtOrAfter(calendar, worked.at, limit.ends) : worked;
}

/** The index of the last day counted; it may lie beyond the known years. */
function lastDay(
  { table }: Calendar,
  limit: Extract<TimeLimit, { calendarDays: number } | { months: number }>,
  from: number,
): number {
  if ('months' in limit) return monthsLater(table.first + from, limit.months) - table.first;
  if (!limit.skipDaysOff) return from + limit.calendarDays;
  let index = from;
  for (let left = limit.calendarDays; left > 0 && index < table.count;) {
    index += 1;
    if (table.off[index] === 0) left -= 1;
  }
  return index;
}

/** That clock time on that day or, when it is one of rest, on the next working day. */
function rolled(calendar: Calendar, index: number, time: number): Reckoned {
  const day = opening(calendar, index);
  return day.ok ? { ok: true, at: onDay(calendar.table, day.index, time) } : day;
}

/** The first instant at or after another at which a limit of that kind may end. */
export function endAtOrAfter(calendar: Calendar, instant: number, ends: LimitEnd = 'sameTime'): Reckoned {
  const { table } = calendar;
  if (ends === 'sameTime') {
    const { index, time } = placeOf(table, instant);
    if (table.spans[index]!.length === 0) return rolled(calendar, index, time);
    const settled = settle(calendar, instant);
    return settled.ok ? { ok: true, at: instantOf(table.first + settled.index, settled.time) } : settled;
  }
  // An end at 24:00 belongs to the day that it closes, not to the one that it opens.
  const { index, time } = placeOf(table, instant - 1);
  const closing = table.spans[index]?.at(-1)?.to;
  const stays = closing !== undefined && (ends === 'midnight' || time < closing);
  const day = stays ? { ok: true as const, index } : opening(calendar, index + 1);
  if (!day.ok) return day;
  const end = ends === 'midnight' ? dayMillis : table.spans[day.index]!.at(-1)!.to;
  return { ok: true, at: instantOf(table.first + day.index, end) };
}

const millisOf = (hours: number): number => Math.round(hours * 3_600_000);

/** Longer ones exist nowhere, and sums stay exact. */
const longest = 100_000;

export function limitFault(limit: TimeLimit): NotReckoned | undefined {
  const units = (['workingHours', 'workingDays', 'calendarDays', 'months'] as const).filter((unit) => unit in limit);
  const unit = units[0];
  if (unit === undefined || units.length > 1) return notReckoned('limit.invalid', 'limit');
  const length: unknown = (limit as Record<string, unknown>)[unit];
  const ends = 'ends' in limit ? limit.ends : undefined;
  const counted =
    typeof length === 'number' &&
    length <= longest &&
    (unit === 'workingHours' ? millisOf(length) > 0 : Number.isInteger(length) && length >= 1);
  if (!counted) return notReckoned('limit.invalid', `limit.${unit}`);
  if (ends !== undefined && !limitEnds.includes(ends)) return notReckoned('limit.invalid', 'limit.ends');
  return undefined;
}
