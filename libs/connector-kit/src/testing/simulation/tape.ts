/**
 * The choices of one schedule. Whatever may go one way or another takes its next number; zero, and all that comes after the
 * end, is the way without a fault: a shorter tape is a quieter schedule, which is what shrinking looks for.
 */
export class Tape {
  #at = 0;

  constructor(private readonly values: readonly number[]) {}

  static readonly size = 10_000;

  get used(): number {
    return Math.min(this.#at, this.values.length);
  }

  get ended(): boolean {
    return this.#at >= this.values.length;
  }

  /** 0 … 9,999. */
  next(): number {
    const value = this.values[this.#at] ?? 0;
    this.#at += 1;
    return value;
  }

  /** 0 … n − 1. */
  below(n: number): number {
    return n <= 1 ? 0 : this.next() % n;
  }

  chance(perMille: number): boolean {
    return this.next() >= Tape.size - perMille * 10;
  }

  /** One of the names, each as often as its weight says; the first is the way without a fault. */
  pick<Name extends string>(weights: Readonly<Record<Name, number>>): Name {
    const entries = Object.entries<number>(weights) as [Name, number][];
    const total = entries.reduce((sum, [, weight]) => sum + weight, 0);
    let left = (this.next() / Tape.size) * total;
    for (const [name, weight] of entries) {
      left -= weight;
      if (left < 0) return name;
    }
    return entries[0]![0];
  }
}
