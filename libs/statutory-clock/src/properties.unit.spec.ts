import fc from 'fast-check';
import { addWorkingDays, addWorkingTime, dueDate, dueThroughPauses, vietNam } from './index.js';
import { workingDaysBetween, workingTimeBetween, workingTimeOutside } from './index.js';
import type { Calendar, NotReckoned, TimeLimit } from './index.js';
import { at } from './testing/instants.js';
import { calendarOf, stormDays, unevenHours } from './testing/calendars.js';

const uneven = calendarOf({ name: 'uneven', hours: unevenHours, local: [stormDays] });
const calendars = fc
  .constantFrom('viet-nam', 'uneven')
  .map((name) => (name === 'uneven' ? uneven : vietNam()))
  .map((calendar): Calendar => Object.assign(calendar, { [fc.toStringMethod]: () => calendar.name }));
/** In the middle of what is known, so that nothing runs out of it. */
const instants = fc.integer({ min: at('2025-04-15 00:00'), max: at('2026-09-01 00:00') });
const hour = 3_600_000;
/** From no time to some six weeks. */
const durations = fc.integer({ min: 0, max: 250 * hour });
const lengths = fc.integer({ min: 1, max: 40 });
const limits: fc.Arbitrary<TimeLimit> = fc.oneof(
  fc.record({ workingHours: fc.integer({ min: 1, max: 300 }) }),
  fc.record({
    workingDays: lengths,
    ends: fc.constantFrom('sameTime' as const, 'closing' as const, 'midnight' as const),
  }),
  fc.record({
    calendarDays: lengths,
    skipDaysOff: fc.boolean(),
    ends: fc.constantFrom('sameTime' as const, 'closing' as const),
  }),
  fc.record({ months: fc.constantFrom(1, 2), ends: fc.constantFrom('sameTime' as const, 'midnight' as const) }),
);

function value<T extends object>(answer: ({ readonly ok: true } & T) | NotReckoned): T {
  if (!answer.ok) throw new Error(JSON.stringify(answer.fault));
  return answer;
}
const added = (calendar: Calendar, from: number, millis: number) => value(addWorkingTime(calendar, from, millis)).at;
const between = (calendar: Calendar, from: number, to: number) => value(workingTimeBetween(calendar, from, to)).millis;
const onDays = (calendar: Calendar, from: number, days: number) => value(addWorkingDays(calendar, from, days)).at;

/** Minute by minute, from the calendar's own days: slow, and with nothing to get wrong. */
function minutesWorked(calendar: Calendar, from: number, to: number): number {
  let minutes = 0;
  for (let minute = from; minute < to; minute += 60_000) {
    const local = minute + 7 * hour;
    const day = Math.floor(local / (24 * hour)) - calendar.table.first;
    const time = local % (24 * hour);
    if (calendar.table.spans[day]!.some((span) => span.from <= time && time < span.to)) minutes += 1;
  }
  return minutes;
}

describe('working time', () => {
  it('what was added is what is measured, forwards and backwards', () => {
    fc.assert(
      fc.property(calendars, instants, durations, (calendar, from, millis) => {
        expect(between(calendar, from, added(calendar, from, millis))).toBe(millis);
        expect(between(calendar, added(calendar, from, -millis), from)).toBe(millis);
      }),
      { numRuns: 400 },
    );
  });

  it('the earliest instant forwards, the latest one backwards: a millisecond short of it something is missing', () => {
    fc.assert(
      fc.property(calendars, instants, durations, (calendar, from, millis) => {
        fc.pre(millis > 0);
        expect(between(calendar, from, added(calendar, from, millis) - 1)).toBe(millis - 1);
        expect(between(calendar, added(calendar, from, -millis) + 1, from)).toBe(millis - 1);
      }),
      { numRuns: 300 },
    );
  });

  it('goes up with the beginning and with the length', () => {
    fc.assert(
      fc.property(calendars, instants, instants, durations, durations, (calendar, one, other, less, more) => {
        const [early, late] = [Math.min(one, other), Math.max(one, other)];
        const [short, long] = [Math.min(less, more), Math.max(less, more)];
        expect(added(calendar, early, long)).toBeLessThanOrEqual(added(calendar, late, long));
        expect(added(calendar, early, short)).toBeLessThanOrEqual(added(calendar, early, long));
        expect(between(calendar, early, late)).toBeGreaterThanOrEqual(0);
        expect(between(calendar, early, late)).toBeLessThanOrEqual(late - early);
      }),
      { numRuns: 300 },
    );
  });

  it('an interval that is split anywhere adds up, and two additions are one', () => {
    fc.assert(
      fc.property(calendars, instants, instants, instants, durations, durations, (calendar, a, b, c, one, two) => {
        expect(between(calendar, a, b) + between(calendar, b, c)).toBe(between(calendar, a, c));
        fc.pre(one > 0 && two > 0);
        expect(added(calendar, added(calendar, a, one), two)).toBe(added(calendar, a, one + two));
      }),
      { numRuns: 300 },
    );
  });

  it('agrees with counting minutes', () => {
    const wholeMinutes = instants.map((instant) => instant - (instant % 60_000));
    fc.assert(
      fc.property(calendars, wholeMinutes, fc.integer({ min: 0, max: 10 * 1440 }), (calendar, from, minutes) => {
        const to = from + minutes * 60_000;
        expect(between(calendar, from, to)).toBe(minutesWorked(calendar, from, to) * 60_000);
      }),
      { numRuns: 30 },
    );
  });
});

