import { vietnamClock } from '@lienthong/contracts';

/** An RFC 3339 time as `yyyyMMddHHmmss` in Asia/Ho_Chi_Minh, fractions of a second cut off; empty for none. */
export function toCompactTime(time: string | null | undefined): string {
  if (time === null || time === undefined || time === '') return '';
  return vietnamClock(Date.parse(time)).slice(0, 19).replace(/[-T:]/g, '');
}

/** `yyyyMMddHHmmss` in Asia/Ho_Chi_Minh as RFC 3339 with `+07:00`; undefined for anything that is no such time. */
export function fromCompactTime(compact: string): string | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(compact);
  if (parts === null) return undefined;
  const [, year, month, day, hour, minute, second] = parts;
  const time = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  // A date that does not exist rolls over (30 February), so it does not come back as itself.
  const exists = Date.parse(`${time}Z`);
  return !Number.isNaN(exists) && new Date(exists).toISOString().startsWith(time) ? `${time}+07:00` : undefined;
}
