import { vietnamDay } from '@lienthong/contracts';

/** Times of banks: an ISO instant, or only an ISO date, as statements have it. */
const dayOnly = /^\d{4}-\d{2}-\d{2}$/;

/** The calendar day in Vietnam (UTC+7, no summer time); undefined for what is no time. */
export function dayOfBank(time: string): string | undefined {
  const instant = Date.parse(time);
  if (Number.isNaN(instant)) return undefined;
  return dayOnly.test(time) ? time : vietnamDay(instant);
}