describe('working days', () => {
  it('what was added is what is measured, from a worked day', () => {
    fc.assert(
      fc.property(calendars, instants, fc.integer({ min: 0, max: 60 }), (calendar, from, days) => {
        const start = onDays(calendar, from, 0);
        expect(start).toBeGreaterThanOrEqual(from);
        const there = onDays(calendar, start, days);
        expect(value(workingDaysBetween(calendar, start, there)).days).toBe(days);
        expect(onDays(calendar, from, days)).toBe(there);
        expect(value(workingDaysBetween(calendar, onDays(calendar, start, -days), start)).days).toBe(days);
      }),
      { numRuns: 300 },
    );
  });

  it('split and in sequence they add up, on a day of even hours', () => {
    fc.assert(
      fc.property(instants, fc.nat(30), fc.nat(30), (from, one, two) => {
        expect(onDays(vietNam(), onDays(vietNam(), from, one), two)).toBe(onDays(vietNam(), from, one + two));
      }),
      { numRuns: 300 },
    );
  });

  it('a day of eight hours is eight hours', () => {
    fc.assert(
      fc.property(instants, fc.integer({ min: 1, max: 60 }), (from, days) => {
        const start = onDays(vietNam(), from, 0);
        expect(between(vietNam(), start, onDays(vietNam(), start, days))).toBe(days * 8 * hour);
      }),
      { numRuns: 500 },
    );
  });
});

describe('limits of any unit', () => {
  it('end behind their beginning, and the later they begin the later they end', () => {
    fc.assert(
      fc.property(calendars, instants, fc.nat(4 * 24 * hour), limits, (calendar, early, later, limit) => {
        const [first, second] = [early, early + later].map((from) => value(dueDate(calendar, limit, from)).at) as [
          number,
          number,
        ];
        expect(first).toBeGreaterThan(early);
        // Days that end on a day without work keep their clock time on the next working day: there only the day goes up.
        const keepsClockTime =
          ('calendarDays' in limit || 'months' in limit) && (limit.ends ?? 'sameTime') === 'sameTime';
        const compared = (instant: number) =>
          keepsClockTime ? Math.floor((instant + 7 * hour) / (24 * hour)) : instant;
        expect(compared(first)).toBeLessThanOrEqual(compared(second));
      }),
      { numRuns: 1000 },
    );
  });

  it('end on a worked day, and but for midnight within its hours', () => {
    fc.assert(
      fc.property(calendars, instants, limits, (calendar, from, limit) => {
        const due = value(dueDate(calendar, limit, from)).at;
        const midnight = 'ends' in limit && limit.ends === 'midnight';
        // Closing time is still of its day, also when that is 24:00.
        const places = [due, due - 1].map((instant) => {
          const local = instant + 7 * hour;
          const spans = calendar.table.spans[Math.floor(local / (24 * hour)) - calendar.table.first]!;
          return { time: local % (24 * hour), spans };
        });
        if (midnight) expect([places[0]!.time, places[1]!.spans.length > 0]).toEqual([0, true]);
        else
          expect(places.some(({ time, spans }) => spans.some(({ from, to }) => from <= time && time <= to))).toBe(true);
      }),
      { numRuns: 400 },
    );
  });
});

describe('whatever is asked', () => {
  const anyInstant = fc.oneof(
    fc.integer({ min: at('2024-06-01 00:00'), max: at('2027-06-01 00:00') }),
    fc.constantFrom(at('2025-01-01 00:00'), at('2027-01-01 00:00') - 1, at('2027-01-01 00:00'), at('2026-12-31 17:00')),
    fc.maxSafeInteger(),
    fc.double(),
  );

  it('an answer comes and no exception, and a missing year is one that is not known', () => {
    fc.assert(
      fc.property(
        calendars,
        anyInstant,
        anyInstant,
        limits,
        fc.maxSafeInteger(),
        (calendar, one, other, limit, amount) => {
          for (const answer of [
            dueDate(calendar, limit, one),
            addWorkingTime(calendar, one, amount),
            addWorkingDays(calendar, one, amount % 1000),
            workingTimeBetween(calendar, one, other),
            workingDaysBetween(calendar, one, other),
            workingTimeOutside(calendar, one, other, [{ from: other, to: null }]),
            dueThroughPauses(calendar, limit, one, [{ kind: 'payment', from: other, to: amount }]),
          ]) {
            if (answer.ok || answer.fault.reason !== 'calendar.yearMissing') continue;
            const { year } = answer.fault;
            if (!Number.isInteger(year) || year === 2025 || year === 2026) throw new Error(`not missing: ${year}`);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('the time zone of the process', () => {
  const local = [
    'getTimezoneOffset',
    'getFullYear',
    'getMonth',
    'getDate',
    'getDay',
    'getHours',
    'setHours',
    'setDate',
  ];
  afterEach(() => jest.restoreAllMocks());

  it('is never asked for', () => {
    for (const name of [...local, 'toLocaleString', 'toString'] as 'getHours'[]) {
      jest.spyOn(Date.prototype, name).mockImplementation(() => {
        throw new Error(`${name} was asked`);
      });
    }
    const calendar = calendarOf({ hours: unevenHours, local: [stormDays] });
    const from = 1_763_000_000_000;
    for (const limit of [{ workingHours: 9 }, { workingDays: 4 }, { calendarDays: 9 }, { months: 2 }]) {
      expect(dueDate(calendar, limit, from).ok).toBe(true);
    }
    expect(workingTimeBetween(calendar, from, from + 1e9).ok).toBe(true);
  });
});
