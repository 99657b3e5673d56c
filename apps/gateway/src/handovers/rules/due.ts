import { dueDate, type Calendar } from '@lienthong/statutory-clock';

const dayMillis = 86_400_000;
/** Viet Nam has no daylight saving time. */
const offsetMillis = 7 * 3_600_000;

/**
 * When an answer is due that nobody set a date for: so many working days after the handover, at the same clock time. Of a year
 * that the calendar does not know yet Monday to Friday are counted: a handover does not fail for want of a list of holidays.
 */
export function dueInWorkingDays(workingDays: number, calendar: Calendar): (handedAt: number) => number {
  return (handedAt) => dueInWorkingTime({ workingDays }, calendar, handedAt);
}

/** The same with a limit in days, or in hours of work (eight a day where the calendar does not know the year). */
export function dueInWorkingTime(
  limit: { readonly workingDays: number } | { readonly workingHours: number },
  calendar: Calendar,
  from: number,
): number {
  const due = dueDate(calendar, limit, from);
  if (due.ok) return due.at;
  return weekdaysLater(from, 'workingDays' in limit ? limit.workingDays : Math.ceil(limit.workingHours / 8));
}

function weekdaysLater(from: number, days: number): number {
  let at = from;
  for (let left = days; left > 0;) {
    at += dayMillis;
    const weekday = new Date(at + offsetMillis).getUTCDay();
    if (weekday !== 0 && weekday !== 6) left -= 1;
  }
  return at;
}
