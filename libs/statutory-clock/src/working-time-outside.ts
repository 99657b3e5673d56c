import type { Calendar } from './calendar.js';
import { notReckoned } from './faults.js';
import { faultOf, workingTimeBetween, type TimeMeasured } from './working-time.js';

/** Working time from one instant to another without what lies inside the pauses; they may overlap, in any order. */
export function workingTimeOutside(
  calendar: Calendar,
  from: number,
  to: number,
  pauses: readonly { readonly from: number; readonly to: number | null }[],
): TimeMeasured {
  const fault = faultOf(calendar, from, 'from') ?? faultOf(calendar, to, 'to');
  if (fault) return fault;
  if (to < from) return notReckoned('interval.invalid', 'to');
  let millis = 0;
  let reached = from;
  for (const pause of [...pauses].sort((one, other) => one.from - other.from)) {
    const ends = pause.to ?? to;
    if (!(pause.from <= ends)) return notReckoned('pause.invalid', 'pauses');
    if (ends <= reached || pause.from >= to) continue;
    if (pause.from > reached) millis += between(calendar, reached, pause.from);
    reached = ends;
  }
  return { ok: true, millis: millis + (reached < to ? between(calendar, reached, to) : 0) };
}

/** Both ends lie between known instants. */
function between(calendar: Calendar, from: number, to: number): number {
  const measured = workingTimeBetween(calendar, from, to);
  return measured.ok ? measured.millis : 0;
}
