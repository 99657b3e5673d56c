import fc from 'fast-check';
import { TokenBucket } from './token-bucket.js';

describe('TokenBucket', () => {
  it('gives the burst at once and then the rate', () => {
    const bucket = new TokenBucket({ ratePerSecond: 10, burst: 3 });
    expect([1, 2, 3, 4].map(() => bucket.take(1000))).toEqual([true, true, true, false]);
    expect(bucket.nextAt(1000)).toBe(1100);
    expect(bucket.take(1099)).toBe(false);
    expect(bucket.take(1100)).toBe(true);
    expect(bucket.take(1100)).toBe(false);
  });

  it('never saves more than the burst', () => {
    const bucket = new TokenBucket({ ratePerSecond: 100, burst: 2 });
    expect(bucket.take(0, 2)).toBe(true);
    expect(bucket.take(1e9, 2)).toBe(true);
    expect(bucket.take(1e9)).toBe(false);
  });

  it('gains nothing from a clock that steps back and forth', () => {
    const bucket = new TokenBucket({ ratePerSecond: 1, burst: 1 });
    expect(bucket.take(10_000)).toBe(true);
    expect(bucket.take(0)).toBe(false);
    expect(bucket.nextAt(0)).toBe(11_000);
    expect(bucket.take(10_999)).toBe(false);
    expect(bucket.take(11_000)).toBe(true);
  });

  it('gives a process its part only, and lets one call through however small the part is', () => {
    const bucket = new TokenBucket({ ratePerSecond: 10, burst: 4 });
    bucket.setShare(0.05);
    expect(bucket.take(0)).toBe(true);
    expect(bucket.nextAt(0)).toBe(2000);
    bucket.setShare(1);
    expect(bucket.take(0)).toBe(false);
    expect(bucket.take(100)).toBe(true);
    bucket.setShare(0);
    expect(bucket.take(1e9)).toBe(false);
    expect(bucket.nextAt(1e9)).toBe(Infinity);
  });

  it('takes more than it holds on credit and then pays it back', () => {
    const bucket = new TokenBucket({ ratePerSecond: 10, burst: 2 });
    expect(bucket.take(0, 5)).toBe(true);
    expect(bucket.nextAt(0)).toBe(400);
    expect(bucket.take(399)).toBe(false);
    expect(bucket.take(400)).toBe(true);
  });

  it('is charged for what has gone already, into debt, and gives nothing until that is paid', () => {
    const bucket = new TokenBucket({ ratePerSecond: 10, burst: 2 });
    expect(bucket.take(0)).toBe(true);
    bucket.charge(0, 4);
    expect([bucket.nextAt(0, 0), bucket.nextAt(0)]).toEqual([300, 400]);
    expect([bucket.take(399), bucket.take(400)]).toEqual([false, true]);
    bucket.charge(400);
    bucket.setShare(0.5);
    expect([bucket.nextAt(400, 0), bucket.nextAt(400)]).toEqual([600, 800]);
    expect(bucket.nextAt(900, 0)).toBe(900);
  });

  it.each([
    [{ ratePerSecond: 0, burst: 1 }, /ratePerSecond.*received 0/],
    [{ ratePerSecond: 1, burst: 0.5 }, /burst.*received 0.5/],
    [{ ratePerSecond: NaN, burst: 1 }, /ratePerSecond.*received NaN/],
  ])('refuses %j', (wrong, message) => {
    expect(() => new TokenBucket(wrong)).toThrow(message);
  });

  it('never lets more through in any window than rate × window + burst, and keeps what nextAt promises', () => {
    const settings = fc.record({
      ratePerSecond: fc.double({ min: 0.5, max: 5000, noNaN: true }),
      burst: fc.integer({ min: 1, max: 50 }),
    });
    fc.assert(
      fc.property(settings, fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 120 }), (limits, waits) => {
        const bucket = new TokenBucket(limits);
        const taken: number[] = [];
        let now = 5;
        for (const wait of waits) {
          now += wait;
          const next = bucket.nextAt(now);
          const got = bucket.take(now);
          expect(got).toBe(next <= now);
          if (got) taken.push(now);
          else {
            now = next;
            expect(bucket.take(now)).toBe(true);
            taken.push(now);
          }
        }
        for (let from = 0; from < taken.length; from += 1) {
          for (let to = from; to < taken.length; to += 1) {
            const most = limits.burst + ((taken[to]! - taken[from]!) * limits.ratePerSecond) / 1000;
            expect(to - from + 1).toBeLessThanOrEqual(most + 1e-6);
          }
        }
      }),
    );
  });
});
