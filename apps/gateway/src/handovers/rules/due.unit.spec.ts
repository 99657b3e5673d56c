import { vietNam } from '@lienthong/statutory-clock';
import { dueInWorkingDays } from './due.js';

const due = (days: number, from: string): string =>
  new Date(dueInWorkingDays(days, vietNam())(Date.parse(from)) + 7 * 3_600_000).toISOString().slice(0, 16);

it.each([
  ['over a weekend', 3, '2026-11-19T10:00:00+07:00', '2026-11-24T10:00'],
  ['over holidays', 3, '2026-04-29T10:00:00+07:00', '2026-05-06T10:00'],
  ['with a Saturday that makes up for a day off', 1, '2026-08-21T10:00:00+07:00', '2026-08-22T10:00'],
  ['after closing, from the next opening on', 1, '2026-11-19T20:00:00+07:00', '2026-11-23T07:00'],
])('working days %s', (_, days, from, at) => {
  expect(due(days, from)).toBe(at);
});

it('counts Monday to Friday of a year that the calendar does not know', () => {
  expect(due(3, '2026-12-30T10:00:00+07:00')).toBe('2027-01-04T10:00');
  // 23:30 UTC of a Sunday is Monday in Viet Nam.
  expect(due(1, '2027-03-07T23:30:00Z')).toBe('2027-03-09T06:30');
});
