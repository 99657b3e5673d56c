/** Asia/Ho_Chi_Minh: UTC+7 the whole year round, without summer time since 1975. */
export const vietnamOffsetMillis = 7 * 3_600_000;

/** What a clock in Vietnam shows at an instant (epoch milliseconds): `2026-08-01T14:02:37.000`. */
export const vietnamClock = (millis: number): string =>
  new Date(millis + vietnamOffsetMillis).toISOString().slice(0, -1);

/** The calendar day in Vietnam at an instant (epoch milliseconds): `2026-08-01`. */
export const vietnamDay = (millis: number): string => vietnamClock(millis).slice(0, 10);

/** The same instant as answers show it: `2026-11-20T08:30:00+07:00`, with milliseconds only where there are any. */
export const inVietnam = (millis: number): string => vietnamClock(millis).replace('.000', '') + '+07:00';

/** When a calendar day (`2026-08-01`) begins in Vietnam, epoch milliseconds; NaN for what is none. */
export const vietnamMidnight = (day: string): number => Date.parse(`${day}T00:00:00+07:00`);
