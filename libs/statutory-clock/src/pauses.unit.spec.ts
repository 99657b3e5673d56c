import fc from 'fast-check';
import { addWorkingTime, dueDate, dueThroughPauses, handlingPauses, onlineAcceptance, vietNam } from './index.js';
import { workingTimeBetween, workingTimeOutside } from './index.js';
import type { Pause, PauseRules, TimeLimit } from './index.js';
import { calendarOf, unevenHours } from './testing/calendars.js';
import { at, shown } from './testing/instants.js';

const threeDays: TimeLimit = { workingDays: 3 };
const resume: PauseRules = { supplement: 'resume', payment: 'resume' };
const pause = (from: string, to: string | null, kind = 'supplement'): Pause => ({
  kind,
  from: at(from),
  to: to === null ? null : at(to),
});
const readable = (instant: number | null) => (instant === null ? null : shown(instant));

function through(from: string, pauses: readonly Pause[], rules?: PauseRules, limit = threeDays) {
  const due = dueThroughPauses(vietNam(), limit, at(from), pauses, rules);
  if (!due.ok) return due.fault;
  return {
    at: readable(due.at),
    pauses: due.pauses.map(({ dueBefore, dueAfter }) => [readable(dueBefore), readable(dueAfter)]),
    missed: readable(due.missed),
  };
}

