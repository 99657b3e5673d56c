import { hasEnded, hasStopped } from '@lienthong/contracts';
import type { ExchangeListItem, PendingExchange, Settlement } from '../core.js';

export interface WaiterOptions {
  /** Present state of exchanges by id; those that were removed long after they ended are missing from the answer. */
  readonly read: (ids: readonly string[]) => Promise<readonly ExchangeListItem[]>;
  /** Milliseconds between two looks at the store while anybody waits (50). */
  readonly everyMillis?: number;
}

interface Waiting {
  /** What may still move by itself. */
  readonly open: Set<string>;
  /** As last seen, whatever its state. */
  readonly seen: Map<string, ExchangeListItem>;
  readonly finish: () => void;
  /** The store has been asked for these at least once. */
  looked: boolean;
  /** The time is up: the next look is the last. */
  overdue: boolean;
}

/** How long beyond its time a wait may last for the sake of its first look; a store that is away answers nobody. */
const firstLookMillis = 2_000;

/** All waits of this process share one query; an outcome that this process commits itself wakes them at once. */
export class Waiter {
  readonly #waiting = new Set<Waiting>();
  #timer: NodeJS.Timeout | undefined;
  #looking = false;
  #again = false;

  constructor(private readonly options: WaiterOptions) {}

  /** At least one look at the store, also with no time at all: what has stopped already is always told. What is parked is not waited for. */
  async waitFor(exchanges: readonly string[], millis: number, signal?: AbortSignal): Promise<Settlement> {
    const seen = new Map<string, ExchangeListItem>();
    const open = new Set(exchanges);
    if (open.size > 0 && !signal?.aborted) await this.#waitUntilStopped(open, seen, millis, signal);
    const settled: ExchangeListItem[] = [];
    const pending: PendingExchange[] = [];
    for (const id of exchanges) {
      const item = seen.get(id);
      if (item && hasEnded(item.state)) settled.push(item);
      else if (item) pending.push(asPending(item));
      else if (open.has(id)) pending.push({ id });
    }
    return { settled, pending };
  }

  /** This process has committed an outcome of these exchanges. */
  committed(exchanges: Iterable<string>): void {
    if (this.#waiting.size === 0) return;
    for (const id of exchanges) {
      if ([...this.#waiting].some(({ open }) => open.has(id))) return void this.#look();
    }
  }

  close(): void {
    clearTimeout(this.#timer);
    for (const { finish } of [...this.#waiting]) finish();
  }

  #waitUntilStopped(
    open: Set<string>,
    seen: Map<string, ExchangeListItem>,
    millis: number,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    return new Promise((resolve) => {
      const finish = (): void => {
        clearTimeout(deadline);
        signal?.removeEventListener('abort', finish);
        this.#waiting.delete(waiting);
        resolve();
      };
      const waiting: Waiting = { open, seen, finish, looked: false, overdue: false };
      let deadline = setTimeout(() => {
        if (waiting.looked) return finish();
        waiting.overdue = true;
        deadline = setTimeout(finish, firstLookMillis);
      }, millis);
      signal?.addEventListener('abort', finish, { once: true });
      this.#waiting.add(waiting);
      void this.#look();
    });
  }

  /** One look at a time; what asks during one gets another. */
  async #look(): Promise<void> {
    if (this.#looking) {
      this.#again = true;
      return;
    }
    this.#looking = true;
    clearTimeout(this.#timer);
    try {
      do {
        this.#again = false;
        await this.#readOnce();
      } while (this.#again && this.#waiting.size > 0);
    } catch {
      // The store is away: whoever waits gets an answer at the deadline, and the next look may succeed.
    } finally {
      this.#looking = false;
      if (this.#waiting.size > 0) this.#timer = setTimeout(() => void this.#look(), this.options.everyMillis ?? 50);
    }
  }

  async #readOnce(): Promise<void> {
    const asking = [...this.#waiting];
    const ids = new Set(asking.flatMap(({ open }) => [...open]));
    if (ids.size === 0) return;
    const known = await this.options.read([...ids]);
    // Nobody waits for what is no longer there: it ended, and its time has come.
    for (const { id } of known) ids.delete(id);
    for (const { open, seen } of this.#waiting) for (const gone of ids) if (open.delete(gone)) seen.delete(gone);
    for (const item of known) {
      for (const { open, seen } of this.#waiting) {
        if (!open.has(item.id)) continue;
        seen.set(item.id, item);
        if (hasStopped(item.state)) open.delete(item.id);
      }
    }
    for (const waiting of asking) waiting.looked = true;
    for (const { open, overdue, looked, finish } of [...this.#waiting]) {
      if (open.size === 0 || (overdue && looked)) finish();
    }
  }
}

const asPending = ({ id, state, outcome, cause, whoActs }: ExchangeListItem): PendingExchange => ({
  ...{ id, state },
  ...(outcome === undefined ? {} : { outcome }),
  ...(cause === undefined ? {} : { cause }),
  ...(whoActs === undefined ? {} : { whoActs }),
});
