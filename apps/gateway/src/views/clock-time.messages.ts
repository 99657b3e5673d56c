import { vietnamClock } from '@lienthong/contracts';

/** An instant as a clerk reads it in Vietnam, to the minute: `10:31 ngày 02/12/2026`; empty for what is none. */
export function clockTime(instant: string | number | undefined): string {
  const millis = Date.parse(String(instant ?? ''));
  if (Number.isNaN(millis)) return '';
  const [day = '', time = ''] = vietnamClock(millis).split('T');
  return `${time.slice(0, 5)} ngày ${day.split('-').reverse().join('/')}`;
}
