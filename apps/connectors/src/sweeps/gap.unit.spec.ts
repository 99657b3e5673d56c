import { endOfQuestions, gapOf } from './gap.js';

const times = { afterSeconds: 300, longestGapSeconds: 3_600, graceHours: 24 };
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

it('is asked about a while after its end', () => {
  expect(endOfQuestions(times, '2026-08-01T00:00:00Z')).toBe(Date.parse('2026-08-02T00:00:00Z'));
});
