import { addWorkingDays, addWorkingTime, describeFault, dueDate, undecidedBetween, vietNam } from './index.js';
import { vietNamYears, workingTimeBetween } from './index.js';
import type { Calendar, DataFault, HoursPeriod, Made } from './index.js';
import { dayText, weekdayOf } from './day.js';
import { at, shown } from './testing/instants.js';
import { bareYear, calendarOf, made, stormDays, unevenHours } from './testing/calendars.js';
import { eightHours } from './viet-nam.js';

const weekend = (day: number) => [0, 6].includes(weekdayOf(day));
const daysOf = (calendar: Calendar, year: number, wanted: (day: number, worked: boolean) => boolean) =>
  Array.from({ length: calendar.table.count }, (_, index) => calendar.table.first + index)
    .filter((day) => wanted(day, calendar.table.spans[day - calendar.table.first]!.length > 0))
    .map(dayText)
    .filter((day) => day.startsWith(`${year}-`))
    .map((day) => day.slice(5));
const weekdaysOff = (calendar: Calendar, year: number) =>
  daysOf(calendar, year, (day, worked) => !weekend(day) && !worked);
const weekendsWorked = (calendar: Calendar, year: number) =>
  daysOf(calendar, year, (day, worked) => weekend(day) && worked);

describe('the days of the country', () => {
  it('off on weekdays in 2025: 11 by law, one swapped', () => {
    expect(weekdaysOff(vietNam(), 2025).join(' ')).toBe(
      '01-01 01-27 01-28 01-29 01-30 01-31 04-07 04-30 05-01 05-02 09-01 09-02',
    );
    expect(weekendsWorked(vietNam(), 2025)).toEqual(['04-26']);
  });

  it('off on weekdays in 2026: 11 by law, two swapped', () => {
    expect(weekdaysOff(vietNam(), 2026).join(' ')).toBe(
      '01-01 01-02 02-16 02-17 02-18 02-19 02-20 04-27 04-30 05-01 08-31 09-01 09-02',
    );
    expect(weekendsWorked(vietNam(), 2026)).toEqual(['01-10', '08-22']);
  });

  it('as many days a year as there are weekdays without those 11: a swap takes none away', () => {
    expect(vietNamYears.map(({ year }) => daysOf(vietNam(), year, (_day, worked) => worked).length)).toEqual([
      250, 250,
    ]);
  });

  it('say of which day nobody knows', () => {
    const asked = (from: string, to: string) => undecidedBetween(vietNam(), at(from), at(to)).map(({ day }) => day);
    expect(asked('2026-11-20 10:00', '2026-11-24 07:00')).toEqual(['2026-11-24']);
    expect(asked('2026-11-24 00:00', '2026-11-24 23:59')).toEqual(['2026-11-24']);
    expect(asked('2026-11-26 10:00', '2026-11-23 07:00')).toEqual(['2026-11-24']);
    expect(asked('2026-11-25 00:00', '2026-12-24 07:00')).toEqual([]);
    const off = [{ day: '2026-11-24', name: 'decided', source: 'test' }];
    const decided = calendarOf({ local: [{ calendar: 'late', off, work: [], sources: { test: 'a notice' } }] });
    expect(undecidedBetween(decided, at('2026-11-20 10:00'), at('2026-11-26 10:00'))).toEqual([]);
    const from = at('2026-11-23 10:00');
    expect([vietNam(), decided].map((calendar) => addWorkingDays(calendar, from, 1))).toEqual([
      { ok: true, at: at('2026-11-24 10:00') },
      { ok: true, at: at('2026-11-25 10:00') },
    ]);
  });
});

