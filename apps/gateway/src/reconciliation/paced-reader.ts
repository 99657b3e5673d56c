import { setTimeout as sleep } from 'node:timers/promises';

export interface ReadingPace {
  /** Of a page at most: short enough that neither the store's one session nor a lock is held from anybody for long. */
  readonly rows: number;
  readonly pagesPerSecond: number;
}

const usual: ReadingPace = { rows: 1_000, pagesPerSecond: 200 };

interface Clock {
  /** Milliseconds from any fixed moment. */
  readonly now: () => number;
  readonly wait: (ms: number) => Promise<unknown>;
}

/**
 * Reads what comparisons compare, page by page. A process has one: however many comparisons run in it, the store is asked for so many
 * pages a second, and whoever else needs it waits for one page.
 */
export class PacedReader {
  #next = 0;

  constructor(
    private readonly pace: ReadingPace = usual,
    private readonly clock: Clock = { now: () => performance.now(), wait: (ms) => sleep(ms) },
  ) {}

  get rows(): number {
    return this.pace.rows;
  }

  /** Resolves when one more page may be read; to be awaited before a lock is taken, never under one. */
  async turn(): Promise<void> {
    const now = this.clock.now();
    const turn = Math.max(now, this.#next);
    this.#next = turn + 1000 / this.pace.pagesPerSecond;
    if (turn > now) await this.clock.wait(turn - now);
  }

  /** Every page behind the last row of the one before; none is empty. */
  async *pages<Row>(
    read: (last: Row | undefined, rows: number) => Promise<readonly Row[]>,
  ): AsyncGenerator<readonly Row[]> {
    let last: Row | undefined;
    for (;;) {
      await this.turn();
      const page = await read(last, this.rows);
      if (page.length > 0) yield page;
      last = page.at(-1);
      if (page.length < this.rows || last === undefined) return;
    }
  }
}
