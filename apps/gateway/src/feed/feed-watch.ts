import type { FeedReader } from './rules/concerns.js';
import { portionFor, type Found } from './rules/portion.js';
import { isBefore, type FeedPlace } from './store/place.js';
import type { FeedEvent } from './store/read-feed.js';

export interface FeedWatchOptions {
  /** Events behind a place, whoever they are for. */
  readonly read: (after: FeedPlace, limit: number) => Promise<readonly FeedEvent[]>;
  /** Milliseconds between two looks at the store while anybody waits. */
  readonly everyMillis: number;
  /** Events that one look reads at most (1,000). */
  readonly most?: number;
}

interface Waiting {
  readonly reader: FeedReader;
  readonly limit: number;
  place: FeedPlace;
  readonly finish: (events: readonly FeedEvent[]) => void;
}

/** All who wait for events share one query of this process; while nobody waits there is none. */
export class FeedWatch {
  readonly #waiting = new Set<Waiting>();
  #timer: NodeJS.Timeout | undefined;
  #looking = false;
  #closed = false;

  constructor(private readonly options: FeedWatchOptions) {}

  /** Waits for events behind a place that concern the reader, at most so long. */
  waitFor(
    reader: FeedReader,
    { place, limit, millis, signal }: { place: FeedPlace; limit: number; millis: number; signal?: AbortSignal },
  ): Promise<Found> {
    if (this.#closed || signal?.aborted) return Promise.resolve({ events: [], place });
    return new Promise((resolve) => {
      const finish = (events: readonly FeedEvent[]): void => {
        clearTimeout(deadline);
        signal?.removeEventListener('abort', leave);
        this.#waiting.delete(waiting);
        resolve({ events, place: waiting.place });
      };
      const leave = (): void => finish([]);
      const waiting: Waiting = { reader, limit, place, finish };
      const deadline = setTimeout(leave, millis);
      signal?.addEventListener('abort', leave, { once: true });
      this.#waiting.add(waiting);
      this.#rest();
    });
  }

  /** Whoever waits is answered with nothing. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    for (const { finish } of [...this.#waiting]) finish([]);
  }

  #rest(): void {
    if (this.#looking || this.#timer || this.#closed || this.#waiting.size === 0) return;
    this.#timer = setTimeout(() => void this.#look(), this.options.everyMillis);
  }

  async #look(): Promise<void> {
    this.#timer = undefined;
    this.#looking = true;
    try {
      await this.#readOnce();
    } catch {
      // The store is away: whoever waits is answered at the deadline, and the next look may succeed.
    } finally {
      this.#looking = false;
      this.#rest();
    }
  }

  /** From the place of whoever is furthest behind; as far as a full portion goes, and at the next look from there. */
  async #readOnce(): Promise<void> {
    const asking = [...this.#waiting];
    if (asking.length === 0) return;
    const from = asking.map(({ place }) => place).reduce((one, other) => (isBefore(other, one) ? other : one));
    const events = await this.options.read(from, this.options.most ?? 1_000);
    if (events.length > 0) for (const waiting of asking) if (this.#waiting.has(waiting)) handOut(events, waiting);
  }
}

function handOut(events: readonly FeedEvent[], waiting: Waiting): void {
  const { events: own, place } = portionFor(events, waiting);
  waiting.place = place;
  if (own.length > 0) waiting.finish(own);
}
