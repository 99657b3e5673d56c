import { setTimeout as sleep } from 'node:timers/promises';
import { reached, shardOf, type ExchangeCommand } from '@lienthong/contracts';
import type { Lease } from '@lienthong/store';
import type { Work } from '../exchange/work.js';
import type { AnyOperation } from '../port.js';
import {
  loadHistories,
  loadOpenCommands,
  loadOpenCommandsOf,
  loadOpenWorkById,
  loadOpenWorkOf,
  loadWhole,
  type SealedPayload,
} from '../work-store/load.js';
import { scanOpen } from '../work-store/scan-open.js';
import type { LaneBook } from './book.js';
import type { RunnerDeps, RunnerSettings } from './deps.js';
import type { OperatorCommands } from './operator-commands.js';
import type { Phase } from './phase.js';
import { restingOf } from './room/resting.js';
import type { Called, LaneOfClient, WaitingRoom } from './room/waiting-room.js';
import { heldAfterTakeOver } from './take-over-hold.js';
import { withKnown } from './with-known.js';

export interface Arrival {
  readonly work: Work;
  readonly payload?: SealedPayload;
}

/** Names an exchange of which something has been said before. */
export type Told = Pick<Work, 'exchange' | 'subject' | 'shard'> & {
  /** Where its lane is known. */
  readonly place?: LaneOfClient;
};

/** What follows from what is learned. */
export interface KnownWorkUse {
  readonly commands: () => Pick<OperatorCommands, 'take' | 'forget'>;
  readonly operationOf: (partner: string, operation: string) => AnyOperation | undefined;
  /** Any lane of this subject may have something to do now, or none ever again. */
  readonly considerAll: (subject: string) => void;
  /** Something has been considered. */
  readonly wake: () => void;
}

/**
 * What this process knows of the work in its shards: read when a shard is taken over, added to by arrivals, read again where it
 * proved wrong, forgotten when the shard is lost. What rests in the store (see `room/`) is read whole before anything is added to
 * it or asked of it.
 */
export class KnownWork {
  /** Loads and arrivals are taken one after the other, so that a subject is learned before anything is added to it. */
  #intake: Promise<void> = Promise.resolve();
  /** Epoch under which what was open in a shard has been read. */
  readonly #taken = new Map<number, number>();
  /** Subjects that have been read from the store and not been considered since. */
  readonly #justRead = new Set<string>();
  #cachedBytes = 0;

  constructor(
    private readonly deps: RunnerDeps,
    private readonly settings: RunnerSettings,
    private readonly phase: Phase,
    private readonly book: LaneBook,
    private readonly room: WaitingRoom,
    private readonly use: KnownWorkUse,
  ) {}

  /** Resolves when all that has been told so far has been learned. */
  get learned(): Promise<void> {
    return this.#intake;
  }

  /** What was open in this shard has been read under the present lease. */
  isTaken(shard: number): boolean {
    const epoch = this.#taken.get(shard);
    return epoch !== undefined && this.#holds(shard, epoch);
  }

  gained(leases: readonly Lease[]): void {
    void this.#enqueue(() => this.#takeOver(leases));
  }

  arrived(arrivals: readonly Arrival[]): void {
    void this.#enqueue(() => this.#add(arrivals));
  }

