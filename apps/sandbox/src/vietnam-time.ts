const offsetMillis = 7 * 60 * 60 * 1000;

/** Year to second of a moment in Viet Nam (UTC+7, no summer time), each with its leading zeros. */
export interface VietnamTime {
  year: string;
  month: string;
  day: string;
  hour: string;
  minute: string;
  second: string;
}

export function vietnamTime(moment: Date): VietnamTime {
  const text = new Date(moment.getTime() + offsetMillis).toISOString();
  const [, year, month, day, hour, minute, second] = /^(\d{4,})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)/.exec(text)!;
  return { year: year!, month: month!, day: day!, hour: hour!, minute: minute!, second: second! };
}

/** `yyyy-MM-dd HH:mm:ss` in Viet Nam. */
export function spacedTime(moment: Date): string {
  const { year, month, day, hour, minute, second } = vietnamTime(moment);
  return `${year}-${month}-${day} ${hour}:${minute}:${second}`;
}

/** `yyyyMMddHHmmss` in Viet Nam. */
export function compactTime(moment: Date): string {
  return spacedTime(moment).replaceAll(/\D/g, '');
}

/** `yyyy-MM-dd` in Viet Nam. */
export const vietnamDay = (moment: Date): string => spacedTime(moment).slice(0, 10);

/** Day of the year in Viet Nam, 001 to 366. */
export function dayOfYear(moment: Date): string {
  const { year, month, day } = vietnamTime(moment);
  const days = (Date.UTC(Number(year), Number(month) - 1, Number(day)) - Date.UTC(Number(year), 0, 1)) / 86_400_000;
  return String(days + 1).padStart(3, '0');
}
