import type { Calendar } from './calendar.js';
import type { DataFault, Refused } from './faults.js';
import { within } from './inspect.js';

/** Which calendar is whose, by configuration. */
export interface BookParts {
  readonly calendars: readonly Calendar[];
  /** The name of the one for whoever has none of their own. */
  readonly standard: string;
  /** By unit code (`H44.100`); a unit without an entry takes that of the unit above it (`H44`). */
  readonly units?: Readonly<Record<string, string>>;
  /** By procedure code; they come before the unit's. */
  readonly procedures?: Readonly<Record<string, string>>;
}

export interface CalendarBook {
  readonly calendarFor: (whose: { readonly unit?: string; readonly procedure?: string }) => Calendar;
}

export type BookMade = { readonly ok: true; readonly book: CalendarBook } | Refused;

/** A choice among calendars, or everything that stands against it. */
export function makeBook({ calendars, standard, units = {}, procedures = {} }: BookParts): BookMade {
  const byName = new Map(calendars.map((calendar) => [calendar.name, calendar]));
  const faults: DataFault[] = [];
  calendars.forEach((calendar, index) => {
    if (byName.get(calendar.name) === calendar) return;
    faults.push({ reason: 'calendar.twice', at: `calendars[${index}]`, found: calendar.name });
  });
  const named = (names: Readonly<Record<string, string>>, at: string) =>
    new Map(
      Object.entries(names).flatMap(([code, name]): [string, Calendar][] => {
        const calendar = byName.get(name);
        if (calendar) return [[code, calendar]];
        faults.push({ reason: 'calendar.unknown', at: within(at, code), found: name });
        return [];
      }),
    );
  const [byUnit, byProcedure] = [named(units, 'units'), named(procedures, 'procedures')];
  const fallback = named({ standard }, '').get('standard');
  if (!fallback || faults.length > 0) return { ok: false, faults };
  const calendarFor: CalendarBook['calendarFor'] = ({ unit, procedure }) => {
    const ofProcedure = procedure === undefined ? undefined : byProcedure.get(procedure);
    return ofProcedure ?? ofUnit(byUnit, unit) ?? fallback;
  };
  return { ok: true, book: { calendarFor } };
}

function ofUnit(byUnit: ReadonlyMap<string, Calendar>, unit: string | undefined): Calendar | undefined {
  for (let code = unit ?? ''; code !== ''; code = code.slice(0, Math.max(0, code.lastIndexOf('.')))) {
    const found = byUnit.get(code);
    if (found) return found;
  }
  return undefined;
}
