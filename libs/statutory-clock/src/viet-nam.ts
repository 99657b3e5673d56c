import { makeCalendar, type Calendar } from './calendar.js';
import type { CalendarYear, WorkingHours } from './calendar-data.js';
import officeHours from './data/office-hours.json' with { type: 'json' };
import year2025 from './data/viet-nam-2025.json' with { type: 'json' };
import year2026 from './data/viet-nam-2026.json' with { type: 'json' };
import { describeFault } from './faults.js';

/** The years whose days are known, each with its sources. A further year is another file beside these. */
export const vietNamYears: readonly CalendarYear[] = [year2025, year2026];

/** Monday to Friday, 07:00 to 11:30 and 13:30 to 17:00. */
export const eightHours: WorkingHours = officeHours;

let made: Calendar | undefined;

/** The country's days off and make-up days with those hours; made at the first question. */
export function vietNam(): Calendar {
  made ??= orThrow();
  return made;
}

function orThrow(): Calendar {
  const answer = makeCalendar({ name: 'viet-nam', years: vietNamYears, hours: eightHours });
  if (answer.ok) return answer.calendar;
  throw new Error(`the calendar of this library is broken: ${answer.faults.map(describeFault).join('; ')}`);
}
