/**
 * Due dates and intervals of working time per second on one core.
 *
 *   npm run bench -- statutory-clock
 */
import { loadavg } from 'node:os';
import {
  dueDate,
  dueThroughPauses,
  vietNam,
  workingTimeBetween,
  type Pause,
  type TimeLimit,
} from '@lienthong/statutory-clock';
import { perSecond } from './per-second.mts';

const count = 100_000;
const calendar = vietNam();
const first = Date.parse('2025-02-03T07:00:00+07:00');
/** Over a year and a half, at all times of the day. */
const instants = Array.from({ length: count }, (_, index) => first + index * 473_311);
const hour = 3_600_000;

const due = (limit: TimeLimit) => (index: number) => dueDate(calendar, limit, instants[index]!).ok;

const works: Record<string, (index: number) => boolean> = {
  'due dates in working days': due({ workingDays: 15 }),
  'due dates in working hours': due({ workingHours: 8 }),
  'due dates in days': due({ calendarDays: 30 }),
  'due dates in days, those off not counted': due({ calendarDays: 30, skipDaysOff: true }),
  'due dates in months': due({ months: 1 }),
  'due dates through two pauses': (index) => {
    const from = instants[index]!;
    const pauses: Pause[] = [
      { kind: 'supplement', from: from + 20 * hour, to: from + 90 * hour },
      { kind: 'payment', from: from + 100 * hour, to: from + 103 * hour },
    ];
    return dueThroughPauses(calendar, { workingDays: 15 }, from, pauses).ok;
  },
  'intervals measured': (index) => workingTimeBetween(calendar, instants[index]!, instants[index]! + 900 * hour).ok,
};

for (const [what, work] of Object.entries(works)) {
  console.log(`${what} per second of one core: ${perSecond(count, work).toLocaleString('en')}`);
}
console.log(`load average ${loadavg()[0]!.toFixed(1)}`);
