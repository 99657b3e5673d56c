import { reached } from '@lienthong/contracts';
import type { Kysely } from 'kysely';
import { ownersAreGone } from '../first-of-process.js';
import type { BatchResult, Outbox, OutboxMessage, Tx } from '../port.js';
import { Backlog } from './backlog.js';
import { defaultTuning, embeddedTuning, type OutboxOptions, type OutboxTuning } from './options.js';
import { Relay } from './relay.js';
import { cleanUp, sweep, type SweeperParts } from './sweeper.js';
import { commitRows, readRows } from './table.js';
import { Turns } from './turns.js';
import { writerTable, type WriterTable } from './writer-table.js';

/** What a commit line needs of the outbox besides its port. */
export interface WritableOutbox extends Outbox {
  readonly side: OutboxOptions['side'];
  readonly store: OutboxOptions['store'];
  /** Every number under which this process has written, those given up too. */
  readonly writers: readonly number[];
  /** One outbox-writing transaction at a time: n is in commit order because of that. */
  inTurn<T>(work: () => Promise<T>): Promise<T>;
  /** Gives messages their numbers. */
  number(messages: readonly OutboxMessage[]): Written;
  /** Ends a transaction that runs in turn: writes what is left of its batch and the rows of its messages, and commits. */
  write(tx: Tx, written: Written, rest: Pick<BatchResult<unknown>, 'writes' | 'expects'>): Promise<void>;
  /** The transaction has committed: the relay takes its messages. */
  committed(written: Written): void;
  /**
   * It is not known whether it has, and the server may still be at it: the writer is given up, so that whatever turns up under
   * its number is swept when its lease has ended.
   */
  inDoubt(): void;
  /** Gives the writer up (its row had been cleaned up); the next `ready` takes a new number. */
  giveUpWriter(): void;
  /** Makes sure that there is a writer. Before each transaction, in turn. */
  ready(): Promise<void>;
  /** Looks for tails of dead writers now; resolves when they have been published, or cannot be now. */
  sweepNow(): Promise<void>;
}

export interface Written {
  readonly firstN: number;
  readonly messages: readonly OutboxMessage[];
}

class OpenOutbox implements WritableOutbox {
  readonly store: OutboxOptions['store'];
  readonly side: OutboxOptions['side'];
  readonly #tuning: OutboxTuning;
  readonly #clock: () => number;
  readonly #db: Kysely<unknown>;
  readonly #writers: WriterTable;
  readonly #backlog: Backlog;
  readonly #relay: Relay;
  readonly #turns = new Turns();
  readonly #sweeping: SweeperParts;
  readonly #onEvent: NonNullable<OutboxOptions['onEvent']>;
  readonly #waiters: { n: number; resolve: () => void; reject: (error: Error) => void }[] = [];
  readonly #timers: NodeJS.Timeout[] = [];
  #writer: number | undefined;
  /** Also those given up: rows that fell out of memory may stand under their numbers. */
  readonly #ownWriters: number[] = [];
  #nextN = 1;
  #savedCursor = 0;
  #savedAt = 0;
  #cursorTimer: NodeJS.Timeout | undefined;
  #saving: Promise<void> = Promise.resolve();
  #closing: Promise<void> | undefined;

  constructor(private readonly options: OutboxOptions) {
    this.store = options.store;
    this.side = options.side;
    const embedded = options.store.kind === 'pglite' ? embeddedTuning : {};
    this.#tuning = { ...defaultTuning, ...embedded, ...options.tuning };
    this.#onEvent = options.onEvent ?? (() => undefined);
    this.#db = options.store.db(options.side);
    this.#writers = writerTable(this.#db, options.side);
    this.#clock = options.clock ?? (() => performance.now());
    this.#backlog = new Backlog(this.#tuning, this.#clock);
    this.#relay = new Relay({
      publisher: options.publisher,
      backlog: this.#backlog,
      tuning: this.#tuning,
      onEvent: this.#onEvent,
      onPublished: () => this.#published(),
      readTable: async (after, until) => {
        const limit = this.#tuning.tableRows;
        const range = { writers: this.#ownWriters, after, until, limit };
        const { messages, lastN, read } = await readRows(this.#db, this.side, range, options.materialise);
        return { messages, lastN, complete: read < limit };
      },
    });
    this.#sweeping = {
      db: this.#db,
      side: this.side,
      owner: options.owner,
      writers: this.#writers,
      ownWriters: () => (this.#writer === undefined ? [] : [this.#writer]),
      materialise: options.materialise,
      publish: (messages) => this.#relay.publish(messages),
      tuning: this.#tuning,
      onEvent: this.#onEvent,
      stopped: () => this.#closing !== undefined,
    };
  }

