import fc from 'fast-check';
import { endOfWindow, etaOf, firstFrom, slotOf, takeNumber } from './slots.js';

const plan = { days: ['2026-07-22', '2026-07-24'], perDay: 4 };
const at = (text: string): number => Date.parse(`${text}+07:00`);

describe('slots of an admission window', () => {
  it('lie evenly over its days, in Vietnam, and end with the last one', () => {
    const slots = Array.from({ length: 9 }, (_, number) => slotOf(plan, number));
    expect(slots.slice(0, 5)).toEqual([
      ...['2026-07-22T00:00', '2026-07-22T06:00', '2026-07-22T12:00', '2026-07-22T18:00', '2026-07-24T00:00'].map(at),
    ]);
    expect(slots[8]).toBeUndefined();
    expect(endOfWindow(plan)).toBe(at('2026-07-25T00:00'));
  });

  it('the first one from now on: before, within, between and after its days', () => {
    const from = (text: string): number => firstFrom(plan, at(text));
    expect(from('2026-07-01T00:00')).toBe(0);
    expect(from('2026-07-22T06:00')).toBe(1);
    expect(from('2026-07-22T06:01')).toBe(2);
    expect(from('2026-07-22T18:01')).toBe(4);
    expect(from('2026-07-23T12:00')).toBe(4);
    expect(from('2026-07-25T00:00')).toBe(8);
  });

  it('gives numbers in order, those that are free again first, none that are over, and none beyond the calendar', () => {
    const now = at('2026-07-22T06:00');
    expect(takeNumber({ ...plan, next: 0, freed: [] }, now)).toBe(1);
    expect(takeNumber({ ...plan, next: 6, freed: [0, 3, 2] }, now)).toBe(2);
    expect(takeNumber({ ...plan, next: 8, freed: [] }, now)).toBeUndefined();
    expect(takeNumber({ ...plan, next: 8, freed: [5] }, now)).toBe(5);
  });

  it('tells a minute that is not before the release, and not more than two behind it', () => {
    const slot = at('2026-07-22T06:00');
    expect(etaOf(slot)).toBe(slot + 60_000);
    expect(etaOf(slot + 1)).toBe(slot + 60_000);
    expect(etaOf(slot + 50_000)).toBe(slot + 120_000);
  });

  it('keeps the numbers of the largest day in order, though several have their turn within one millisecond', () => {
    const largest = { days: plan.days, perDay: 200_000_000 };
    fc.assert(
      fc.property(fc.nat(largest.perDay * 2 - 2), (number) => {
        const slot = slotOf(largest, number)!;
        expect(slotOf(largest, number + 1)!).toBeGreaterThanOrEqual(slot);
        const first = firstFrom(largest, slot);
        // Who takes the first number of that millisecond is not behind it, and not in the one before.
        expect(number - first).toBeGreaterThanOrEqual(-1);
        expect(number - first).toBeLessThanOrEqual(3);
      }),
    );
  });

  it('never releases two at once more than the rate of the day, nor anything before it was asked for', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 700_000 }),
        fc.nat(700_000 * 2),
        fc.nat(200_000_000),
        (perDay, number, after) => {
          const wide = { days: plan.days, perDay };
          const slot = slotOf(wide, number);
          if (slot !== undefined) expect(Math.abs(firstFrom(wide, slot) - number)).toBeLessThanOrEqual(1);
          const now = at('2026-07-22T00:00') + after;
          const first = slotOf(wide, firstFrom(wide, now));
          if (first !== undefined) expect(first).toBeGreaterThanOrEqual(Math.min(now, now - 1));
        },
      ),
    );
  });
});
