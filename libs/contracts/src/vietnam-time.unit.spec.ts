import { vietnamClock, vietnamDay } from './vietnam-time.js';

it.each([
  ['2026-07-31T16:59:59.999Z', '2026-07-31', '2026-07-31T23:59:59.999'],
  ['2026-07-31T17:00:00.000Z', '2026-08-01', '2026-08-01T00:00:00.000'],
  ['2028-02-28T17:00:00.000Z', '2028-02-29', '2028-02-29T00:00:00.000'],
])('at %s it is %s in Vietnam, %s by the clock', (instant, day, clock) => {
  expect([vietnamDay(Date.parse(instant)), vietnamClock(Date.parse(instant))]).toEqual([day, clock]);
});
