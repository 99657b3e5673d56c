import { gapOf, nextGap } from './gap.js';

const times = { afterSeconds: 300, longestGapSeconds: 3_600, graceHours: 24, untilDays: 366 };
const hour = 3_600_000;

it.each([
  ['at first the window', 0, 300_000],
  ['still', 1_000_000, 300_000],
  ['then a quarter of the age', 2 * hour, hour / 2],
  ['never longer than allowed', 100 * hour, hour],
])('gap: %s', (_what, age, gap) => {
  expect(gapOf(times, age)).toBe(gap);
});

it('a window above the longest gap counts', () => {
  expect(gapOf({ ...times, afterSeconds: 7_200 }, 0)).toBe(2 * hour);
});

describe('an order that has not ended', () => {
  const [createdAt, expiresAt] = ['2026-07-31T00:00:00Z', '2026-08-01T00:00:00Z'];
  const day = 24 * hour;
  const gap = (afterItsEnd: number, doubted = false) =>
    nextGap(times, { createdAt, expiresAt, doubted }, Date.parse(expiresAt) + afterItsEnd);

  it.each([
    ['a while after its end as often as before', day, false, hour],
    ['then daily', 2 * day, false, day],
    ['then ever less often', 39 * day, false, 10 * day],
    ['but daily where somebody said that money moved', 39 * day, true, day],
    ['up to the longest time', 366 * day, true, day],
    ['no more after that', 366 * day + 1, true, undefined],
  ])('is asked about: %s', (_what, afterItsEnd, doubted, next) => {
    expect(gap(afterItsEnd, doubted)).toBe(next);
  });
});
