/** Of how much time under way the throughput is, milliseconds: of some commits, for what is kept together ends together. */
const spanMillis = 4_000;
/** What ends within so many milliseconds is counted as one group. */
const groupMillis = 10;

/** How fast work is finished. */
export interface Throughput {
  readonly perSecond: number;
  /** How many it was counted over. */
  readonly counted: number;
  /** Milliseconds since something was finished last: so long the next has been worked at already. */
  readonly sinceMillis: number;
}

/**
 * How many a second were finished of late, counted over the time in which something was under way: an idle moment says nothing of
 * how fast it goes. It is measured from the end of one group to the end of another, for in the middle of a group nothing has ended
 * yet. Time as a value, monotonic milliseconds.
 */
export class DrainRate {
  #groups: Group[] = [];
  /** Time under way up to which everything has been counted away. */
  #from = 0;
  /** Time under way up to the last pause. */
  #before = 0;
  #resumedAt: number | undefined;
  #pausedAt = 0;

  /** After a pause of so many milliseconds the old throughput says nothing any more. */
  constructor(private readonly staleMillis = spanMillis) {}

  /** Something is under way that was not before. */
  begins(now: number): void {
    if (now - this.#pausedAt > this.staleMillis) {
      this.#groups = [];
      this.#from = this.#before;
    }
    this.#resumedAt = now;
  }

  /** Nothing is under way any more. */
  pauses(now: number): void {
    this.#before = this.#underWay(now);
    this.#resumedAt = undefined;
    this.#pausedAt = now;
  }

  /** One has been finished. */
  count(now: number): void {
    const at = this.#underWay(now);
    const last = this.#groups.at(-1);
    if (last && at - last.begunAt < groupMillis) {
      last.count += 1;
      last.endedAt = at;
    } else this.#groups.push({ begunAt: at, endedAt: at, count: 1 });
    this.#forget(at);
  }

  /** Undefined while nothing has been finished of late. */
  throughput(now: number): Throughput | undefined {
    const at = this.#underWay(now);
    this.#forget(at);
    const last = this.#groups.at(-1);
    if (!last) return undefined;
    const counted = this.#groups.reduce((sum, { count }) => sum + count, 0);
    const perSecond = (counted * 1_000) / Math.max(1, last.endedAt - this.#from);
    return { perSecond, counted, sinceMillis: at - last.endedAt };
  }

  #underWay(now: number): number {
    return this.#before + (this.#resumedAt === undefined ? 0 : now - this.#resumedAt);
  }

  #forget(at: number): void {
    for (let first = this.#groups[0]; first && at - first.endedAt >= spanMillis; first = this.#groups[0]) {
      this.#from = first.endedAt;
      this.#groups.shift();
    }
  }
}

/** What ended together, by time under way. */
interface Group {
  readonly begunAt: number;
  endedAt: number;
  count: number;
}
