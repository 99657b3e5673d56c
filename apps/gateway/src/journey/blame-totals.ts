import { timeHeld, type Calendar } from '@lienthong/statutory-clock';
import type { BlameTurn } from './blame.js';
import type { WaitedFor } from './waiting-on.js';

const minute = 60_000;

/** How long one holder has had a dossier, in whole minutes. */
export interface BlameTotal {
  readonly who: WaitedFor;
  readonly name?: string;
  readonly wallMinutes: number;
  /** By the country's working hours, and what of it lies behind the targets; absent where the calendar does not know the days. */
  readonly workingMinutes?: number;
  readonly lateMinutes?: number;
}

const holderOf = ({ who, name }: BlameTurn): string => `${who}/${name ?? ''}`;

/** The totals of all turns until an instant, in the order in which the holders first had it. */
export function blameTotals(turns: readonly BlameTurn[], until: number, calendar: Calendar): readonly BlameTotal[] {
  const measured = timeHeld(
    () => calendar,
    turns.map((turn) => ({
      ...{ holder: holderOf(turn), from: Date.parse(turn.since) },
      ...(turn.target ? { due: Date.parse(turn.target) } : {}),
    })),
    until,
  );
  const working = new Map(measured.ok ? measured.holders.map((one) => [one.holder, one]) : []);
  return wallTimes(turns, until).map(({ turn: { who, name }, holder, millis }) => {
    const one = working.get(holder);
    return {
      ...{ who, ...(name ? { name } : {}), wallMinutes: Math.floor(millis / minute) },
      ...(one
        ? { workingMinutes: Math.floor(one.millis / minute), lateMinutes: Math.floor(one.lateMillis / minute) }
        : {}),
    };
  });
}

function wallTimes(turns: readonly BlameTurn[], until: number) {
  const walls = new Map<string, { readonly holder: string; readonly turn: BlameTurn; readonly millis: number }>();
  for (const [index, turn] of turns.entries()) {
    const holder = holderOf(turn);
    const to = turns[index + 1]?.since;
    const millis = (to ? Date.parse(to) : until) - Date.parse(turn.since);
    walls.set(holder, { holder, turn, millis: (walls.get(holder)?.millis ?? 0) + millis });
  }
  return [...walls.values()];
}
