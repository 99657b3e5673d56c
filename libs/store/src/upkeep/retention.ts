import { setTimeout as sleep } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import type { Side } from '../port.js';
import { SweepLease } from './sweep-lease.js';

/** What lies there until its time has come: rows that are removed in portions, each one a transaction of its own. */
export interface Shelf {
  /** `exchanges`, in metrics and log. */
  readonly what: string;
  /**
   * Looks at `limit` rows at most from a place on (the beginning first) and removes those whose time has come. `next` is where
   * to go on, undefined at the end.
   */
  removeSome(from: string | undefined, limit: number): Promise<Portion>;
}

export interface Portion {
  readonly removed: number;
  readonly next?: string;
}

/** What a statement says that walks along ids: rows removed, rows looked at, and the last id of these. */
export interface Walked {
  readonly removed: number;
  readonly seen: number;
  readonly last: string | null;
}

/** A walk that saw fewer rows than it might has come to the end. */
export const portionOf = ({ removed, seen, last }: Walked, limit: number): Portion => ({
  removed,
  ...(seen === limit && last !== null ? { next: last } : {}),
});

/** A statement that removes the oldest without walking leaves more behind where it removed as many as it might. */
export function portionRemoved(
  { numAffectedRows = 0n }: { readonly numAffectedRows?: bigint },
  limit: number,
): Portion {
  const removed = Number(numAffectedRows);
  return { removed, ...(removed === limit ? { next: 'more' } : {}) };
}

export type RetentionEvent =
  | { readonly kind: 'retention.removed'; readonly what: string; readonly rows: number; readonly millis: number }
  | { readonly kind: 'retention.failed'; readonly error: unknown };

export interface RetentionOptions {
  readonly db: Kysely<unknown>;
  readonly side: Side;
  readonly owner: string;
  readonly shelves: readonly Shelf[];
  /** Rows looked at per transaction (300): few enough that whoever waits for one of them, or for the one session, hardly notices. */
  readonly portion?: number;
  /** Milliseconds between two rounds (10 minutes). */
  readonly everyMillis?: number;
  /** Rest after each portion, as a multiple of what it took (2); at least 5 ms. */
  readonly rest?: number;
  readonly onEvent?: (event: RetentionEvent) => void;
}

const leaseMillis = 60_000;

/**
 * Removes what has been kept long enough: in small portions with rests between them, so that nothing that is accepted or sent
 * meanwhile waits for it, and in one process of a side at a time.
 */
export class Retention {
  readonly #lease: SweepLease;
  readonly #removed = new Map<string, number>();
  readonly #stop = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: RetentionOptions) {
    this.#lease = new SweepLease(options.db, options.side, 'retention', options.owner, leaseMillis);
  }

  start(): void {
    if (this.#closed) return;
    this.#timer = setTimeout(() => {
      this.#round = this.roundNow()
        .catch((error: unknown) => this.options.onEvent?.({ kind: 'retention.failed', error }))
        .finally(() => this.start());
    }, this.options.everyMillis ?? 600_000);
    this.#timer.unref();
  }

  async close(): Promise<void> {
    this.#stop.abort();
    clearTimeout(this.#timer);
    await this.#round;
  }

  /** Names of the shelves that a round goes through. */
  get shelves(): readonly string[] {
    return this.options.shelves.map(({ what }) => what);
  }

  /** Rows removed by this process since its start, by shelf. */
  removed(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#removed);
  }

  /** One whole round now; how many rows went. Nothing while another process is at it. */
  async roundNow(): Promise<number> {
    let removed = 0;
    try {
      for (const shelf of this.options.shelves) removed += await this.#clear(shelf);
    } finally {
      await this.#lease.release().catch(() => undefined); // it runs out by itself
    }
    return removed;
  }

  async #clear(shelf: Shelf): Promise<number> {
    const { portion = 300, rest = 2, onEvent } = this.options;
    const begun = performance.now();
    let from: string | undefined;
    let rows = 0;
    do {
      if (this.#closed || !(await this.#lease.claim())) break;
      const before = performance.now();
      const { removed, next } = await shelf.removeSome(from, portion);
      rows += removed;
      from = next;
      if (from !== undefined) await this.#rest(Math.max(5, (performance.now() - before) * rest));
    } while (from !== undefined);
    if (rows > 0) {
      this.#removed.set(shelf.what, (this.#removed.get(shelf.what) ?? 0) + rows);
      onEvent?.({ kind: 'retention.removed', what: shelf.what, rows, millis: Math.round(performance.now() - begun) });
    }
    return rows;
  }

  get #closed(): boolean {
    return this.#stop.signal.aborted;
  }

  /** Does not keep a process that wants to end. */
  async #rest(millis: number): Promise<void> {
    await sleep(millis, undefined, { signal: this.#stop.signal }).catch(() => undefined);
  }
}
