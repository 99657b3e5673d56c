import type { FairQueue } from '../fair-queue.js';
import type { LaneBook } from '../book.js';
import type { RunnerSettings } from '../deps.js';
import type { Gate } from '../gate.js';
import type { Lane } from '../lane.js';
import type { Phase } from '../phase.js';
import type { Picker } from '../picker.js';
import type { Called, RoomOperation, WaitingRoom } from './waiting-room.js';

/** Subjects that are read at once. */
const portion = 500;
/** Lanes that wake up in one turn of the event loop: more would hold up everything else. */
const wokenAtOnce = 20_000;

interface Short {
  readonly operation: RoomOperation;
  readonly client: string;
  readonly missing: number;
}

export interface LanePagerUse {
  /** What is open in the shard may be worked on here. */
  readonly mayUse: (shard: number) => boolean;
  readonly placeOf: Picker['placeOf'];
  /** Reads these subjects into the book and considers them. */
  readonly read: (called: readonly Called[]) => Promise<void>;
}

/**
 * Who waits in memory and who rests in the store. Per operation and client those in memory rank before those that rest, so that
 * the order is that of one queue, however long.
 */
export class LanePager {
  /** Subjects of which nothing is ready or under way; the one that was looked at first is the first. */
  readonly #idle = new Set<string>();
  /** Queues that could not be made shorter: how long they were left. */
  readonly #leftAt = new Map<FairQueue<Lane>, number>();
  readonly #keep: number;
  /** So many more before a queue is made shorter: sorting it is not worth while for one. */
  readonly #slack: number;
  #reading = false;

  constructor(
    private readonly settings: RunnerSettings,
    private readonly phase: Phase,
    private readonly book: LaneBook,
    private readonly gates: ReadonlyMap<string, Gate>,
    private readonly room: WaitingRoom,
    private readonly use: LanePagerUse,
  ) {
    this.#keep = Math.max(1, settings.waitingInMemory);
    this.#slack = Math.floor(settings.waitingInMemory / 4);
  }

  /** All lanes of this subject have been considered: it, or another, may rest. */
  settled(subject: string): void {
    this.#idle.delete(subject);
    if (this.phase.stopping || !this.#mayRest(subject)) return;
    const queued = this.book.lanesOf(subject).filter((lane) => lane.queued);
    if (queued.length === 0) return this.#keepIdle(subject);
    if (queued.every((lane) => this.#ranksBehindRoom(lane))) return this.#rest(subject);
    for (const lane of queued) if (lane.queued) this.#shorten(this.#queueOf(lane));
  }

  /** Calls in the best of those that rest where little is left in memory; returns when the next one wakes up. */
  pageIn(now: number): number {
    this.room.wake(now, wokenAtOnce);
    if (!this.#reading && this.room.ready > 0 && !this.phase.stopping) {
      const called = this.#called();
      if (called.length > 0) this.#read(called);
    }
    return this.room.nextWakeAt;
  }

  #read(called: readonly Called[]): void {
    this.#reading = true;
    void this.use.read(called).finally(() => (this.#reading = false));
  }

  /** Every client of every operation gets the same part of the portion: none waits until another's have been read. */
  #called(): Called[] {
    const short = [...this.room.operations].flatMap((operation) => this.#shortOf(operation));
    const most = Math.max(1, Math.floor(portion / short.length));
    return short
      .slice(0, portion)
      .flatMap(({ operation, client, missing }) => this.room.call(operation, client, Math.min(missing, most)));
  }

  /** Where of any client less than half its share is in memory, all that have less than theirs: they take turns. */
  #shortOf(operation: RoomOperation): Short[] {
    const inMemory = this.gates.get(operation.partner)!.queueOf(operation.operation);
    const resting = [...operation.queues.values()].filter(({ size }) => size > 0);
    const absent = resting.filter(({ client }) => inMemory.countOf(client) === 0).length;
    const share = Math.max(1, Math.floor(this.#keep / (inMemory.clients + absent)));
    const short = resting
      .map(({ client }) => ({ operation, client, missing: share - inMemory.countOf(client) }))
      .filter(({ missing }) => missing > 0);
    return short.some(({ missing }) => missing * 2 > share) ? short : [];
  }

  #keepIdle(subject: string): void {
    this.#idle.add(subject);
    if (this.#idle.size <= this.settings.waitingInMemory) return;
    const [longest] = this.#idle;
    this.#idle.delete(longest!);
    if (this.#mayRest(longest!)) this.#rest(longest!);
  }

  /** Those that rank last in a queue that is too long, unless they are wanted in another one. */
  #shorten(queue: FairQueue<Lane>): void {
    if (queue.size <= this.#keep) this.#leftAt.delete(queue);
    if (queue.size <= Math.max(this.#keep, this.#leftAt.get(queue) ?? 0) + this.#slack) return;
    const surplus = new Map([[queue, new Set(queue.beyond(this.#keep))]]);
    const surplusOf = (other: FairQueue<Lane>): ReadonlySet<Lane> => {
      let found = surplus.get(other);
      if (!found) surplus.set(other, (found = new Set(other.beyond(this.#keep))));
      return found;
    };
    const dispensable = (lane: Lane): boolean =>
      !lane.queued || this.#ranksBehindRoom(lane) || surplusOf(this.#queueOf(lane)).has(lane);
    for (const { subject } of surplusOf(queue)) {
      if (this.#mayRest(subject) && this.book.lanesOf(subject).every(dispensable)) this.#rest(subject);
    }
    this.#leftAt.set(queue, queue.size);
  }

  #ranksBehindRoom(lane: Lane): boolean {
    const place = this.#queueOf(lane).find(lane)!;
    const best = this.room.bestRank(lane.partner, lane.operationName, place.client);
    return best !== undefined && place.rank > best;
  }

  #queueOf(lane: Lane): FairQueue<Lane> {
    return this.gates.get(lane.partner)!.queueOf(lane.operationName);
  }

  /** Nothing of it is under way, and its name does not meet that of another in the room. */
  #mayRest(subject: string): boolean {
    const lanes = this.book.lanesOf(subject);
    if (lanes.length === 0 || lanes.some(({ busy }) => busy) || this.book.isStale(subject)) return false;
    return !this.room.has(subject);
  }

  #rest(subject: string): void {
    this.#idle.delete(subject);
    for (const lane of this.book.lanesOf(subject)) {
      const [first] = lane.entries;
      if (!first) continue;
      const { shard, partner, operationName: operation } = lane;
      const { turn, work = first.work, rank } = this.use.placeOf(lane);
      const wakeAt = turn.turn === 'nothing' ? Infinity : turn.turn === 'wait' ? turn.until : 0;
      this.room.note({
        ...{ subject, shard, partner, operation, client: work.client, exchange: work.exchange, rank },
        open: lane.entries.length,
        wakeAt: this.use.mayUse(shard) ? wakeAt : Infinity,
      });
    }
    this.book.rest(subject);
  }
}
