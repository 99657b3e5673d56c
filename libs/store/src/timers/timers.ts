import { createCommitLine } from '../commit-line.js';
import type { WritableOutbox } from '../outbox/open-outbox.js';
import { isOutage } from '../outage.js';
import type { BatchResult, CommitLine, OutboxMessage, ShardLeases, Side, Store, Tx } from '../port.js';
import { millisToNext, putOff, seeDue, takeDue, type DueTimer, type Ownership } from './timer-table.js';

/** What a handler wants done with the transaction in which its timers fire. */
export interface TimerEffects extends Partial<Pick<BatchResult<never>, 'writes' | 'expects'>> {
  readonly messages?: readonly OutboxMessage[];
  /** Called once the transaction has committed. */
  readonly afterCommit?: () => void;
}

/**
 * Acts on due timers, inside the transaction that removes them. Runs again from the start when that fails, so its only effects
 * are in the transaction; what it returns goes to the outbox with it. One function that stands under several kinds gets them
 * together, in the order in which they are due.
 */
export type TimerHandler = (
  tx: Tx,
  timers: readonly DueTimer[],
) => Promise<readonly OutboxMessage[] | TimerEffects | void>;

export interface TimersOptions {
  readonly store: Store;
  readonly side: Side;
  readonly leases: ShardLeases;
  readonly handlers: Readonly<Record<string, TimerHandler>>;
  /** Needed when handlers return messages or writes. */
  readonly outbox?: WritableOutbox;
  /**
   * Locks what handlers are going to lock, in the order in which everybody does, before the timers themselves are locked: who
   * sets or cancels timers holds those rows already, and nobody waits crosswise.
   */
  readonly lockFirst?: (tx: Tx, timers: readonly DueTimer[]) => Promise<void>;
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

/** What one transaction fired. */
interface Fired {
  readonly count: number;
  readonly afterCommit: readonly (() => void)[];
}

class RunningTimers implements Timers {
  readonly #kinds: readonly string[];
  readonly #line: CommitLine<number, Fired> | undefined;
  #running: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** Of the transaction that was tried last. */
  #taken: readonly DueTimer[] = [];
  #started = false;
  #again = false;
  #closed = false;

  constructor(private readonly options: TimersOptions) {
    this.#kinds = Object.keys(options.handlers);
    const { outbox } = options;
    if (outbox) this.#line = createCommitLine({ outbox, cap: 1, run: (tx, [limit]) => this.#fireInside(tx, limit!) });
    options.leases.onChange(({ gained }) => gained.length > 0 && this.wake());
  }

  start(): void {
    // Nothing can be due: nothing is asked.
    this.#started = this.#kinds.length > 0;
    this.wake();
  }

  wake(): void {
    this.#again = true;
    if (!this.#started || this.#closed || this.#running) return;
    clearTimeout(this.#timer);
    this.#running = this.#round().finally(() => {
      this.#running = undefined;
      if (this.#again) this.wake();
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

  /** A batch that fails is fired one by one, and what fails alone is put off: it stops only itself. */
  async #fireBatch(limit: number): Promise<number> {
    this.#taken = [];
    try {
      const { count, afterCommit } = await this.#fire(limit);
      for (const act of afterCommit) act();
      return count;
    } catch (error) {
      const taken = this.#taken;
      if (taken.length === 0 || isOutage(error)) throw error;
      if (taken.length === 1) await this.#putOff(taken[0]!, error);
      else for (let left = taken.length; left > 0; left -= 1) await this.#fireBatch(1);
      return taken.length;
    }
  }

  #fire(limit: number): Promise<Fired> {
    if (this.#line) return this.#line.submit(limit);
    const { store, side } = this.options;
    return store
      .db<unknown>(side)
      .transaction()
      .execute(async (tx) => {
        const { results, messages, writes } = await this.#fireInside(tx, limit);
        if (messages.length > 0 || Object.keys(writes).length > 0) {
          throw new TypeError('a timer handler returned messages or writes, but there is no outbox');
        }
        return results[0]!;
      });
  }

  async #fireInside(tx: Tx, limit: number) {
    const due = (this.#taken = await this.#take(tx, limit));
    const effects: TimerEffects[] = [];
    for (const [handler, timers] of this.#byHandler(due)) {
      const made = (await handler(tx, timers)) ?? {};
      effects.push('length' in made ? { messages: made } : made);
    }
    const writes = effects.flatMap((effect) => Object.entries(effect.writes ?? {}));
    if (new Set(writes.map(([name]) => name)).size < writes.length) {
      throw new TypeError('two timer handlers gave writes of one name');
    }
    const afterCommit = effects.flatMap((effect) => effect.afterCommit ?? []);
    return {
      results: [{ count: due.length, afterCommit }],
      messages: effects.flatMap((effect) => effect.messages ?? []),
      writes: Object.fromEntries(writes),
      expects: effects.flatMap((effect) => effect.expects ?? []),
    };
  }

  async #take(tx: Tx, limit: number): Promise<readonly DueTimer[]> {
    const { side, lockFirst } = this.options;
    const ownership = this.#ownership();
    if (!lockFirst) return takeDue(tx, side, ownership, limit);
    const seen = await seeDue(tx, side, ownership, limit);
    this.#taken = seen;
    if (seen.length === 0) return [];
    await lockFirst(tx, seen);
    return takeDue(tx, side, ownership, limit, seen);
  }

  #byHandler(due: readonly DueTimer[]): ReadonlyMap<TimerHandler, readonly DueTimer[]> {
    const groups = new Map<TimerHandler, DueTimer[]>();
    for (const timer of due) {
      const handler = this.options.handlers[timer.kind]!;
      const group = groups.get(handler);
      if (group) group.push(timer);
      else groups.set(handler, [timer]);
    }
    return groups;
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