  /** What is open of these, and commands that nobody has answered, are read again; what is read in its turn anyway is not. */
  toldAgain(told: readonly Told[]): void {
    void this.#enqueue(async () => {
      const missing = told.filter(
        ({ subject, exchange, place }) => !this.book.find(subject, exchange) && !(place && this.room.expects(place)),
      );
      const open = await loadOpenWorkById(this.deps.db, [...new Set(missing.map(({ exchange }) => exchange))]);
      await this.#add(open.map((work) => ({ work })));
      await this.#takeCommandsOf(told.map(({ subject }) => subject));
    });
  }

  /** After everything that was told before. */
  commanded(command: ExchangeCommand): void {
    void this.#enqueue(() => this.#take(command));
  }

  /**
   * What has been called from the waiting room is read whole: what has been read since for another reason is not, as it may be
   * worked on and rest again while this reads, and then what was read of it is of the past.
   */
  read(all: readonly Called[]): Promise<void> {
    return this.#enqueue(async () => {
      const called = all.filter(({ hash }) => this.room.holds(hash));
      const found = await loadWhole(
        this.deps.db,
        called.flatMap(({ exchanges }) => exchanges),
      );
      const shards = new Map(found.open.map(({ subject, shard }) => [subject, shard]));
      // A shard may have been lost while they were being read, and what rested of it with it.
      for (const subject of [...shards.keys()]) if (!this.room.has(subject)) shards.delete(subject);
      this.#learn(shards, found);
      for (const { hash } of called) this.room.leave(hash);
      this.#considerRead();
    });
  }

  /** Acts when all that is open and has ended of these subjects is in the book; nothing of it has begun by then. */
  async withKnown<T>(works: readonly Pick<Work, 'subject' | 'shard'>[], act: () => T): Promise<T> {
    const learn = async (unknown: ReadonlyMap<string, number>): Promise<void> => {
      const names = [...unknown.keys()];
      const resting = names.flatMap((subject) => this.room.exchangesOf(subject));
      if (resting.length > 0) this.#learn(unknown, await loadWhole(this.deps.db, resting, names));
      else this.#learn(unknown, { open: [], histories: await loadHistories(this.deps.db, names) });
    };
    const acted = await withKnown(this.book, learn, works, act);
    this.#considerRead();
    return acted;
  }

  /** An exchange has left the book; its payload with it. */
  uncached(payload: SealedPayload | undefined): void {
    this.#cachedBytes -= sizeOf(payload);
  }

  forget(shard: number): void {
    this.#taken.delete(shard);
    for (const subject of this.book.subjectsOf(shard)) this.#drop(subject);
    this.room.forget(shard);
    this.book.forgetHolds(shard);
  }

  /** What is in memory proved wrong: once nothing of the subject is under way, it is read again. */
  refresh(subject: string): void {
    if (!this.book.isStale(subject) || this.book.isBusy(subject)) return;
    this.#drop(subject);
    if (this.phase.stopping) return;
    void this.#enqueue(async () => {
      const open = await loadOpenWorkOf(this.deps.db, [subject]);
      await this.#add(open.map((work) => ({ work })));
      // A command that was under way may have come to nothing.
      await this.#takeCommandsOf([subject]);
    });
  }

  #drop(subject: string): void {
    this.book.drop(subject);
    this.use.commands().forget(subject);
  }

  async #takeOver(gained: readonly Lease[]): Promise<void> {
    reached('takeover.begun');
    const mine = gained.filter(({ shard, epoch }) => this.#holds(shard, epoch));
    const { open, held } = await this.#noteOpen(mine.filter(({ shard }) => !this.isTaken(shard)));
    this.deps.onEvent?.({ event: 'takenOver', shards: mine.length, open, held });
    for (const command of await loadOpenCommands(
      this.deps.db,
      mine.map(({ shard }) => shard),
    )) {
      await this.#take(command);
    }
    this.use.wake();
  }

  /** All that is open rests in the store at first; the best of it is called at once. */
  async #noteOpen(leases: readonly Lease[]): Promise<{ readonly open: number; readonly held: number }> {
    // An intake that was under way when the shard was lost may have left a subject behind, with a history from then.
    for (const { shard } of leases) this.forget(shard);
    const byShard = new Map(leases.map((lease) => [lease.shard, lease]));
    let open = 0;
    let held = 0;
    for await (const rows of scanOpen(this.deps.db, [...byShard.keys()])) {
      for (const row of rows) {
        const lease = byShard.get(row.shard)!;
        const operation = this.use.operationOf(row.partner, row.operation);
        // What is read of shards that have been lost in the meantime stays out.
        if (!operation || !this.#holds(lease.shard, lease.epoch)) continue;
        const { resting, heldUntil } = restingOf(row, operation, lease.takenOver, this.settings);
        this.room.note(resting);
        this.book.holdShard(row.shard, heldUntil);
        open += 1;
        if (heldUntil > this.deps.now()) held += 1;
      }
    }
    for (const { shard, epoch } of leases) if (this.#holds(shard, epoch)) this.#taken.set(shard, epoch);
    return { open, held };
  }

  /** What has been read of these subjects goes into the book, and is considered when all of it is there. */
  #learn(shards: ReadonlyMap<string, number>, { open, histories }: Awaited<ReturnType<typeof loadWhole>>): void {
    const historiesOf = Map.groupBy(histories, ({ subject }) => subject);
    const openOf = Map.groupBy(open, ({ subject }) => subject);
    for (const [subject, shard] of shards) {
      if (this.book.has(subject)) continue;
      const rested = this.room.has(subject);
      this.room.remove(subject);
      this.book.learn(subject, shard, historiesOf.get(subject) ?? []);
      if (!rested) continue;
      for (const work of openOf.get(subject) ?? []) this.book.add(work);
      this.#hold(subject, shard);
      this.#justRead.add(subject);
    }
  }

  #hold(subject: string, shard: number): void {
    const takenOver = this.deps.leases.lease(shard)?.takenOver;
    if (!takenOver) return;
    for (const lane of this.book.lanesOf(subject)) {
      const until = heldAfterTakeOver(lane, takenOver);
      if (until > 0 && until <= this.deps.now()) reached('takeover.waited');
      lane.heldUntil = Math.max(lane.heldUntil, until);
    }
  }

  #considerRead(): void {
    const read = [...this.#justRead];
    this.#justRead.clear();
    for (const subject of read) this.use.considerAll(subject);
    this.use.wake();
  }

  #holds(shard: number, epoch: number): boolean {
    return this.deps.leases.lease(shard)?.epoch === epoch;
  }

  #add(arrivals: readonly Arrival[]): Promise<void> {
    return this.withKnown(
      arrivals.map(({ work }) => work),
      () => this.#addKnown(arrivals),
    );
  }

  #addKnown(arrivals: readonly Arrival[]): void {
    const touched = new Set<string>();
    for (const { work, payload } of arrivals) {
      // Before a take-over has been gone through, nobody knows what else is open there and what must be waited for.
      if (!this.isTaken(work.shard)) continue;
      const size = sizeOf(payload);
      const keep = payload !== undefined && this.#cachedBytes + size <= this.settings.payloadCacheBytes;
      if (this.book.add(work, keep ? inOwnBytes(payload) : undefined) && keep) this.#cachedBytes += size;
      touched.add(work.subject);
    }
    for (const subject of touched) this.use.considerAll(subject);
    this.use.wake();
  }

  async #takeCommandsOf(subjects: readonly string[]): Promise<void> {
    for (const command of await loadOpenCommandsOf(this.deps.db, subjects)) await this.#take(command);
  }

  /** In the turn in which its subject is known to be in the book, or nothing of it to be open. */
  async #take(command: ExchangeCommand): Promise<void> {
    const { subject } = command;
    if (!this.room.has(subject)) return this.use.commands().take(command);
    await (
      await this.withKnown([{ subject, shard: shardOf(subject) }], () => ({ taken: this.use.commands().take(command) }))
    ).taken;
  }

  #enqueue(task: () => Promise<void>): Promise<void> {
    this.#intake = this.#intake.then(async () => {
      while (!(await this.#tried(task)) && !this.phase.stopping) await sleep(this.settings.storeRetryMs);
    });
    return this.#intake;
  }

  /** The store may be away: then the same again, and nothing that came later overtakes it. */
  async #tried(task: () => Promise<void>): Promise<boolean> {
    try {
      await task();
      return true;
    } catch (error) {
      this.deps.onEvent?.({ event: 'failed', error });
      return false;
    }
  }
}

/** A small `Buffer` is a piece of a shared pool, which it would keep alive for as long as the exchange waits. */
const inOwnBytes = ({ key, box }: SealedPayload): SealedPayload => ({
  key: new Uint8Array(key),
  box: new Uint8Array(box),
});

/** What the views on the bytes weigh themselves, about. */
const viewBytes = 400;

/** What keeping it costs: a payload that waits long is better read again. */
const sizeOf = (payload: SealedPayload | undefined): number =>
  payload === undefined ? 0 : payload.key.byteLength + payload.box.byteLength + viewBytes;
