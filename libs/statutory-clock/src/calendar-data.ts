/** One year's days as they were announced, written by hand from the notices and kept with their sources. */
export interface CalendarYear {
  readonly calendar: string;
  readonly year: number;
  /** Days without work, whatever the weekday. */
  readonly off: readonly DayOff[];
  /** Make-up days: worked although the weekday is one of rest. */
  readonly work: readonly MakeUpDay[];
  /** Days of which nobody could say whether they are worked. They are counted by their weekday, and can be asked for. */
  readonly undecided: readonly UndecidedDay[];
  /** What the entries rest on, by the names that they use. */
  readonly sources: Readonly<Record<string, string>>;
}

export interface DayOff {
  /** `2026-09-02`, as all days here. */
  readonly day: string;
  readonly name: string;
  readonly source: string;
}

export interface MakeUpDay {
  readonly day: string;
  /** The day whose weekday's hours are worked instead. */
  readonly instead: string;
  readonly source: string;
}

export interface UndecidedDay extends DayOff {
  readonly question: string;
}

/** Exceptions of one office or province, on top of the years: its own days off and worked days win. */
export interface LocalDays extends Pick<CalendarYear, 'off' | 'work' | 'sources'> {
  readonly calendar: string;
}

/** When an office works, by weekday; several periods where hours change with the season or by decision. */
export interface WorkingHours {
  readonly hours: string;
  readonly periods: readonly HoursPeriod[];
  readonly sources: Readonly<Record<string, string>>;
}

export interface HoursPeriod {
  /** First and last day in force; without them since ever and until further notice. */
  readonly from?: string;
  readonly to?: string;
  /** `07:00-11:30`, in order, by weekday. A weekday without any is one of rest. */
  readonly week: Readonly<Record<Weekday, readonly string[]>>;
  readonly source: string;
}

/** In the order of JavaScript's weekday numbers. */
export const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;
export type Weekday = (typeof weekdays)[number];
