import { vietnamOffsetMillis } from '@lienthong/contracts';

const dayMillis = 24 * 3_600_000;

/**
 * The next time after `after` at which it is `time` (`HH:MM`, 00:00 to 23:59) in Asia/Ho_Chi_Minh; never `after` itself.
 * @throws {RangeError} when `time` is no time of day.
 */
export function nextDaily(after: Date, time: string): Date {
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(time) ?? [];
  if (hours === undefined) throw new RangeError(`"${time}" is no time of day; HH:MM is, as 05:30`);
  const intoDay = (Number(hours) * 60 + Number(minutes)) * 60_000;
  const local = after.getTime() + vietnamOffsetMillis;
  const today = local - (((local % dayMillis) + dayMillis) % dayMillis) + intoDay;
  return new Date((today > local ? today : today + dayMillis) - vietnamOffsetMillis);
}
