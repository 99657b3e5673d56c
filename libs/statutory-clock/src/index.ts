export { makeBook } from './book.js';
export type { BookMade, BookParts, CalendarBook } from './book.js';
export { makeCalendar, undecidedBetween } from './calendar.js';
export type { Calendar, CalendarParts, Made } from './calendar.js';
export type {
  CalendarYear,
  DayOff,
  HoursPeriod,
  LocalDays,
  MakeUpDay,
  UndecidedDay,
  Weekday,
  WorkingHours,
} from './calendar-data.js';
export { dataFaults, describeFault } from './faults.js';
export type { DataFault, DataFaultReason, NotReckoned, ReckoningFault, Refused } from './faults.js';
export { dueDate, limitEnds } from './limit.js';
export type { LimitEnd, TimeLimit } from './limit.js';
export { dueThroughPauses, handlingPauses, onlineAcceptance } from './pauses.js';
export type { Pause, PausedDue, PauseRule, PauseRules } from './pauses.js';
export { readHours } from './read-hours.js';
export { readLocalDays, readYear } from './read-year.js';
export type { ReadLocalDays, ReadYear } from './read-year.js';
export { timeHeld } from './time-held.js';
export type { HolderTotal, TimeHeld, Turn, TurnHeld } from './time-held.js';
export { eightHours, vietNam, vietNamYears } from './viet-nam.js';
export { addWorkingDays, workingDaysBetween } from './working-days.js';
export type { DaysMeasured } from './working-days.js';
export { addWorkingTime, workingTimeBetween } from './working-time.js';
export type { Reckoned, TimeMeasured } from './working-time.js';
export { workingTimeOutside } from './working-time-outside.js';
