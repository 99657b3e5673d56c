import { SlowStart, slowStartShare } from './slow-start.js';

const settings = { overMs: 10_000 };
const perSecond = 100;

/** Calls within each second when somebody wants to call every millisecond. */
function perSecondOf(start: SlowStart, from: number, seconds: number): number[] {
  return Array.from({ length: seconds }, (_, second) => {
    let calls = 0;
    for (let now = from + second * 1_000; now < from + (second + 1) * 1_000; now += 1) {
      while (calls < 10_000 && start.allows(now, perSecond) === true) {
        start.began();
        calls += 1;
      }
    }
    return calls;
  });
}

describe('the slow start after an outage', () => {
  it('grows evenly from a tenth to the whole', () => {
    const shares = [-5, 0, 2_500, 5_000, 9_999, 10_000, 90_000].map((since) => slowStartShare(since, settings));
    expect(shares.map((share) => Math.round(share * 1_000))).toEqual([100, 100, 325, 550, 1_000, 1_000, 1_000]);
    expect(slowStartShare(0, { overMs: 0 })).toBe(1);
  });

  it('lets go what the growing rate allows, and everything afterwards', () => {
    const start = new SlowStart(settings);
    start.begin(500);
    const calls = perSecondOf(start, 500, 10);
    // The middle of each second: 14.5 % of the rate, then 9 points more in every one.
    calls.forEach((count, second) => expect(Math.abs(count - (14.5 + 9 * second))).toBeLessThanOrEqual(2));
    expect(start.allows(10_500, perSecond)).toBe(true);
    expect(perSecondOf(start, 10_500, 1)).toEqual([10_000]);
  });

  it('says when to ask again: not before a call may go, and soon after it may', () => {
    const start = new SlowStart(settings);
    start.begin(0);
    start.began();
    let asked = 0;
    for (let now = 0, calls = 0; calls < 50; asked += 1) {
      const allowed = start.allows(now, perSecond);
      if (allowed === true) {
        start.began();
        calls += 1;
      } else {
        expect(allowed.notBefore).toBeGreaterThan(now);
        now = allowed.notBefore;
      }
    }
    expect(asked).toBeLessThanOrEqual(2 * 50 + 2);
  });

  it('saves up no more than a tenth of a second, and begins anew with the next outage', () => {
    const start = new SlowStart(settings);
    start.begin(0);
    let burst = 0;
    for (; start.allows(9_000, perSecond) === true && burst < 1_000; burst += 1) start.began();
    expect(burst).toBe(9);
    start.begin(9_000);
    expect(perSecondOf(start, 9_000, 1)[0]).toBeLessThanOrEqual(17);
  });

  it('holds nothing up where it is switched off, or nothing has failed', () => {
    const off = new SlowStart({ overMs: 0 });
    off.begin(0);
    expect(perSecondOf(off, 0, 1)).toEqual([10_000]);
    expect(perSecondOf(new SlowStart(settings), 0, 1)).toEqual([10_000]);
  });
});
