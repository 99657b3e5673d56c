import fc from 'fast-check';
import { Breaker } from './breaker.js';

const settings = { failures: 3, openMs: 1000 };

const opened = (at: number): Breaker => {
  const breaker = new Breaker(settings);
  for (let n = 0; n < settings.failures; n += 1) breaker.failed(at);
  return breaker;
};

describe('Breaker', () => {
  it('opens after so many consecutive failures, not before, and a success in between starts the count again', () => {
    const breaker = new Breaker(settings);
    breaker.failed(0);
    breaker.failed(0);
    breaker.succeeded(0);
    breaker.failed(0);
    breaker.failed(0);
    expect(breaker.allows(0)).toBe(true);
    breaker.failed(7);
    expect(breaker.allows(7)).toEqual({ notBefore: 1007 });
    expect(breaker.allows(1006)).toEqual({ notBefore: 1007 });
  });

  it('is not changed by asking', () => {
    const breaker = opened(0);
    expect(breaker.allows(1000)).toBe(true);
    expect(breaker.allows(1000)).toBe(true);
    expect(breaker.state(1000)).toBe('halfOpen');
  });

  it('lets exactly one probe through, however long it takes', () => {
    const breaker = opened(0);
    breaker.began(1000);
    expect(breaker.allows(1000)).toEqual({ notBefore: 2000 });
    expect(breaker.allows(90_000)).toEqual({ notBefore: 91_000 });
  });

  it('closes when the probe succeeds and stays open as long again when it fails', () => {
    const good = opened(0);
    good.began(1000);
    good.succeeded(1400);
    expect(good.allows(1400)).toBe(true);
    expect(good.state(1400)).toBe('closed');

    const bad = opened(0);
    bad.began(1000);
    bad.failed(1400);
    expect(bad.allows(1400)).toEqual({ notBefore: 2400 });
  });

  it('lets another probe through when the first one ended without saying anything', () => {
    const breaker = opened(0);
    breaker.began(1000);
    breaker.released(1200);
    expect(breaker.allows(1200)).toBe(true);
  });

  it('takes nothing from calls that had begun before it opened', () => {
    const breaker = opened(0);
    breaker.failed(500);
    breaker.succeeded(600);
    expect(breaker.allows(600)).toEqual({ notBefore: 1000 });
  });

  it('needs the full number of failures again after it has closed', () => {
    const breaker = opened(0);
    breaker.began(1000);
    breaker.succeeded(1001);
    breaker.failed(1002);
    breaker.failed(1002);
    expect(breaker.allows(1002)).toBe(true);
  });

  it.each([
    [{ failures: 0, openMs: 1 }, /failures.*received 0/],
    [{ failures: 1.5, openMs: 1 }, /failures.*received 1.5/],
    [{ failures: 1, openMs: NaN }, /openMs.*received NaN/],
  ])('refuses %j', (wrong, message) => {
    expect(() => new Breaker(wrong)).toThrow(message);
  });

  it('never has two probes out, and never stays closed to calls once its time is over and no call is out', () => {
    const step = fc.record({
      wait: fc.integer({ min: 0, max: 700 }),
      act: fc.constantFrom('try' as const, 'fail' as const, 'succeed' as const, 'release' as const),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const breaker = new Breaker(settings);
        let now = 0;
        let out = 0;
        for (const { wait, act } of steps) {
          now += wait;
          if (act === 'try') {
            const before = breaker.state(now);
            const allowed = breaker.allows(now);
            if (allowed !== true) expect(allowed.notBefore).toBeGreaterThan(now);
            else {
              breaker.began(now);
              out += 1;
              if (before === 'halfOpen') expect(breaker.allows(now)).not.toBe(true);
            }
          } else if (out > 0) {
            out -= 1;
            if (act === 'fail') breaker.failed(now);
            else if (act === 'succeed') breaker.succeeded(now);
            else breaker.released(now);
          }
        }
        for (; out > 0; out -= 1) breaker.released(now);
        expect(breaker.allows(now + settings.openMs)).toBe(true);
      }),
    );
  });
});