describe('a year that is not known', () => {
  const missing = { calendar: 'viet-nam', knownFrom: 2025, knownTo: 2026, whoActs: 'operator' };
  const fault = (year: number) => ({ ok: false, fault: { reason: 'calendar.yearMissing', year, ...missing } });

  it('is named, and who supplies it', () => {
    const answer = addWorkingDays(vietNam(), at('2026-12-30 10:00'), 3);
    expect(answer).toEqual(fault(2027));
    expect(answer.ok ? '' : describeFault(answer.fault)).toBe(
      'calendar viet-nam knows 2025 to 2026, and 2027 is needed: whoever runs this system supplies the days of 2027, ' +
        'once holidays and swapped working days are announced; nothing is guessed',
    );
  });

  it.each([
    ['the last known day still is', addWorkingDays(vietNam(), at('2026-12-30 10:00'), 1), { ok: true }],
    ['to its last moment', addWorkingTime(vietNam(), at('2026-12-31 07:00'), 8 * 3_600_000), { ok: true }],
    ['and no further', addWorkingTime(vietNam(), at('2026-12-31 07:00'), 8 * 3_600_000 + 1), fault(2027)],
    ['received after its end', dueDate(vietNam(), { workingDays: 1 }, at('2026-12-31 17:01')), fault(2027)],
    ['received later', dueDate(vietNam(), { workingHours: 1 }, at('2029-02-01 10:00')), fault(2029)],
    ['days of the calendar', dueDate(vietNam(), { calendarDays: 30 }, at('2026-12-03 10:00')), fault(2027)],
    ['months', dueDate(vietNam(), { months: 12 }, at('2026-01-30 10:00')), fault(2027)],
    ['before the first', workingTimeBetween(vietNam(), at('2024-12-31 23:59'), at('2025-01-02 10:00')), fault(2024)],
    ['backwards', addWorkingDays(vietNam(), at('2025-01-03 10:00'), -2), fault(2024)],
    ['back to the first worked instant', addWorkingTime(vietNam(), at('2025-01-02 08:00'), -3_600_000), { ok: true }],
    ['nothing added', addWorkingTime(vietNam(), at('2026-12-31 18:00'), 0), { ok: true, at: at('2026-12-31 18:00') }],
    ['backwards by time', addWorkingTime(vietNam(), at('2025-01-02 10:00'), -4 * 3_600_000), fault(2024)],
    [
      'an instant that is none',
      addWorkingTime(vietNam(), NaN, 1),
      { fault: { reason: 'instant.invalid', at: 'from' } },
    ],
    ['beyond all dates', addWorkingTime(vietNam(), 9e15, 1), { fault: { reason: 'instant.invalid', at: 'from' } }],
  ])('%s', (_what, answer, expected) => {
    expect(answer).toMatchObject(expected);
  });

  it('is supplied as another file, and counts at once', () => {
    const off = (day: string) => ({ day, name: 'day off', source: 'test' });
    const days = ['01-01', '02-04', '02-05', '02-08', '02-09', '02-10', '04-16', '04-30', '05-03', '09-02', '09-03'];
    const year = bareYear(2027, { off: days.map((day) => off(`2027-${day}`)) });
    const calendar = calendarOf({ years: [year, ...vietNamYears] });
    expect(weekdaysOff(calendar, 2027)).toEqual(days);
    const due = addWorkingDays(calendar, at('2026-12-30 10:00'), 3);
    expect(due.ok && shown(due.at)).toBe('2027-01-05 10:00');
    expect(JSON.stringify(calendarOf().table)).not.toBe(JSON.stringify(calendar.table));
  });

  const twice = { workingDays: 1, months: 1 };
  const neverEnds = { workingDays: 1, ends: 'never' };
  it.each([
    { workingDays: 0 },
    { workingDays: 1.5 },
    { workingHours: 0 },
    { workingHours: NaN },
    { months: 1e9 },
    {},
    twice,
    neverEnds,
  ])('is another matter than a limit that is none: %j', (limit) => {
    const answer = dueDate(vietNam(), limit as { workingDays: number }, at('2026-03-02 10:00'));
    expect(answer).toMatchObject({ fault: { reason: 'limit.invalid' } });
  });
});

describe('hours and days of an office', () => {
  it('hours that change with the season count from their first day', () => {
    const calendar = calendarOf({ hours: unevenHours });
    const time = (from: string, to: string) => workingTimeBetween(calendar, at(from), at(to));
    expect(time('2025-10-14 00:00', '2025-10-15 00:00')).toEqual({ ok: true, millis: 7.75 * 3_600_000 });
    expect(time('2025-10-15 00:00', '2025-10-16 00:00')).toEqual({ ok: true, millis: 24 * 3_600_000 });
    expect(time('2025-10-16 00:00', '2025-10-17 00:00')).toEqual({ ok: true, millis: 8 * 3_600_000 });
  });

  it('a clock time that the last day does not have moves into its hours', () => {
    const calendar = calendarOf({ hours: unevenHours });
    const due = (from: string) => {
      const answer = addWorkingDays(calendar, at(from), 1);
      return answer.ok ? shown(answer.at) : answer.fault;
    };
    expect([due('2025-09-18 16:00'), due('2025-09-19 11:00'), due('2025-09-19 07:30')]).toEqual([
      '2025-09-19 11:30', // Friday mornings only
      '2025-09-20 11:00',
      '2025-09-20 08:00',
    ]);
    const back = addWorkingDays(calendar, at('2025-09-19 12:10'), -1); // after closing on Friday: as if at closing
    expect(back.ok && shown(back.at)).toBe('2025-09-18 11:30');
  });

  it('its own days win over those of the country', () => {
    const calendar = calendarOf({ local: [stormDays] });
    expect(weekdaysOff(calendar, 2025)).toContain('09-29');
    expect(weekendsWorked(calendar, 2025)).toEqual(['04-26', '10-05']);
    const work = [{ day: '2025-05-02', instead: '2025-05-02', source: 'test' }];
    const unswapped = calendarOf({ local: [{ calendar: 'no swap', off: [], work, sources: { test: 'made up' } }] });
    expect(weekdaysOff(unswapped, 2025)).not.toContain('05-02');
  });
});