  async open(): Promise<this> {
    if (ownersAreGone(this.store, this.side, 'outbox')) await this.#writers.endAll();
    await this.ready();
    void this.sweepNow();
    this.#every(this.#tuning.sweepEveryMs, () => this.sweepNow());
    this.#every(this.#tuning.leaseMs / 3, () => this.#renew());
    this.#every(this.#tuning.upkeepEveryMs, () => cleanUp(this.#sweeping));
    return this;
  }

  get writer(): number {
    return this.#writer ?? this.#ownWriters.at(-1)!;
  }

  get writers(): readonly number[] {
    return this.#ownWriters;
  }

  inTurn<T>(work: () => Promise<T>): Promise<T> {
    return this.#turns.take(work);
  }

  number(messages: readonly OutboxMessage[]): Written {
    const written = { firstN: this.#nextN, messages };
    this.#nextN += messages.length; // a number is never used twice, even when the transaction fails
    return written;
  }

  write(tx: Tx, written: Written, rest: Pick<BatchResult<unknown>, 'writes' | 'expects'>): Promise<void> {
    return commitRows(tx, this.side, { ...written, ...rest, writer: this.writer });
  }

  committed({ firstN, messages }: Written): void {
    const overflow = this.#backlog.add(messages.map((message, at) => ({ n: firstN + at, message })));
    if (overflow) this.#onEvent({ kind: 'outbox.overflow', rows: this.#backlog.lag().rows });
    this.#relay.wake();
  }

  inDoubt(): void {
    this.giveUpWriter();
  }

  giveUpWriter(): void {
    this.#writer = undefined;
  }

  async ready(): Promise<void> {
    if (this.#writer !== undefined) return;
    this.#writer = await this.#writers.register(this.options.owner, this.#tuning.leaseMs, this.#backlog.published);
    this.#ownWriters.push(this.#writer);
  }

  sweepNow(): Promise<void> {
    return new Promise((resolve) => this.#relay.insert(() => sweep(this.#sweeping).finally(resolve)));
  }

  lag() {
    return this.#backlog.lag();
  }

  drained(): Promise<void> {
    const n = this.#backlog.highest;
    if (this.#backlog.published >= n) return Promise.resolve();
    return new Promise((resolve, reject) => this.#waiters.push({ n, resolve, reject }));
  }

  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  #published(): void {
    const { published } = this.#backlog;
    while (this.#waiters[0] !== undefined && this.#waiters[0].n <= published) this.#waiters.shift()!.resolve();
    this.#cursorTimer ??= setTimeout(() => {
      this.#cursorTimer = undefined;
      void this.#saveCursor();
    }, this.#tuning.cursorEveryMs);
  }

  #saveCursor(): Promise<void> {
    return (this.#saving = this.#saving.then(async () => {
      const cursor = this.#backlog.published;
      const writer = this.#writer;
      if (writer === undefined) return;
      try {
        const kept = await this.#writers.save(writer, this.options.owner, cursor, this.#tuning.leaseMs);
        this.#savedCursor = cursor;
        this.#savedAt = this.#clock();
        reached('relay.cursorSaved', cursor);
        if (!kept) this.#writerLost(writer);
      } catch (error) {
        this.#onEvent({ kind: 'outbox.storeFailed', what: 'cursor', error });
      }
    }));
  }

  /** Another process took it for dead (this one was frozen) and has swept it. */
  #writerLost(writer: number): void {
    this.#onEvent({ kind: 'outbox.writerLost', writer });
    if (this.#writer === writer) this.giveUpWriter();
  }

  async #renew(): Promise<void> {
    const due = this.#clock() - this.#savedAt > this.#tuning.leaseMs / 4;
    if (due || this.#savedCursor < this.#backlog.published) await this.#saveCursor();
  }

  #every(ms: number, work: () => Promise<void>): void {
    let running = false;
    const timer = setInterval(() => {
      if (running) return;
      running = true;
      work()
        .catch((error: unknown) => this.#onEvent({ kind: 'outbox.storeFailed', what: 'upkeep', error }))
        .finally(() => (running = false));
    }, ms);
    this.#timers.push(timer);
  }

  async #close(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    await this.inTurn(() => Promise.resolve());
    await this.#drainedWithin(this.#tuning.closeWaitMs);
    await this.#relay.close();
    clearTimeout(this.#cursorTimer);
    await this.#saving;
    for (const { reject } of this.#waiters.splice(0))
      reject(new Error('the outbox has been closed; the rest is published by the next sweep'));
    try {
      if (this.#writer !== undefined)
        await this.#writers.end(this.#writer, this.options.owner, this.#backlog.published);
    } catch (error) {
      this.#onEvent({ kind: 'outbox.storeFailed', what: 'close', error });
    }
  }

  async #drainedWithin(ms: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)));
    await Promise.race([this.drained().catch(() => undefined), timeout]);
    clearTimeout(timer);
  }
}

/** Opens a side's outbox in this process: registers a writer, sweeps what dead ones left, starts the relay. */
export function openOutbox(options: OutboxOptions): Promise<WritableOutbox> {
  return new OpenOutbox(options).open();
}