describe('a due date through pauses', () => {
  it('without any is the due date', () => {
    expect(through('2026-11-16 10:00', [])).toEqual({ at: '2026-11-19 10:00', pauses: [], missed: null });
  });

  it('begins again when the supplement is complete, by default', () => {
    expect(through('2026-11-16 10:00', [pause('2026-11-18 09:00', '2026-11-20 15:00')])).toEqual({
      at: '2026-11-25 15:00',
      pauses: [['2026-11-19 10:00', '2026-11-25 15:00']],
      missed: null,
    });
  });

  it('goes on with what was left, where that is the rule: a working day of pause is a working day more', () => {
    expect(through('2026-11-16 10:00', [pause('2026-11-17 10:00', '2026-11-18 10:00')], resume)).toMatchObject({
      at: '2026-11-20 10:00',
    });
  });

  it('goes on after an open fee is paid, by default', () => {
    expect(through('2026-11-16 10:00', [pause('2026-11-16 14:00', '2026-11-17 15:00', 'payment')])).toMatchObject({
      at: '2026-11-20 11:00',
    });
  });

  it('has no due date while a pause lasts', () => {
    expect(through('2026-11-16 10:00', [pause('2026-11-18 09:00', null)])).toEqual({
      at: null,
      pauses: [['2026-11-19 10:00', null]],
      missed: null,
    });
  });

  it('is not moved by what does not stop the clock', () => {
    const rules = { ...handlingPauses, letter: 'runOn' } as const;
    expect(through('2026-11-16 10:00', [pause('2026-11-17 09:00', null, 'letter')], rules)).toMatchObject({
      at: '2026-11-19 10:00',
    });
  });

  it('counts overlapping pauses once', () => {
    const pauses = [pause('2026-11-17 10:00', '2026-11-18 10:00'), pause('2026-11-17 14:00', '2026-11-19 10:00')];
    const one = [pause('2026-11-17 10:00', '2026-11-19 10:00')];
    expect(through('2026-11-16 10:00', pauses, resume)).toMatchObject({ at: '2026-11-23 10:00' });
    expect(through('2026-11-16 10:00', one, resume)).toMatchObject({ at: '2026-11-23 10:00' });
    const inside = [pause('2026-11-17 10:00', '2026-11-19 10:00'), pause('2026-11-17 14:00', '2026-11-18 10:00')];
    expect(through('2026-11-16 10:00', inside, resume)).toMatchObject({ at: '2026-11-23 10:00' });
  });

  it('tells a due date that had passed before somebody asked: no supplement heals that', () => {
    const late = [pause('2026-11-19 10:01', '2026-11-20 10:00')];
    expect(through('2026-11-16 10:00', late)).toMatchObject({ at: '2026-11-25 10:00', missed: '2026-11-19 10:00' });
    expect(through('2026-11-16 10:00', late, resume)).toMatchObject({
      at: '2026-11-19 10:00',
      missed: '2026-11-19 10:00',
    });
    const twice = [...late, pause('2026-12-01 10:00', '2026-12-02 10:00')];
    expect(through('2026-11-16 10:00', twice)).toMatchObject({ at: '2026-12-07 10:00', missed: '2026-11-19 10:00' });
    expect(through('2026-11-16 10:00', [pause('2026-11-19 10:00', null)])).toMatchObject({ missed: null });
  });

  it('moves days of the calendar by the time that passed, and off days without work', () => {
    const days: TimeLimit = { calendarDays: 3 };
    const moved = pause('2026-11-17 09:00', '2026-11-19 09:00');
    expect(through('2026-11-16 10:00', [moved], resume, days)).toMatchObject({ at: '2026-11-23 10:00' });
  });

  // From Monday 10:00; the pause begins on Tuesday 10:00 and ends on the same day unless a date is given.
  it.each<[TimeLimit, string, string]>([
    [{ workingDays: 3, ends: 'closing' }, '10:00', '2026-11-19 17:00'],
    [{ workingDays: 3, ends: 'closing' }, '12:00', '2026-11-20 17:00'],
    [{ workingDays: 3, ends: 'midnight' }, '10:00', '2026-11-20 00:00'],
    [{ workingDays: 3, ends: 'midnight' }, '12:00', '2026-11-21 00:00'],
    [{ workingDays: 4, ends: 'closing' }, '12:00', '2026-11-23 17:00'],
    [{ calendarDays: 3 }, '11:00', '2026-11-19 11:00'],
    [{ calendarDays: 3 }, '18:00', '2026-11-20 07:00'],
    [{ calendarDays: 3, ends: 'closing' }, '10:00', '2026-11-19 17:00'],
    [{ calendarDays: 3, ends: 'closing' }, '10:01', '2026-11-20 17:00'],
    [{ calendarDays: 3, ends: 'closing' }, '2026-11-18 10:00', '2026-11-20 17:00'],
    [{ calendarDays: 3, ends: 'midnight' }, '10:00', '2026-11-20 00:00'],
    [{ calendarDays: 3, ends: 'midnight' }, '10:01', '2026-11-21 00:00'],
    [{ calendarDays: 3, ends: 'midnight' }, '18:30', '2026-11-21 00:00'],
    [{ calendarDays: 3, ends: 'midnight' }, '2026-11-18 10:00', '2026-11-21 00:00'],
    [{ calendarDays: 3, ends: 'midnight' }, '2026-11-18 10:01', '2026-11-24 00:00'],
    [{ months: 1, ends: 'midnight' }, '2026-11-18 10:00', '2026-12-18 00:00'],
  ])('%j resumes at %s', (limit, until, expected) => {
    const paused = [pause('2026-11-17 10:00', until.length > 5 ? until : `2026-11-17 ${until}`)];
    expect(through('2026-11-16 10:00', paused, resume, limit)).toMatchObject({ at: expected });
  });

  it('ends at the next closing time when a millisecond is left', () => {
    const from = at('2026-11-17 10:00');
    const limit = { calendarDays: 3, ends: 'closing' } as const;
    const paused = [{ kind: 'payment', from, to: from + 1 }];
    const due = dueThroughPauses(vietNam(), limit, at('2026-11-16 10:00'), paused);
    expect(due.ok && readable(due.at)).toBe('2026-11-20 17:00');
  });

  it('ends at 24:00 with the day that it closes', () => {
    const roundTheClock = calendarOf({ hours: unevenHours }); // on Wednesdays
    const paused = [pause('2025-09-10 22:00', '2025-09-17 22:00')];
    const limit = { workingDays: 1, ends: 'closing' } as const;
    const due = dueThroughPauses(roundTheClock, limit, at('2025-09-09 10:00'), paused, resume);
    expect(due.ok && readable(due.at)).toBe('2025-09-18 00:00');
  });

  it('gives a person who must accept an online dossier eight hours from when the fee is paid', () => {
    const { limit, pauses } = onlineAcceptance;
    const paid = [pause('2026-11-16 10:05', '2026-11-16 15:00', 'payment')];
    expect(through('2026-11-16 10:00', paid, pauses, limit)).toMatchObject({ at: '2026-11-17 15:00' });
  });

  it.each([
    ['pauses[0].to', [pause('2026-11-17 10:00', '2026-11-17 09:00')], 'pause.invalid'],
    ['pauses[0].from', [pause('2026-11-16 09:00', null)], 'pause.invalid'],
    ['pauses[1].from', [pause('2026-11-17 10:00', null), pause('2026-11-16 10:00', null)], 'pause.invalid'],
    ['pauses[0].kind', [pause('2026-11-17 10:00', null, 'toString')], 'pause.kindUnknown'],
    ['pauses[0].to', [{ kind: 'payment', from: at('2026-11-17 10:00'), to: NaN }], 'instant.invalid'],
  ])('refuses %s', (place, pauses, reason) => {
    expect(through('2026-11-16 10:00', pauses)).toEqual({ reason, at: place, whoActs: 'client' });
  });

  it('resuming moves the due date by the working time of the pause, whatever the pause', () => {
    const start = fc.integer({ min: at('2025-03-01 00:00'), max: at('2026-06-01 00:00') });
    const hours = fc.integer({ min: 1, max: 200 });
    fc.assert(
      fc.property(
        start,
        hours,
        fc.nat(30 * 86_400_000),
        fc.nat(30 * 86_400_000),
        (from, workingHours, after, length) => {
          const first = dueDate(vietNam(), { workingHours }, from);
          if (!first.ok) throw new Error(first.fault.reason);
          fc.pre(from + after < first.at);
          const paused = { kind: 'payment', from: from + after, to: from + after + length };
          const due = dueThroughPauses(vietNam(), { workingHours }, from, [paused]);
          const lost = workingTimeBetween(vietNam(), paused.from, paused.to);
          if (!lost.ok || !due.ok) throw new Error('not reckoned');
          const expected = addWorkingTime(vietNam(), first.at, lost.millis);
          expect(workingTimeBetween(vietNam(), first.at, due.at!)).toEqual({ ok: true, millis: lost.millis });
          expect(lost.millis === 0 || (expected.ok && due.at === expected.at)).toBe(true);
          expect(workingTimeOutside(vietNam(), from, due.at!, [paused])).toMatchObject({
            millis: workingHours * 3.6e6,
          });
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('working time outside pauses', () => {
  const outside = (pauses: { from: string; to: string | null }[]) => {
    const answer = workingTimeOutside(
      vietNam(),
      at('2026-11-16 07:00'),
      at('2026-11-17 17:00'),
      pauses.map(({ from, to }) => ({ from: at(from), to: to === null ? null : at(to) })),
    );
    return answer.ok ? answer.millis / 3_600_000 : answer.fault.reason;
  };

  it.each([
    [[], 16],
    [[{ from: '2026-11-16 14:00', to: '2026-11-17 08:00' }], 12],
    [[{ from: '2026-11-16 14:00', to: null }], 5],
    [[{ from: '2026-11-13 14:00', to: '2026-11-16 08:00' }], 15],
    [[{ from: '2026-11-17 14:00', to: '2026-11-20 08:00' }], 13],
    [
      [
        { from: '2026-11-16 15:00', to: '2026-11-17 08:00' },
        { from: '2026-11-16 14:00', to: '2026-11-16 16:00' },
        { from: '2026-11-16 14:30', to: '2026-11-16 14:45' },
      ],
      12,
    ],
    [[{ from: '2026-11-18 14:00', to: '2026-11-18 16:00' }], 16],
    [[{ from: '2026-11-17 14:00', to: '2026-11-16 16:00' }], 'pause.invalid'],
  ])('%j leave %s', (pauses, expected) => {
    expect(outside(pauses)).toBe(expected);
  });

  it('an end before the beginning is none', () => {
    const fault = { reason: 'interval.invalid', at: 'to' };
    expect(workingTimeOutside(vietNam(), at('2026-11-17 10:00'), at('2026-11-16 10:00'), [])).toMatchObject({ fault });
  });
});
