import { DrainRate, type Throughput } from './drain-rate.js';

/** For how long it is remembered how fast a crowded line went, milliseconds. */
const rememberedMillis = 60_000;
/** What a commit lets go leaves one after the other, and others come: so long that is no end of the crowd, milliseconds. */
const momentMillis = 10;

/**
 * How fast a line is worked off: as it went while it was crowded, for as long as few are in it the throughput is that of those who come.
 * It is crowded from half of its places taken until there are less than an eighth. Where it has not been of late, as it went at all.
 */
export class LineThroughput {
  #underWay = 0;
  #isCrowded = false;
  #leftAt = 0;
  readonly #any = new DrainRate();
  readonly #crowded = new DrainRate(rememberedMillis);

  /** Places of the line. */
  constructor(private readonly most: number) {}

  get underWay(): number {
    return this.#underWay;
  }

  entered(now: number): void {
    this.#endCrowd(now);
    this.#underWay += 1;
    if (this.#underWay === 1) this.#any.begins(now);
    if (this.#isCrowded || this.#underWay < this.most / 2) return;
    this.#isCrowded = true;
    this.#crowded.begins(now);
  }

  left(now: number): void {
    this.#endCrowd(now);
    this.#underWay -= 1;
    this.#any.count(now);
    if (this.#underWay === 0) this.#any.pauses(now);
    if (this.#isCrowded) this.#crowded.count(now);
    this.#leftAt = now;
  }

  /** Undefined while nothing has been finished of late. */
  throughput(now: number): Throughput | undefined {
    return this.#crowded.throughput(now) ?? this.#any.throughput(now);
  }

  #endCrowd(now: number): void {
    if (!this.#isCrowded || this.#underWay >= this.most / 8 || now - this.#leftAt < momentMillis) return;
    this.#isCrowded = false;
    this.#crowded.pauses(this.#leftAt);
  }
}
