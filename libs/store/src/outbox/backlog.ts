import type { Numbered } from './message.js';
import { sizeOf } from './message.js';

interface Queued {
  readonly item: Numbered;
  readonly since: number;
}

/** What is to be published next: from memory, or rows of the table up to `until`. */
export type Next =
  | { readonly from: 'memory'; readonly items: readonly Numbered[] }
  | { readonly from: 'table'; readonly after: number; readonly until: number }
  | undefined;

/**
 * What has been committed and not yet published. Rows with `published < n <= gapUntil` are not in memory and must be read
 * from the table; all later ones are in the queue, in order of n.
 */
export class Backlog {
  #published = 0;
  #gapUntil = 0;
  #gapSince: number | undefined;
  #queue: Queued[] = [];
  #head = 0;
  #bytes = 0;
  #highest = 0;

  constructor(
    private readonly limits: { readonly maxMessages: number; readonly maxBytes: number },
    private readonly clock: () => number,
  ) {}

  get published(): number {
    return this.#published;
  }
  get highest(): number {
    return this.#highest;
  }
  get bytes(): number {
    return this.#bytes;
  }

  /** Takes committed messages. True when memory would have overflowed and the table is read instead. */
  add(items: readonly Numbered[]): boolean {
    const last = items.at(-1);
    if (last === undefined) return false;
    const since = this.clock();
    for (const item of items) {
      this.#queue.push({ item, since });
      this.#bytes += sizeOf(item);
    }
    this.#highest = last.n;
    const overflow = this.#queue.length - this.#head > this.limits.maxMessages || this.#bytes > this.limits.maxBytes;
    if (overflow) this.readFromTable(last.n);
    return overflow;
  }

  /** Everything up to `until` must be read from the table: memory does not know (all of) it. */
  readFromTable(until: number): void {
    this.#gapSince = this.#oldest() ?? this.clock();
    this.#gapUntil = this.#highest = Math.max(this.#highest, until);
    this.#queue = [];
    this.#head = this.#bytes = 0;
  }

  next(maxMessages: number, maxBytes: number): Next {
    if (this.#published < this.#gapUntil) return { from: 'table', after: this.#published, until: this.#gapUntil };
    const items: Numbered[] = [];
    let bytes = 0;
    for (let at = this.#head; at < this.#queue.length && items.length < maxMessages; at += 1) {
      const { item } = this.#queue[at]!;
      bytes += sizeOf(item);
      if (items.length > 0 && bytes > maxBytes) break;
      items.push(item);
    }
    return items.length === 0 ? undefined : { from: 'memory', items };
  }

  /** All rows up to n have been published. */
  done(n: number): void {
    this.#published = Math.max(this.#published, n);
    if (this.#published >= this.#gapUntil) this.#gapSince = undefined;
    while (this.#head < this.#queue.length && this.#queue[this.#head]!.item.n <= n) {
      this.#bytes -= sizeOf(this.#queue[this.#head]!.item);
      this.#head += 1;
    }
    // What has been published is let go of at once where nothing follows: its bytes pin the pools they were taken from.
    if (this.#head === this.#queue.length || (this.#head > 1_024 && this.#head * 2 > this.#queue.length)) {
      this.#queue = this.#queue.slice(this.#head);
      this.#head = 0;
    }
  }

  lag(): { readonly rows: number; readonly oldestMillis: number } {
    const gap = Math.max(0, this.#gapUntil - this.#published);
    const since = this.#oldest();
    return {
      rows: gap + this.#queue.length - this.#head,
      oldestMillis: since === undefined ? 0 : this.clock() - since,
    };
  }

  #oldest(): number | undefined {
    return this.#gapSince ?? this.#queue[this.#head]?.since;
  }
}
