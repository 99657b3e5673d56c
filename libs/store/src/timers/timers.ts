import { createCommitLine } from '../commit-line.js';
import type { WritableOutbox } from '../outbox/open-outbox.js';
import type { CommitLine, OutboxMessage, ShardLeases, Side, Store, Tx } from '../port.js';
import { millisToNext, putOff, takeDue, type DueTimer, type Ownership } from './timer-table.js';

/**
 * Acts on due timers of one kind, inside the transaction that removes them. Runs again from the start when that fails, so its
 * only effects are in the transaction; what it returns goes to the outbox with it.
 */
export type TimerHandler = (tx: Tx, timers: readonly DueTimer[]) => Promise<readonly OutboxMessage[] | void>;

export interface TimersOptions {
  readonly store: Store;
  readonly side: Side;
  readonly leases: ShardLeases;
  readonly handlers: Readonly<Record<string, TimerHandler>>;
  /** Needed when handlers return messages. */
  readonly outbox?: WritableOutbox;
  /** Timers per transaction at most (200). */
  readonly batch?: number;
  /** How long to sleep at most (2,000): another process may have set a timer in a shard of ours. */
  readonly maxSleepMs?: number;
  readonly onError?: (error: unknown, timer?: DueTimer) => void;
}

export interface Timers {
  start(): void;
  /** A timer may be due earlier than known: look now. */
  wake(): void;
  /** Waits for the handler that runs. */
  close(): Promise<void>;
}

/** A batch failed, and none of its timers has fired. */
class BatchFailed extends Error {
  constructor(
    readonly timers: readonly DueTimer[],
    readonly reason: unknown,
  ) {
    super('a timer handler failed', { cause: reason });
  }
}

class RunningTimers implements Timers {
  readonly #kinds: readonly string[];
  readonly #line: CommitLine<number, number> | undefined;
  #running: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #again = false;
  #closed = false;

  constructor(private readonly options: TimersOptions) {
    this.#kinds = Object.keys(options.handlers);
    const { outbox } = options;
    if (outbox) this.#line = createCommitLine({ outbox, cap: 1, run: (tx, [limit]) => this.#fireInside(tx, limit!) });
    options.leases.onChange(({ gained }) => gained.length > 0 && this.wake());
  }

  start(): void {
    this.wake();
  }

  wake(): void {
    this.#again = true;
    if (this.#closed || this.#running) return;
    clearTimeout(this.#timer);
    this.#running = this.#round().finally(() => {
      this.#running = undefined;
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#running;
    await this.#line?.close();
  }

  #ownership(): Ownership {
    const { leases } = this.options;
    return { owner: leases.owner, leases: leases.held(), kinds: this.#kinds };
  }

  async #round(): Promise<void> {
    const most = this.options.maxSleepMs ?? 2_000;
    let sleep = most;
    try {
      while (this.#again && !this.#closed) {
        this.#again = false;
        sleep = await this.#fireDue();
      }
    } catch (error) {
      this.options.onError?.(error);
    }
    if (this.#closed) return;
    this.#timer = setTimeout(() => this.wake(), Math.min(most, Math.max(1, sleep)));
  }

  /** Fires all that is due; milliseconds to the next. */
  async #fireDue(): Promise<number> {
    const { store, side } = this.options;
    while (!this.#closed) {
      const ownership = this.#ownership();
      if (ownership.leases.length === 0) break;
      const millis = await millisToNext(store.db(side) as unknown as Tx, side, ownership);
      if (millis === undefined) break;
      if (millis > 0) return Math.ceil(millis);
      if ((await this.#fireBatch(this.options.batch ?? 200)) === 0) break; // due, but no longer ours
    }
    return Infinity;
  }

  /** A batch whose handler fails is fired one by one, and what fails alone is put off: it stops only itself. */
  async #fireBatch(limit: number): Promise<number> {
    try {
      return await this.#fire(limit);
    } catch (error) {
      if (!(error instanceof BatchFailed)) throw error;
      const [only] = error.timers;
      if (error.timers.length === 1) await this.#putOff(only!, error.reason);
      else for (let left = error.timers.length; left > 0; left -= 1) await this.#fireBatch(1);
      return error.timers.length;
    }
  }

  #fire(limit: number): Promise<number> {
    if (this.#line) return this.#line.submit(limit);
    const { store, side } = this.options;
    return store
      .db<unknown>(side)
      .transaction()
      .execute(async (tx) => (await this.#fireInside(tx, limit)).results[0]!);
  }

  async #fireInside(
    tx: Tx,
    limit: number,
  ): Promise<{ readonly results: number[]; readonly messages: OutboxMessage[] }> {
    const due = await takeDue(tx, this.options.side, this.#ownership(), limit);
    const messages: OutboxMessage[] = [];
    try {
      for (const kind of new Set(due.map((timer) => timer.kind))) {
        const made = await this.options.handlers[kind]!(
          tx,
          due.filter((timer) => timer.kind === kind),
        );
        messages.push(...(made ?? []));
      }
    } catch (error) {
      throw new BatchFailed(due, error);
    }
    if (messages.length > 0 && !this.#line)
      throw new TypeError('a timer handler returned messages, but there is no outbox');
    return { results: [due.length], messages };
  }

  async #putOff(timer: DueTimer, reason: unknown): Promise<void> {
    const { store, side, onError } = this.options;
    onError?.(reason, timer);
    await putOff(store.db(side) as unknown as Tx, side, timer);
  }
}

/** Fires the due timers of this process's shards, each once, in database time; sleeps until the next is due. */
export function createTimers(options: TimersOptions): Timers {
  return new RunningTimers(options);
}
