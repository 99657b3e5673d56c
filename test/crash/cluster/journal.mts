import { appendFileSync } from 'node:fs';

export interface Entry {
  readonly what: string;
  readonly from: number;
  to: number;
}

/** What befell the cluster, and when. */
export class Journal {
  readonly #entries: Entry[] = [];
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  /** Runs it and notes when it began and ended. */
  async during<T>(what: string, act: () => Promise<T>): Promise<T> {
    const entry: Entry = { what, from: performance.now(), to: Infinity };
    this.#entries.push(entry);
    this.#note(`begins ${what}`);
    try {
      return await act();
    } finally {
      entry.to = performance.now();
      this.#note(`is over ${what}`);
    }
  }

  #note(line: string): void {
    appendFileSync(this.#file, `${new Date().toISOString()} ${line}\n`);
  }

  get entries(): readonly Entry[] {
    return this.#entries;
  }

  get length(): number {
    return this.#entries.length;
  }

  /** What had begun and not ended at some moment between the two. */
  between(from: number, to: number): readonly string[] {
    return this.#entries.filter((entry) => entry.from < to && entry.to > from).map(({ what }) => what);
  }

  /** How often each kind, the name without what stands in brackets. */
  counts(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const { what } of this.#entries) {
      const kind = what.replace(/ \(.*/, '').replace(/-\d+$/, '');
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
    }
    return new Map([...counts].sort(([a], [b]) => a.localeCompare(b)));
  }
}
