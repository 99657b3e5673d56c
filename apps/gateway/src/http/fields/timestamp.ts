import { vietnamClock } from '@lienthong/contracts';

const shape = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:[Zz]|([+-])(\d\d):(\d\d))$/;
const dayMillis = 86_400_000;

/** Milliseconds since 1970 of an RFC 3339 time with an offset that really exists (no 30 February, no 24:00, no leap second). */
export function parseTimestamp(text: string): number | undefined {
  const found = shape.exec(text);
  if (!found) return undefined;
  const [year, month, day, hour, minute, second] = found.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const [offsetHours, offsetMinutes] = [Number(found[9] ?? 0), Number(found[10] ?? 0)];
  if (year < 1900 || hour > 23 || minute > 59 || second > 59 || offsetHours > 14 || offsetMinutes > 59)
    return undefined;
  const days = daysSince1970(year, month, day);
  if (days === undefined) return undefined;
  const millis = Number((found[7] ?? '0').padEnd(3, '0').slice(0, 3));
  const offset = (found[8] === '-' ? -1 : 1) * (offsetHours * 60 + offsetMinutes) * 60_000;
  return days * dayMillis + ((hour * 60 + minute) * 60 + second) * 1000 + millis - offset;
}

function daysSince1970(year: number, month: number, day: number): number | undefined {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.getTime() / dayMillis : undefined;
}

/** The same instant as answers show it: `2026-11-20T08:30:00+07:00`, with milliseconds only where there are any. */
export const inVietnam = (millis: number): string => vietnamClock(millis).replace('.000', '') + '+07:00';
