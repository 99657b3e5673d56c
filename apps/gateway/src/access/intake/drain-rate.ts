/** Of how long a time the rate is, and in what pieces it is counted, milliseconds. */
const spanMillis = 2_000;
const pieceMillis = 100;
const pieces = spanMillis / pieceMillis;

/** How many a second were finished of late, time as a value. */
export class DrainRate {
  readonly #counts = new Array<number>(pieces).fill(0);
  /** Number of the piece that was counted last, and of the first since which something has been under way without a pause. */
  #last = -Infinity;
  #first = -Infinity;

  /** Something is under way from now on that was not before: what was idle before says nothing of how fast it goes. */
  begins(now: number): void {
    this.#first = Math.max(this.#first, Math.floor(now / pieceMillis));
    if (this.#first > this.#last + pieces) this.#forget();
  }

  count(now: number): void {
    const piece = this.#moveTo(now);
    this.#counts[piece % pieces]! += 1;
  }

  /** Undefined while nothing has been finished. */
  perSecond(now: number): number | undefined {
    const piece = this.#moveTo(now);
    const counted = this.#counts.reduce((sum, one) => sum + one, 0);
    if (counted === 0) return undefined;
    const from = Math.max((piece - pieces + 1) * pieceMillis, Math.min(this.#first * pieceMillis, now - pieceMillis));
    return (counted * 1_000) / (now - from);
  }

  #moveTo(now: number): number {
    const piece = Math.floor(now / pieceMillis);
    if (piece - this.#last >= pieces) this.#forget();
    else for (let at = this.#last + 1; at <= piece; at += 1) this.#counts[at % pieces] = 0;
    this.#last = Math.max(this.#last, piece);
    return this.#last;
  }

  #forget(): void {
    this.#counts.fill(0);
  }
}
