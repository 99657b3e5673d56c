import type { CalendarYear, LocalDays } from './calendar-data.js';
import { dayNumber, dayText, firstDayOf, weekdayOf, type DayNumber } from './day.js';
import type { Inspector } from './inspect.js';
import type { HoursInForce, Span } from './read-hours.js';

/** Every day of the known years, with sums: a due date is then a look-up, not a walk from day to day. */
export interface DayTable {
  /** The day that index 0 stands for. */
  readonly first: DayNumber;
  readonly count: number;
  /** What is worked on a day; nothing on a day off. */
  readonly spans: readonly (readonly Span[])[];
  /** Working time before a day, from the first one on, in milliseconds; one more entry than days. */
  readonly timeBefore: Float64Array;
  /** Working days before a day; one more entry than days. */
  readonly workedBefore: Int32Array;
  /** Indexes of the working days, in order. */
  readonly worked: Int32Array;
  /** 1 on days off by an entry, whatever the weekday. */
  readonly off: Uint8Array;
}

interface TableParts {
  readonly firstYear: number;
  readonly lastYear: number;
  /** From the general to the particular: the later one wins. */
  readonly layers: readonly (CalendarYear | LocalDays)[];
  readonly hours: readonly HoursInForce[];
}

export function tableOf(inspector: Inspector, { firstYear, lastYear, layers, hours }: TableParts): DayTable {
  const first = firstDayOf(firstYear);
  const count = firstDayOf(lastYear + 1) - first;
  const spans = Array.from({ length: count }, (_, index) => hoursOn(inspector, hours, first + index));
  const off = new Uint8Array(count);
  const put = (day: string, at: string, worked: readonly Span[]) => {
    const index = dayNumber(day)! - first;
    if (index < 0 || index >= count) return inspector.note('day.unknownYear', at, day);
    spans[index] = worked;
    off[index] = worked.length === 0 ? 1 : 0;
  };
  for (const { calendar, off: free, work } of layers) {
    for (const { day } of free) put(day, `${calendar}.off`, []);
    for (const { day, instead } of work) {
      const worked = hoursOn(inspector, hours, dayNumber(day)!, weekdayOf(dayNumber(instead)!));
      if (worked.length === 0) inspector.note('work.noHours', `${calendar}.work`, instead);
      put(day, `${calendar}.work`, worked);
    }
  }
  if (inspector.faults.length === 0 && spans.every((day) => day.length === 0)) inspector.note('hours.none', 'hours');
  return summed(first, count, spans, off);
}

function hoursOn(
  inspector: Inspector,
  hours: readonly HoursInForce[],
  day: DayNumber,
  weekday = weekdayOf(day),
): readonly Span[] {
  const inForce = hours.find(({ first, last }) => first <= day && day <= last);
  if (inForce) return inForce.week[weekday]!;
  // One is enough to mend it: the days behind it would each say the same.
  if (!inspector.faults.some(({ reason }) => reason === 'hours.gap'))
    inspector.note('hours.gap', 'hours', dayText(day));
  return [];
}

function summed(first: DayNumber, count: number, spans: readonly (readonly Span[])[], off: Uint8Array): DayTable {
  const timeBefore = new Float64Array(count + 1);
  const workedBefore = new Int32Array(count + 1);
  const worked: number[] = [];
  spans.forEach((day, index) => {
    timeBefore[index + 1] = timeBefore[index]! + day.reduce((sum, { from, to }) => sum + to - from, 0);
    workedBefore[index + 1] = workedBefore[index]! + (day.length > 0 ? 1 : 0);
    if (day.length > 0) worked.push(index);
  });
  return { first, count, spans, timeBefore, workedBefore, worked: Int32Array.from(worked), off };
}