describe('data that make no calendar', () => {
  const faultsOf = (answer: Made) =>
    answer.ok ? [] : answer.faults.map((fault: DataFault) => `${fault.at} ${fault.reason}`);
  const years = (change: object) => faultsOf(made({ years: [{ ...bareYear(2026), ...change }] }));
  const week = eightHours.periods[0]!.week;
  const hours = (periods: Partial<HoursPeriod>[]) =>
    faultsOf(
      made({ hours: { ...eightHours, periods: periods.map((period) => ({ week, source: 'vendor', ...period })) } }),
    );
  const idle = Object.fromEntries(Object.keys(week).map((day) => [day, []])) as unknown as typeof week;
  const off = (day: string, source = 'test') => ({ day, name: 'day off', source });

  it.each<[string, string[], string[]]>([
    ['a day that is none', years({ off: [off('2026-02-29')] }), ['years[0]: off[0].day day.notReal']],
    ['a day of another year', years({ off: [off('2025-02-28')] }), ['years[0]: off[0].day day.otherYear']],
    ['off twice', years({ off: [off('2026-03-02'), off('2026-03-02')] }), ['years[0]: off[1].day day.twice']],
    [
      'off and worked',
      years({ off: [off('2026-03-02')], work: [{ day: '2026-03-02', instead: '2026-03-03', source: 'test' }] }),
      ['years[0]: work[0].day day.twice'],
    ],
    ['without a source', years({ off: [off('2026-03-02', 'rumour')] }), ['years[0]: off[0].source source.unknown']],
    ['a slip of the pen', years({ offs: [] }), ['years[0]: offs key.unknown']],
    ['a list left out', years({ work: undefined }), ['years[0]: work type']],
    ['no list', years({ off: {} }), ['years[0]: off type']],
    ['a year under another clock', years({ year: 1975 }), ['years[0]: year year.range']],
    ['a year as text', years({ year: '2026' }), ['years[0]: year year.range']],
    [
      'made up for a Sunday',
      years({ work: [{ day: '2026-03-07', instead: '2026-03-08', source: 'test' }] }),
      ['test.work work.noHours'],
    ],
    ['no years', faultsOf(made({ years: [] })), ['years years.none']],
    ['a year twice', faultsOf(made({ years: [bareYear(2026), bareYear(2026)] })), ['years years.twice']],
    ['a year left out', faultsOf(made({ years: [bareYear(2024), bareYear(2026)] })), ['years years.gap']],
    ['nothing', faultsOf(made({ years: [null] })), ['years[0]: data type']],
    ['no hours', faultsOf(made({ hours: {} })), ['hours: hours type', 'hours: periods type', 'hours: sources type']],
    [
      'local days elsewhere',
      faultsOf(made({ years: [bareYear(2026)], local: [stormDays] })),
      ['storm.off day.unknownYear', 'storm.work day.unknownYear'],
    ],
    [
      'a clock time',
      hours([{ week: { ...week, monday: ['7:00-11:30'] } }]),
      ['hours: periods[0].week.monday[0] hours.format'],
    ],
    [
      'backwards',
      hours([{ week: { ...week, monday: ['13:00-11:30'] } }]),
      ['hours: periods[0].week.monday[0] hours.format'],
    ],
    [
      'overlapping',
      hours([{ week: { ...week, monday: ['07:00-11:30', '11:00-17:00'] } }]),
      ['hours: periods[0].week.monday[1] hours.order'],
    ],
    [
      'periods over each other',
      hours([{ to: '2025-10-15' }, { from: '2025-10-15' }]),
      ['hours: periods[1] hours.overlap'],
    ],
    ['a period backwards', hours([{ from: '2025-10-15', to: '2025-10-14' }]), ['hours: periods[0] hours.overlap']],
    [
      'after midnight',
      hours([{ week: { ...week, monday: ['22:00-24:30'] } }]),
      ['hours: periods[0].week.monday[0] hours.format'],
    ],
    ['days between periods', hours([{ to: '2025-10-15' }, { from: '2025-10-17' }]), ['hours hours.gap']],
    [
      'nobody works',
      faultsOf(
        made({ years: [bareYear(2026)], hours: { ...eightHours, periods: [{ week: idle, source: 'vendor' }] } }),
      ),
      ['hours hours.none'],
    ],
  ])('%s', (_what, found, expected) => {
    expect(found).toEqual(expected);
  });

  it('are told with what was found, to whoever wrote them', () => {
    const answer = made({ years: [{ ...bareYear(2026), off: [off('2026-02-29')] }] });
    expect(answer.ok ? '' : describeFault(answer.faults[0]!)).toBe(
      'years[0]: off[0].day: is no day that exists, written YYYY-MM-DD; found 2026-02-29',
    );
  });
});
