const shape = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:[Zz]|([+-])(\d\d):(\d\d))$/;
const dayMillis = 86_400_000;
/** Years of four digits, as they are written in Vietnam: what is taken in can be shown. */
const earliest = Date.parse('1900-01-01T00:00:00+07:00');
const latest = Date.parse('9999-12-31T23:59:59.999+07:00');

/**
 * Milliseconds since 1970 of an RFC 3339 time with an offset that really exists (no 30 February, no 24:00, no leap second),
 * from 1900 to 9999 in Vietnam.
 */
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
  if (year < 1899 || hour > 23 || minute > 59 || second > 59 || offsetHours > 14 || offsetMinutes > 59)
    return undefined;
  const days = daysSince1970(year, month, day);
  if (days === undefined) return undefined;
  const millis = Number((found[7] ?? '0').padEnd(3, '0').slice(0, 3));
  const offset = (found[8] === '-' ? -1 : 1) * (offsetHours * 60 + offsetMinutes) * 60_000;
  const at = days * dayMillis + ((hour * 60 + minute) * 60 + second) * 1000 + millis - offset;
  return at < earliest || at > latest ? undefined : at;
}

function daysSince1970(year: number, month: number, day: number): number | undefined {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.getTime() / dayMillis : undefined;
}
