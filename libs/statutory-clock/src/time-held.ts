import type { Calendar } from './calendar.js';
import { notReckoned, type NotReckoned } from './faults.js';
import { faultOf, workingTimeBetween } from './working-time.js';

/** From when on somebody had a matter; the next turn ends it. */
export interface Turn {
  /** A unit, a partner, the applicant: whatever tells one from another. */
  readonly holder: string;
  readonly from: number;
  /** By when this holder was to be done with it; left out where nothing was set. */
  readonly due?: number;
}

export interface TurnHeld extends Turn {
  readonly to: number;
  /** Working time by the holder's own calendar. */
  readonly millis: number;
  /** What of it lies behind `due`; 0 where nothing was set. */
  readonly lateMillis: number;
}

export interface HolderTotal {
  readonly holder: string;
  readonly millis: number;
  readonly lateMillis: number;
}

export interface TimeHeld {
  readonly ok: true;
  readonly turns: readonly TurnHeld[];
  /** One for each holder, in the order of their first turns. */
  readonly holders: readonly HolderTotal[];
}

/** Whose time it was, from the first turn until an instant: turns in the order of time, each measured against its own due date. */
export function timeHeld(
  calendarFor: (holder: string) => Calendar,
  turns: readonly Turn[],
  until: number,
): TimeHeld | NotReckoned {
  const held: TurnHeld[] = [];
  const totals = new Map<string, HolderTotal>();
  for (const [index, turn] of turns.entries()) {
    const to = turns[index + 1]?.from ?? until;
    const measured = measure(calendarFor(turn.holder), turn, to, `turns[${index}]`);
    if (!measured.ok) return measured;
    const { millis, lateMillis } = measured;
    held.push({ ...turn, to, millis, lateMillis });
    const before = totals.get(turn.holder) ?? { holder: turn.holder, millis: 0, lateMillis: 0 };
    totals.set(turn.holder, {
      ...before,
      millis: before.millis + millis,
      lateMillis: before.lateMillis + lateMillis,
    });
  }
  return { ok: true, turns: held, holders: [...totals.values()] };
}

function measure(calendar: Calendar, { from, due }: Turn, to: number, at: string) {
  const fault = faultOf(calendar, from, `${at}.from`) ?? faultOf(calendar, to, `${at}.to`);
  if (fault) return fault;
  if (to < from) return notReckoned('interval.invalid', `${at}.to`);
  if (due !== undefined && !Number.isSafeInteger(due)) return notReckoned('instant.invalid', `${at}.due`);
  const millis = workingTimeBetween(calendar, from, to);
  // A due date outside the known years is none that this turn needs the days of.
  const late = due === undefined || due >= to ? undefined : workingTimeBetween(calendar, Math.max(from, due), to);
  if (!millis.ok) return millis;
  if (late && !late.ok) return late;
  return { ok: true as const, millis: millis.millis, lateMillis: late?.millis ?? 0 };
}
