import type { CalendarConfig } from '@lienthong/config';
import { StartRefused } from '@lienthong/process';
import {
  describeFault,
  eightHours,
  makeCalendar,
  readYear,
  vietNamYears,
  type Calendar,
  type CalendarYear,
  type DataFault,
} from '@lienthong/statutory-clock';

/**
 * The country's working days, with the years that the configuration adds or states otherwise.
 * @throws {StartRefused} when one of them is no year of a calendar.
 */
export function calendarOf({ years }: CalendarConfig): Calendar {
  const given = years.map((data, index) => yearOf(data, index));
  const known = vietNamYears.filter(({ year }) => !given.some((one) => one.year === year));
  const made = makeCalendar({ name: 'viet-nam', years: [...known, ...given], hours: eightHours });
  if (!made.ok) throw refused('calendar', made.faults);
  return made.calendar;
}

function yearOf(data: unknown, index: number): CalendarYear {
  const read = readYear(data);
  if (!read.ok) throw refused(`calendar.years[${index}]`, read.faults);
  return read.year;
}

const refused = (where: string, faults: readonly DataFault[]): StartRefused =>
  new StartRefused(faults.map((fault) => `${where}: ${describeFault(fault)}`));
