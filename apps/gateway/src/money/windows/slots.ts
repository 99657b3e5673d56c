import { vietnamMidnight } from '@lienthong/contracts';

/** The days on which payments of a class are let through, and how many on each. */
export interface WindowPlan {
  /** ISO dates in Vietnam, ascending. */
  readonly days: readonly string[];
  readonly perDay: number;
}

const day = 24 * 3_600_000;
const minute = 60_000;

/** When the last of its days is over. */
export const endOfWindow = ({ days }: WindowPlan): number => vietnamMidnight(days.at(-1)!) + day;

/** When the payment with this number (from 0) is released: evenly over the days; undefined beyond them. */
export function slotOf({ days, perDay }: WindowPlan, number: number): number | undefined {
  const date = days[Math.floor(number / perDay)];
  return date === undefined ? undefined : vietnamMidnight(date) + Math.floor(((number % perDay) * day) / perDay);
}

/** The first number that is not released before an instant. */
export function firstFrom({ days, perDay }: WindowPlan, now: number): number {
  const at = days.findIndex((date) => vietnamMidnight(date) + day > now);
  if (at < 0) return days.length * perDay;
  const within = Math.max(0, now - vietnamMidnight(days[at]!));
  return at * perDay + Math.ceil((within * perDay) / day);
}

/** What is told of a release: the whole minute behind it, so that a timer that is a little late keeps what was told. */
export const etaOf = (releaseAt: number): number => Math.ceil((releaseAt + minute / 4) / minute) * minute;

/** What has been given out of a window. */
export interface WindowStand extends WindowPlan {
  /** All numbers below have been given. */
  readonly next: number;
  /** Given, and free again: their payments ended before they were released. */
  readonly freed: readonly number[];
}

/** The earliest number that is free now; undefined when the calendar is full. */
export function takeNumber(stand: WindowStand, now: number): number | undefined {
  const from = firstFrom(stand, now);
  const again = stand.freed.filter((number) => number >= from).sort((a, b) => a - b)[0];
  const number = again ?? Math.max(stand.next, from);
  return slotOf(stand, number) === undefined ? undefined : number;
}
