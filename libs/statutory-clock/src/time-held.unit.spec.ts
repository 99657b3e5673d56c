import fc from 'fast-check';
import { timeHeld, vietNam, workingTimeBetween } from './index.js';
import type { Turn } from './index.js';
import { at } from './testing/instants.js';
import { calendarOf, unevenHours } from './testing/calendars.js';

const hour = 3_600_000;
const turn = (holder: string, from: string, due?: string): Turn => ({
  holder,
  from: at(from),
  ...(due ? { due: at(due) } : {}),
});
const held = (turns: readonly Turn[], until: string) => {
  const answer = timeHeld(() => vietNam(), turns, at(until));
  if (!answer.ok) return answer.fault;
  return answer.holders.map(({ holder, millis, lateMillis }) => [holder, millis / hour, lateMillis / hour]);
};

describe('whose time it was', () => {
  it('every turn ends with the next one, and a holder has all of theirs', () => {
    const turns = [
      turn('H44.100', '2026-11-16 10:00', '2026-11-19 10:00'),
      turn('applicant', '2026-11-17 09:00'),
      turn('H44.100', '2026-11-19 14:00', '2026-11-24 14:00'),
      turn('dvc-portal', '2026-11-20 16:00'),
    ];
    expect(held(turns, '2026-11-23 08:00')).toEqual([
      ['H44.100', 7 + 10, 0],
      ['applicant', 6 + 8 + 5, 0],
      ['dvc-portal', 2, 0],
    ]);
  });

  it('what lies behind the due date is late, from the due date on', () => {
    expect(held([turn('H44.07', '2026-11-16 10:00', '2026-11-17 10:00')], '2026-11-17 14:30')).toEqual([
      ['H44.07', 10.5, 2.5],
    ]);
    expect(held([turn('H44.07', '2026-11-16 10:00', '2026-11-17 10:00')], '2026-11-17 10:00')).toEqual([
      ['H44.07', 8, 0],
    ]);
  });

  it('who gets it after its due date is late all the time, and not for the time before', () => {
    const turns = [turn('H44.07', '2026-11-16 10:00', '2026-11-13 10:00'), turn('H44.100', '2026-11-17 10:00')];
    expect(held(turns, '2026-11-17 11:00')).toEqual([
      ['H44.07', 8, 8],
      ['H44.100', 1, 0],
    ]);
  });

  it('a due date in a year that nobody knows yet matters only when it is behind', () => {
    expect(held([turn('H44.07', '2026-11-16 10:00', '2027-01-15 10:00')], '2026-11-17 10:00')).toEqual([
      ['H44.07', 8, 0],
    ]);
    expect(held([turn('H44.07', '2025-01-02 07:00', '2024-12-31 10:00')], '2025-01-02 17:00')).toEqual([
      ['H44.07', 8, 8],
    ]);
  });

  it('each by the hours of their own calendar', () => {
    const uneven = calendarOf({ hours: unevenHours });
    const turns = [turn('night', '2025-09-17 00:00'), turn('day', '2025-09-18 00:00')];
    const answer = timeHeld((holder) => (holder === 'night' ? uneven : vietNam()), turns, at('2025-09-19 00:00'));
    expect(answer).toMatchObject({ holders: [{ millis: 24 * hour }, { millis: 8 * hour }] });
  });

  it('nobody before the first turn', () => {
    expect(held([], '2026-11-17 10:00')).toEqual([]);
  });

  it.each([
    [[turn('a', '2026-11-17 10:00')], '2026-11-16 10:00', 'turns[0].to', 'interval.invalid'],
    [
      [turn('a', '2026-11-17 10:00'), turn('b', '2026-11-16 10:00')],
      '2026-11-18 10:00',
      'turns[0].to',
      'interval.invalid',
    ],
    [[{ holder: 'a', from: NaN }], '2026-11-18 10:00', 'turns[0].from', 'instant.invalid'],
    [[{ holder: 'a', from: at('2026-11-17 10:00'), due: NaN }], '2026-11-18 10:00', 'turns[0].due', 'instant.invalid'],
  ])('%# refuses what is not in order', (turns, until, place, reason) => {
    expect(held(turns, until)).toEqual({ at: place, reason, whoActs: 'client' });
  });

  it('the turns add up to the whole, wherever they change hands', () => {
    const instants = fc.array(fc.integer({ min: at('2025-02-01 00:00'), max: at('2026-11-01 00:00') }), {
      minLength: 2,
      maxLength: 9,
    });
    fc.assert(
      fc.property(
        instants,
        fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 9, maxLength: 9 }),
        (times, names) => {
          const [until, ...starts] = [...times].sort((one, other) => other - one) as [number, ...number[]];
          const turns = starts
            .reverse()
            .map((from, index) => ({ holder: names[index]!, from, due: from + 20 * 24 * hour }));
          const answer = timeHeld(() => vietNam(), turns, until);
          if (!answer.ok) throw new Error(answer.fault.reason);
          const whole = workingTimeBetween(vietNam(), turns[0]!.from, until);
          const sum = answer.holders.reduce((millis, holder) => millis + holder.millis, 0);
          expect({ ok: true, millis: sum }).toEqual(whole);
          expect(answer.turns.every(({ millis, lateMillis }) => lateMillis >= 0 && lateMillis <= millis)).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });
});
