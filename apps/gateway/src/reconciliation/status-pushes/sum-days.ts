import type { MonitorDay, MonitorNumbers } from './core.js';
import type { LatePush } from './lateness.js';
import type { PushRow } from './books.js';

type Tally = { -readonly [K in keyof Omit<MonitorNumbers, 'interval'>]: number } & {
  repeats: number;
  readonly late: Map<number, number>;
};

const noneYet = (): Tally => ({
  ...{ owed: 0, acknowledged: 0, doubtful: 0, missing: 0, withheld: 0, repeats: 0 },
  late: new Map(),
});

/** Numbers of changes by the day on which they happened. */
export class DaySums {
  readonly #days = new Map<string, Tally>();

  add({ day, standing, repeats }: PushRow): void {
    const tally = this.#tally(day);
    tally.owed += 1;
    tally.repeats += repeats;
    tally[standing === 'open' || standing === 'lost' ? 'missing' : standing] += 1;
  }

  addLate({ day, daysLate }: LatePush): void {
    const { late } = this.#tally(day);
    late.set(daysLate, (late.get(daysLate) ?? 0) + 1);
  }

  /** Oldest first. */
  get days(): readonly MonitorDay[] {
    return [...this.#days]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([day, { repeats, late, ...sums }]) => ({
        ...{ day, ...sums },
        interval: [sums.acknowledged, sums.acknowledged + sums.doubtful + repeats],
        late: [...late].sort(([a], [b]) => a - b).map(([days, count]) => ({ days, count })),
      }));
  }

  #tally(day: string): Tally {
    let tally = this.#days.get(day);
    if (!tally) this.#days.set(day, (tally = noneYet()));
    return tally;
  }
}

/** The days of several units in one. */
export function joinDays(all: readonly (readonly MonitorDay[])[]): readonly MonitorDay[] {
  const byDay = Map.groupBy(all.flat(), ({ day }) => day);
  return [...byDay]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([day, same]) => ({ day, ...joinNumbers(same), late: joinLate(same) }));
}

export const joinNumbers = (all: readonly MonitorNumbers[]): MonitorNumbers => {
  const sum = (of: (numbers: MonitorNumbers) => number): number => all.reduce((total, one) => total + of(one), 0);
  return {
    owed: sum(({ owed }) => owed),
    acknowledged: sum(({ acknowledged }) => acknowledged),
    doubtful: sum(({ doubtful }) => doubtful),
    missing: sum(({ missing }) => missing),
    withheld: sum(({ withheld }) => withheld),
    interval: [sum(({ interval }) => interval[0]), sum(({ interval }) => interval[1])],
  };
};

function joinLate(days: readonly MonitorDay[]): MonitorDay['late'] {
  const counts = new Map<number, number>();
  for (const { days: late, count } of days.flatMap((day) => day.late))
    counts.set(late, (counts.get(late) ?? 0) + count);
  return [...counts].sort(([a], [b]) => a - b).map(([late, count]) => ({ days: late, count }));
}
