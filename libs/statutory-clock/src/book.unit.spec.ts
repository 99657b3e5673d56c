import { makeBook, vietNam } from './index.js';
import type { BookParts } from './index.js';
import { calendarOf, stormDays } from './testing/calendars.js';

const province = calendarOf({ name: 'province', local: [stormDays] });
const ward = calendarOf({ name: 'ward' });
const night = calendarOf({ name: 'night' });
const parts: BookParts = {
  calendars: [vietNam(), province, ward, night],
  standard: 'viet-nam',
  units: { H44: 'province', 'H44.100': 'ward' },
  procedures: { '1.004873': 'night' },
};

describe('whose calendar', () => {
  const made = makeBook(parts);
  if (!made.ok) throw new Error(JSON.stringify(made.faults));
  const { calendarFor } = made.book;

  it.each([
    ['a unit with one of its own', { unit: 'H44.100' }, 'ward'],
    ['a unit below it', { unit: 'H44.100.2' }, 'ward'],
    ['a unit without one: that of the unit above', { unit: 'H44.07' }, 'province'],
    ['a unit of another province', { unit: 'H440' }, 'viet-nam'],
    ['nobody in particular', {}, 'viet-nam'],
    ['a procedure before its unit', { unit: 'H44.100', procedure: '1.004873' }, 'night'],
    ['a procedure without one', { unit: 'H44.100', procedure: '2.000001' }, 'ward'],
    ['a name that every object has', { unit: 'toString', procedure: 'constructor' }, 'viet-nam'],
  ])('%s', (_what, whose, expected) => {
    expect(calendarFor(whose).name).toBe(expected);
  });

  it('refuses names that are not there, all at once', () => {
    const wrong = {
      ...parts,
      standard: 'mars',
      units: { H44: 'venus' },
      calendars: [...parts.calendars, calendarOf({ name: 'ward' })],
    };
    expect(makeBook(wrong)).toEqual({
      ok: false,
      faults: [
        { reason: 'calendar.twice', at: 'calendars[2]', found: 'ward' },
        { reason: 'calendar.unknown', at: 'units.H44', found: 'venus' },
        { reason: 'calendar.unknown', at: 'standard', found: 'mars' },
      ],
    });
  });
});
