import { isHeld, type Offered } from './is-held.js';

const good: Offered = { rate: 600, acceptedPerSecond: 598, lateP99: 40, oldestMillis: 900, failures: 0 };

describe('a rate', () => {
  it('is held when all was accepted at it, in time, and settled in time', () => expect(isHeld(good)).toBe(true));

  it.each<[string, Partial<Offered>]>([
    ['half of it was accepted', { acceptedPerSecond: 302 }],
    ['a little less than offered was accepted', { acceptedPerSecond: 581 }],
    ['answers came late, counted from when they were due', { lateP99: 5_000 }],
    ['what was accepted waited', { oldestMillis: 5_000 }],
    ['one was refused', { failures: 1 }],
    ['nothing was accepted, of which there is no percentile', { acceptedPerSecond: 0, lateP99: NaN }],
  ])('is not held when %s', (_, change) => expect(isHeld({ ...good, ...change })).toBe(false));
});
