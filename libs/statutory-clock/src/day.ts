/** Asia/Ho_Chi_Minh: UTC+7 the whole year round, without summer time since 1975. The time zone of the process plays no part. */
export const vietnamOffsetMillis = 7 * 3_600_000;
export const dayMillis = 86_400_000;

/** A calendar day in Vietnam, counted from 1 January 1970. */
export type DayNumber = number;

/** The number of a day written `2026-11-20`; undefined when there is no such day. */
export function dayNumber(text: string): DayNumber | undefined {
  const start = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
  if (Number.isNaN(start) || !new Date(start).toISOString().startsWith(text)) return undefined;
  return start / dayMillis;
}

export const dayText = (day: DayNumber): string => new Date(day * dayMillis).toISOString().slice(0, 10);

export const firstDayOf = (year: number): DayNumber => Date.UTC(year, 0, 1) / dayMillis;

/** The day in Vietnam that an instant (epoch milliseconds) falls on. */
export const dayAt = (instant: number): DayNumber => Math.floor((instant + vietnamOffsetMillis) / dayMillis);

/** The instant at which a clock in Vietnam shows so many milliseconds after midnight of a day. */
export const instantOf = (day: DayNumber, time: number): number => day * dayMillis + time - vietnamOffsetMillis;

export const yearOf = (day: DayNumber): number => new Date(day * dayMillis).getUTCFullYear();

/** 0 is Sunday. 1 January 1970 was a Thursday. */
export const weekdayOf = (day: DayNumber): number => (((day + 4) % 7) + 7) % 7;

/** The corresponding day so many months later; the last day of that month where there is none (Civil Code 2015, Article 148). */
export function monthsLater(day: DayNumber, months: number): DayNumber {
  const date = new Date(day * dayMillis);
  const first = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1);
  const last = new Date(first);
  last.setUTCMonth(last.getUTCMonth() + 1, 0);
  return first / dayMillis + Math.min(date.getUTCDate(), last.getUTCDate()) - 1;
}
