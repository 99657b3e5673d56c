import { makeCalendar, type Calendar, type CalendarParts, type Made } from '../calendar.js';
import type { CalendarYear, LocalDays, WorkingHours } from '../calendar-data.js';
import { eightHours, vietNamYears } from '../viet-nam.js';

const allDay = ['07:30-11:30', '13:00-16:45'];

/** Hours that differ by weekday and season, with a Saturday morning: nothing may depend on eight hours a day. */
export const unevenHours: WorkingHours = {
  hours: 'uneven',
  periods: [
    {
      to: '2025-10-15',
      week: {
        monday: allDay,
        tuesday: allDay,
        wednesday: ['00:00-24:00'],
        thursday: allDay,
        friday: ['07:30-11:30'],
        saturday: ['08:00-10:00', '10:15-11:00'],
        sunday: [],
      },
      source: 'test',
    },
    { from: '2025-10-16', week: eightHours.periods[0]!.week, source: 'test' },
  ],
  sources: { test: 'made up' },
};

/** A storm day off, and a Sunday worked for it. */
export const stormDays: LocalDays = {
  calendar: 'storm',
  off: [{ day: '2025-09-29', name: 'storm', source: 'test' }],
  work: [{ day: '2025-10-05', instead: '2025-09-29', source: 'test' }],
  sources: { test: 'made up' },
};

export const made = (parts: Partial<CalendarParts> = {}): Made =>
  makeCalendar({ name: 'test', years: vietNamYears, hours: eightHours, ...parts });

export function calendarOf(parts: Partial<CalendarParts> = {}): Calendar {
  const answer = made(parts);
  if (!answer.ok) throw new Error(JSON.stringify(answer.faults));
  return answer.calendar;
}

/** A year with nothing but its weekends, changed as a test wants it. */
export const bareYear = (year: number, change: Partial<CalendarYear> = {}): CalendarYear => ({
  calendar: 'test',
  year,
  off: [],
  work: [],
  undecided: [],
  sources: { test: 'made up' },
  ...change,
});
