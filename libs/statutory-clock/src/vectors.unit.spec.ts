import { addWorkingDays, addWorkingTime, dueDate, makeCalendar, vietNam, vietNamYears, eightHours } from './index.js';
import type { Calendar, CalendarYear, Reckoned, TimeLimit } from './index.js';
import { at, shown } from './testing/instants.js';

/** The vectors of the domain notes on due dates: the day of receipt is not counted, the clock time stays. */
const withoutSwaps: CalendarYear[] = vietNamYears.map((year) => ({
  ...year,
  off: year.off.filter(({ name }) => !name.startsWith('swapped')),
  work: [],
}));
const calendarOf = (years: readonly CalendarYear[]): Calendar => {
  const made = makeCalendar({ name: 'test', years, hours: eightHours });
  if (!made.ok) throw new Error(JSON.stringify(made.faults));
  return made.calendar;
};
const plain = calendarOf(withoutSwaps);
const given = (reckoned: Reckoned) => (reckoned.ok ? shown(reckoned.at) : reckoned.fault);

describe('working days', () => {
  it.each([
    ['over the Lunar New Year', '2026-02-13 10:00', 3, '2026-02-25 10:00'],
    ['over Victory Day and Labour Day', '2026-04-29 09:00', 2, '2026-05-05 09:00'],
    ["over Hung Kings' Day on a Sunday, made up on Monday", '2026-04-24 10:00', 1, '2026-04-28 10:00'],
    ['over National Day with its swap', '2026-08-28 10:00', 1, '2026-09-03 10:00'],
    ['to the Saturday worked for it', '2026-08-21 10:00', 1, '2026-08-22 10:00'],
    ['over New Year with its swap', '2025-12-31 10:00', 1, '2026-01-05 10:00'],
    ['to the Saturday worked for that', '2026-01-09 10:00', 1, '2026-01-10 10:00'],
    ['over Labour Day 2025 with its swap', '2025-04-29 10:00', 1, '2025-05-05 10:00'],
    ['to the Saturday worked for that one', '2025-04-25 10:00', 1, '2025-04-26 10:00'],
    ['received on a worked Saturday', '2026-08-22 10:00', 1, '2026-08-24 10:00'],
    ['received after closing: the next morning', '2026-11-16 17:30', 1, '2026-11-18 07:00'],
    ['received at closing: still that day', '2026-11-16 17:00', 1, '2026-11-17 17:00'],
    ['received at lunch: half past one', '2026-11-16 12:10', 1, '2026-11-17 13:30'],
    ['received before opening: at opening', '2026-11-16 05:59', 1, '2026-11-17 07:00'],
    ['received on a Saturday: Monday morning', '2026-11-14 10:00', 1, '2026-11-17 07:00'],
    ['received in the Lunar New Year', '2026-02-18 09:00', 2, '2026-02-25 07:00'],
    ['5 before a law takes effect', '2026-05-06 09:00', -5, '2026-04-24 09:00'],
    ['20 before', '2026-03-16 09:00', -20, '2026-02-09 09:00'],
    ['back from a Sunday: from closing on Friday', '2026-11-15 10:00', -1, '2026-11-12 17:00'],
  ])('%s', (_what, from, days, expected) => {
    expect(given(addWorkingDays(vietNam(), at(from), days))).toBe(expected);
  });

  it.each([
    ['2026-08-28 10:00', '2026-08-31 10:00'],
    ['2026-08-21 10:00', '2026-08-24 10:00'],
  ])('without the swap %s + 1 is %s', (from, expected) => {
    expect(given(addWorkingDays(plain, at(from), 1))).toBe(expected);
  });
});

describe('working hours', () => {
  it.each([
    ['eight of them are a day', '2026-11-16 07:00', 8, '2026-11-16 17:00'],
    ['the deadline for accepting an online dossier', '2026-11-16 10:00', 8, '2026-11-17 10:00'],
    ['over lunch', '2026-11-16 11:00', 1, '2026-11-16 14:00'],
    ['to the last minute before lunch', '2026-11-16 10:30', 1, '2026-11-16 11:30'],
    ['after closing', '2026-11-16 17:30', 8, '2026-11-17 17:00'],
    ['over a weekend', '2026-11-13 16:00', 2, '2026-11-16 08:00'],
    ['over the Lunar New Year', '2026-02-13 16:30', 1, '2026-02-23 07:30'],
    ['back: a reminder half a day before', '2026-11-17 10:00', -4, '2026-11-16 16:00'],
    ['back over a weekend', '2026-11-16 08:00', -2, '2026-11-13 16:00'],
    ['back to the end of lunch, not to its beginning', '2026-11-17 14:30', -1, '2026-11-17 13:30'],
    ['back to opening, not to closing the day before', '2026-11-17 10:00', -3, '2026-11-17 07:00'],
  ])('%s', (_what, from, hours, expected) => {
    expect(given(addWorkingTime(vietNam(), at(from), hours * 3_600_000))).toBe(expected);
  });
});

describe('limits in the units of procedures', () => {
  it.each<[string, string, TimeLimit, string]>([
    ['working hours', '2026-11-16 10:00', { workingHours: 8 }, '2026-11-17 10:00'],
    ['half an hour', '2026-11-16 11:15', { workingHours: 0.5 }, '2026-11-16 13:45'],
    ['working days', '2026-02-13 10:00', { workingDays: 3 }, '2026-02-25 10:00'],
    ['days, all counted', '2026-11-16 10:00', { calendarDays: 3 }, '2026-11-19 10:00'],
    ['days that end on a Sunday', '2026-11-16 10:00', { calendarDays: 6 }, '2026-11-23 10:00'],
    ['days that end in the Lunar New Year', '2026-02-09 10:00', { calendarDays: 8 }, '2026-02-23 10:00'],
    ['days, those off not counted', '2026-04-28 10:00', { calendarDays: 6, skipDaysOff: true }, '2026-05-06 10:00'],
    ['days that end on a worked Saturday', '2026-08-20 10:00', { calendarDays: 2 }, '2026-08-22 10:00'],
    ['months', '2026-05-06 10:00', { months: 1 }, '2026-06-08 10:00'],
    ['a month that is too short', '2025-12-31 10:00', { months: 2 }, '2026-03-02 10:00'],
    ['months over a new year', '2025-11-28 10:00', { months: 2 }, '2026-01-28 10:00'],
    ['to closing time', '2026-11-16 10:00', { workingDays: 1, ends: 'closing' }, '2026-11-17 17:00'],
    ['to midnight', '2026-11-16 10:00', { workingDays: 1, ends: 'midnight' }, '2026-11-18 00:00'],
    ['days to midnight', '2026-11-16 10:00', { calendarDays: 6, ends: 'midnight' }, '2026-11-24 00:00'],
  ])('%s', (_what, from, limit, expected) => {
    expect(given(dueDate(vietNam(), limit, at(from)))).toBe(expected);
  });
});
