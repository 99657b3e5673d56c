import { dueDate } from '@lienthong/statutory-clock';
import { calendarOf } from './calendar.js';

const source = { gazette: 'A decision (a gazette of 2026)' };
const year2027 = {
  ...{ calendar: 'viet-nam', year: 2027, sources: source, work: [], undecided: [] },
  off: [{ day: '2027-01-01', name: "New Year's Day", source: 'gazette' }],
};
const from = Date.parse('2026-12-31T10:00:00+07:00');

it('a year that the configuration adds is known', () => {
  expect(dueDate(calendarOf({ years: [] }), { workingDays: 1 }, from)).toMatchObject({ ok: false });
  const due = dueDate(calendarOf({ years: [year2027] }), { workingDays: 1 }, from);
  expect(due).toEqual({ ok: true, at: Date.parse('2027-01-04T10:00:00+07:00') });
});

it('one that is no year stops the start, and says where', () => {
  const off = [{ day: '2027-02-29', name: 'none', source: 'gazette' }];
  expect(() => calendarOf({ years: [year2027, { ...year2027, off }] })).toThrow(/calendar\.years\[1\]: .*2027-02-29/);
});
