/** What stands against the data of a calendar. The keys are stable: programs may tell cases apart by them. */
export const dataFaults = {
  type: 'is not of the type that the format gives it',
  'key.unknown': 'is no key of the format: a slip of the pen would otherwise be a day that is never counted',
  'year.range': 'is no year from 1976 to 2200: before, another time was in force',
  'years.none': 'a calendar needs at least one year',
  'years.twice': 'the same year twice',
  'years.gap': 'the years do not follow one another: this one is missing',
  'day.notReal': 'is no day that exists, written YYYY-MM-DD',
  'day.otherYear': 'lies outside the year of its file',
  'day.unknownYear': 'lies outside the years that the calendar knows',
  'day.twice': 'the same day twice',
  'work.noHours': 'a make-up day takes the hours of a day that has none: the weekday of `instead` is one of rest',
  'source.unknown': 'names a source that `sources` does not hold',
  'hours.format': 'is no time from one clock time to another, written HH:MM-HH:MM',
  'hours.order': 'begins before the one in front of it ends',
  'hours.overlap': 'begins before the period in front of it ends, or ends before it begins',
  'hours.gap': 'no period of the hours is in force on this day',
  'hours.none': 'nobody works on any day of the calendar',
  'calendar.unknown': 'names a calendar that is not there',
  'calendar.twice': 'two calendars of the same name',
} as const;

export type DataFaultReason = keyof typeof dataFaults;

export interface DataFault {
  readonly reason: DataFaultReason;
  /** The path to the value: `off[3].day`. */
  readonly at: string;
  /** What was found there. Calendars hold nothing personal. */
  readonly found?: string;
}

/** The data make no calendar: whoever wrote them has to mend them. */
export interface Refused {
  readonly ok: false;
  readonly faults: readonly DataFault[];
}

/** Why no due date or no working time comes out. Expected, so a value. */
export type ReckoningFault =
  | {
      readonly reason: 'calendar.yearMissing';
      readonly calendar: string;
      /** The year that would have to be known. */
      readonly year: number;
      readonly knownFrom: number;
      readonly knownTo: number;
      readonly whoActs: 'operator';
    }
  | {
      readonly reason: keyof typeof sentences;
      /** Which one: `from`, `limit.workingDays`, `pauses[2].to`. */
      readonly at: string;
      readonly whoActs: 'client';
    };

export interface NotReckoned {
  readonly ok: false;
  readonly fault: ReckoningFault;
}

const sentences = {
  'instant.invalid': 'is no instant: whole milliseconds since 1970, within what a Date holds',
  'interval.invalid': 'lies before the beginning',
  'limit.invalid': 'is no time limit: a number of hours above zero, or a whole number of days or months from 1',
  'pause.invalid': 'is no pause: it ends before it begins, begins before the clock runs, or stands behind a later one',
  'pause.kindUnknown': 'is a kind of pause for which no rule was given',
} as const;

/** A sentence for whoever has to act. */
export function describeFault(fault: DataFault | ReckoningFault): string {
  if (fault.reason === 'calendar.yearMissing') {
    const known = fault.knownFrom === fault.knownTo ? `${fault.knownFrom}` : `${fault.knownFrom} to ${fault.knownTo}`;
    return (
      `calendar ${fault.calendar} knows ${known}, and ${fault.year} is needed: whoever runs this system supplies ` +
      `the days of ${fault.year}, once holidays and swapped working days are announced; nothing is guessed`
    );
  }
  if ('whoActs' in fault) return `${fault.at} ${sentences[fault.reason]}`;
  return `${fault.at}: ${dataFaults[fault.reason]}${fault.found === undefined ? '' : `; found ${fault.found}`}`;
}

export const notReckoned = (
  reason: Exclude<ReckoningFault['reason'], 'calendar.yearMissing'>,
  at: string,
): NotReckoned => ({ ok: false, fault: { reason, at, whoActs: 'client' } });
