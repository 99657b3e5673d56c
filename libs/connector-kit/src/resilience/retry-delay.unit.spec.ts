import fc from 'fast-check';
import { longestRetryAfterMs, retryDelayMs } from './retry-delay.js';

const schedule = { firstMs: 1000, maxMs: 60_000 };
const middle = (): number => 0.5;

describe('retryDelayMs', () => {
  it('doubles up to the longest wait', () => {
    const delays = [1, 2, 3, 4, 5, 6, 7, 8, 2000].map((attempt) => retryDelayMs(attempt, schedule, middle));
    expect(delays).toEqual([750, 1500, 3000, 6000, 12_000, 24_000, 45_000, 45_000, 45_000]);
  });

  it('spreads over the second half', () => {
    expect(retryDelayMs(1, schedule, () => 0)).toBe(500);
    expect(retryDelayMs(1, schedule, () => 0.999_999)).toBe(1000);
  });

  it('waits at least as long as the partner asks, at most an hour for its sake', () => {
    expect(retryDelayMs(1, schedule, () => 0, 30_000)).toBe(30_000);
    expect(retryDelayMs(1, schedule, middle, 30_000)).toBe(30_250);
    expect(retryDelayMs(1, schedule, middle, 86_400_000)).toBe(longestRetryAfterMs);
    expect(retryDelayMs(1, schedule, middle, Infinity)).toBe(longestRetryAfterMs);
  });

  it('does not wait less because the partner asks for little or for nonsense', () => {
    for (const wish of [0, 10, -5, NaN]) expect(retryDelayMs(3, schedule, middle, wish)).toBe(3000);
  });

  it('stays between its bounds for every attempt, schedule and wish', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.integer({ min: 1, max: 10_000 }),
        fc.integer({ min: 10_000, max: 7_200_000 }),
        fc.double({ min: 0, max: 0.999_999, noNaN: true }),
        fc.option(fc.double({ min: 0, max: 1e9, noNaN: true }), { nil: undefined }),
        (attempt, firstMs, maxMs, luck, wish) => {
          const delay = retryDelayMs(attempt, { firstMs, maxMs }, () => luck, wish);
          expect(delay).toBeGreaterThanOrEqual(Math.min(wish ?? 0, longestRetryAfterMs));
          expect(delay).toBeGreaterThanOrEqual(Math.floor(firstMs / 2));
          expect(delay).toBeLessThanOrEqual(Math.max(maxMs, longestRetryAfterMs));
          expect(Number.isInteger(delay)).toBe(true);
        },
      ),
    );
  });
});
