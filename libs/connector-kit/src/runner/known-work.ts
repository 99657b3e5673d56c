import { setTimeout as sleep } from 'node:timers/promises';
import { reached } from '@lienthong/contracts';
import type { Lease } from '@lienthong/store';
import type { Work } from '../exchange/work.js';
import {
  loadHistories,
  loadOpenCommands,
  loadOpenCommandsOf,
  loadOpenWork,
  loadOpenWorkById,
  loadOpenWorkOf,
  type SealedPayload,
} from '../work-store/load.js';
import { heldAfterTakeOver, type LaneBook } from './book.js';
import type { RunnerDeps, RunnerSettings } from './deps.js';
import type { Lane } from './lane.js';
import type { OperatorCommands } from './operator-commands.js';
import type { Phase } from './phase.js';
import { withKnown } from './with-known.js';

export interface Arrival {
  readonly work: Work;
  readonly payload?: SealedPayload;
}

/** Names an exchange of which something has been said before. */
export type Told = Pick<Work, 'exchange' | 'subject' | 'shard'>;

/** What follows from what is learned. */
export interface KnownWorkUse {
  readonly commands: () => Pick<OperatorCommands, 'take' | 'forget'>;
  /** This lane may have something to do now. */
  readonly consider: (lane: Lane) => void;
  /** Any lane of this subject may have something to do now, or none ever again. */
  readonly considerAll: (subject: string) => void;
  /** Something has been considered. */
  readonly wake: () => void;
}

/**
 * What this process knows of the work in its shards: read when a shard is taken over, added to by arrivals, read again where it
 * proved wrong, forgotten when the shard is lost.
 */
export class KnownWork {
  /** Loads and arrivals are taken one after the other, so that a subject is learned before anything is added to it. */
  #intake: Promise<void> = Promise.resolve();
  /** Epoch under which what was open in a shard has been read. */
  readonly #taken = new Map<number, number>();
  #cachedBytes = 0;

  constructor(
    private readonly deps: RunnerDeps,
    private readonly settings: RunnerSettings,
    private readonly phase: Phase,
    private readonly book: LaneBook,
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
    this.#enqueue(() => this.#takeOver(leases));
  }

  arrived(arrivals: readonly Arrival[]): void {
    this.#enqueue(() => this.#add(arrivals));
  }

  /** What is open of these, and commands that nobody has answered, are read again. */
  toldAgain(told: readonly Told[]): void {
    this.#enqueue(async () => {
      const missing = told.filter(({ subject, exchange }) => !this.book.find(subject, exchange));
      const open = await loadOpenWorkById(this.deps.db, [...new Set(missing.map(({ exchange }) => exchange))]);
      await this.#add(open.map((work) => ({ work })));
      await this.#takeCommandsOf(told.map(({ subject }) => subject));
    });
  }

  /** After everything that was told before. */
  then(task: () => Promise<void>): void {
    this.#enqueue(task);
  }

  withKnown<T>(works: readonly Work[], act: () => T): Promise<T> {
    return withKnown(this.book, (subjects) => loadHistories(this.deps.db, subjects), works, act);
  }

  /** An exchange has left the book; its payload with it. */
  uncached(payload: SealedPayload | undefined): void {
    this.#cachedBytes -= sizeOf(payload);
  }

  forget(shard: number): void {
    this.#taken.delete(shard);
    for (const subject of this.book.subjectsOf(shard)) this.#drop(subject);
    this.book.forgetHolds(shard);
  }

  /** What is in memory proved wrong: once nothing of the subject is under way, it is read again. */
  refresh(subject: string): void {
    if (!this.book.isStale(subject) || this.book.isBusy(subject)) return;
    this.#drop(subject);
    if (this.phase.stopping) return;
    this.#enqueue(async () => {
      const open = await loadOpenWorkOf(this.deps.db, subject);
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
    const leases = new Map(gained.filter(({ shard, epoch }) => this.#holds(shard, epoch)).map((l) => [l.shard, l]));
    for (const shard of leases.keys()) {
      // An intake that was under way when the shard was lost may have left a subject behind, with a history from then.
      if (!this.isTaken(shard)) for (const subject of this.book.subjectsOf(shard)) this.#drop(subject);
    }
    const open = await loadOpenWork(this.deps.db, [...leases.keys()]);
    const lanes = new Set(await this.withKnown(open, () => this.#addTaken(open, leases)));
    let held = 0;
    for (const lane of lanes) {
      const lease = leases.get(lane.shard)!;
      lane.heldUntil = Math.max(lane.heldUntil, heldAfterTakeOver(lane, lease.takenOver));
      if (lane.heldUntil > this.deps.now()) held += 1;
      this.use.consider(lane);
    }
    this.deps.onEvent?.({ event: 'takenOver', shards: leases.size, open: open.length, held });
    for (const command of await loadOpenCommands(this.deps.db, [...leases.keys()])) {
      await this.use.commands().take(command);
    }
    this.use.wake();
  }

  /** What was read of shards that have been lost in the meantime stays out. */
  #addTaken(open: readonly Work[], leases: ReadonlyMap<number, Lease>): Lane[] {
    for (const { shard, epoch } of leases.values()) if (this.#holds(shard, epoch)) this.#taken.set(shard, epoch);
    return open.flatMap((work) => (this.isTaken(work.shard) ? (this.book.add(work) ?? []) : []));
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
    for (const command of await loadOpenCommandsOf(this.deps.db, subjects)) await this.use.commands().take(command);
  }

  #enqueue(task: () => Promise<void>): void {
    this.#intake = this.#intake.then(async () => {
      while (!(await this.#tried(task)) && !this.phase.stopping) await sleep(this.settings.storeRetryMs);
    });
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
