import type { Calendar } from './calendar.js';
import { notReckoned, type NotReckoned } from './faults.js';
import { dueDate, endAtOrAfter, type TimeLimit } from './limit.js';
import { addWorkingTime, faultOf, workingTimeBetween, type Reckoned } from './working-time.js';

/** A time in which the office waits for somebody else. */
export interface Pause {
  /** What it waits for: `supplement`, `payment`, or a name of the user's own. */
  readonly kind: string;
  readonly from: number;
  /** Null while it lasts. */
  readonly to: number | null;
}

/** What the end of a pause does: the whole limit begins again, what was left of it goes on, or the clock never stopped. */
export type PauseRule = 'restart' | 'resume' | 'runOn';
export type PauseRules = Readonly<Record<string, PauseRule>>;

/** For handling a dossier: a supplement makes the limit begin again, an open payment only stops it. */
export const handlingPauses: PauseRules = { supplement: 'restart', payment: 'resume' };

/** For answering whether an online dossier is accepted: 8 working hours, once more from when a fee in advance is paid. */
export const onlineAcceptance = {
  limit: { workingHours: 8 },
  pauses: { payment: 'restart' },
} as const satisfies { limit: TimeLimit; pauses: PauseRules };

/** A due date through all pauses. */
export interface PausedDue {
  readonly ok: true;
  /** Null while a pause lasts. */
  readonly at: number | null;
  /** In the order of the pauses given; null: there was none, because another pause lasted. */
  readonly pauses: readonly { readonly dueBefore: number | null; readonly dueAfter: number | null }[];
  /** The first due date that had passed when a pause began: no later pause heals that. */
  readonly missed: number | null;
}

/** The due date of what began at `from`, with its pauses in the order of their beginning. They may overlap. */
export function dueThroughPauses(
  calendar: Calendar,
  limit: TimeLimit,
  from: number,
  pauses: readonly Pause[],
  rules: PauseRules = handlingPauses,
): PausedDue | NotReckoned {
  const fault = pausesFault(calendar, from, pauses, rules);
  if (fault) return fault;
  const first = dueDate(calendar, limit, from);
  if (!first.ok) return first;
  const changes: { dueBefore: number | null; dueAfter: number | null }[] = [];
  let at: number | null = first.at;
  let missed: number | null = null;
  let resumed = from;
  for (const pause of pauses) {
    const dueBefore: number | null = at;
    if (dueBefore !== null && dueBefore < pause.from) missed ??= dueBefore;
    if (rules[pause.kind] !== 'runOn' && at !== null) {
      // The part of it that no earlier pause has covered.
      const begins = Math.max(pause.from, resumed);
      if (pause.to === null) at = null;
      else if (pause.to > begins) {
        const next = dueAfterPause(calendar, limit, at, begins, pause.to, rules[pause.kind]!);
        if (!next.ok) return next;
        at = next.at;
        resumed = pause.to;
      }
    }
    changes.push({ dueBefore, dueAfter: at });
  }
  return { ok: true, at, pauses: changes, missed };
}

function dueAfterPause(
  calendar: Calendar,
  limit: TimeLimit,
  due: number,
  begins: number,
  ends: number,
  rule: PauseRule,
): Reckoned {
  if (rule === 'restart') return dueDate(calendar, limit, ends);
  if (due <= begins) return { ok: true, at: due };
  if ('calendarDays' in limit || 'months' in limit) {
    const moved = due + (ends - begins);
    return faultOf(calendar, moved, 'to') ?? endAtOrAfter(calendar, moved, limit.ends);
  }
  const left = workingTimeBetween(calendar, begins, due);
  if (!left.ok) return left;
  const moved = addWorkingTime(calendar, ends, left.millis);
  return moved.ok && 'workingDays' in limit ? endAtOrAfter(calendar, moved.at, limit.ends) : moved;
}

function pausesFault(calendar: Calendar, from: number, pauses: readonly Pause[], rules: PauseRules) {
  for (const [index, pause] of pauses.entries()) {
    const at = `pauses[${index}]`;
    const fault =
      faultOf(calendar, pause.from, `${at}.from`) ??
      (pause.to === null ? undefined : faultOf(calendar, pause.to, `${at}.to`));
    if (fault) return fault;
    if (pause.from < (pauses[index - 1]?.from ?? from)) return notReckoned('pause.invalid', `${at}.from`);
    if (pause.to !== null && pause.to < pause.from) return notReckoned('pause.invalid', `${at}.to`);
    if (!Object.hasOwn(rules, pause.kind)) return notReckoned('pause.kindUnknown', `${at}.kind`);
  }
  return undefined;
}
