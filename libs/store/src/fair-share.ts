export interface FairShareOptions<Unit> {
  /** Who asks for it; undefined: nobody in particular, and it takes nobody's room. */
  readonly askerOf: (unit: Unit) => string | undefined;
  /** Units of one asker in a transaction while several ask. */
  readonly units: number;
  /** For how long somebody is remembered after having asked, milliseconds. */
  readonly forMs: number;
}

/**
 * While several ask at the same time nobody fills a transaction: whoever has little to say waits for little of the others. One who
 * asks alone has all the room that there is. Monotonic time as a value.
 */
export class FairShare<Unit> {
  #latest: string | undefined;
  /** When somebody asked last after somebody else. */
  #severalAt = -Infinity;

  constructor(private readonly options: FairShareOptions<Unit>) {}

  asked(units: readonly Unit[], now: number): void {
    const asker = this.#askerOf(units);
    if (asker === undefined) return;
    if (this.#latest !== undefined && asker !== this.#latest) this.#severalAt = now;
    this.#latest = asker;
  }

  /** Of one transaction: whether these may still go into it; what may is counted. The first of each asker always may. */
  transaction(now: number): (units: readonly Unit[]) => boolean {
    if (now - this.#severalAt > this.options.forMs) return () => true;
    const taken = new Map<string, number>();
    return (units) => {
      const asker = this.#askerOf(units);
      if (asker === undefined) return true;
      const before = taken.get(asker) ?? 0;
      const fits = before === 0 || before + units.length <= this.options.units;
      // Whoever has been left behind is not overtaken by an own smaller one.
      taken.set(asker, fits ? before + units.length : Infinity);
      return fits;
    };
  }

  /** Units that are submitted together are of one asker. */
  #askerOf(units: readonly Unit[]): string | undefined {
    return this.options.askerOf(units[0]!);
  }
}
