import { laneNameOf } from '../lane.js';
import { SlotHeap } from './slot-heap.js';
import { SlotTable } from './slot-table.js';
import { nowhere, readId, Slots, writeId } from './slots.js';
import { subjectHash, type Hash } from './subject-hash.js';

export interface LaneOfClient {
  readonly subject: string;
  readonly partner: string;
  readonly operation: string;
  readonly client: string;
}

/** A lane whose subject rests in the store: what must be known to call it in its turn. */
export interface Resting extends LaneOfClient {
  readonly shard: number;
  /** An open exchange of the lane. */
  readonly exchange: string;
  /** How many are open. */
  readonly open: number;
  /** See `rankOf`. */
  readonly rank: number;
  /** 0: has its turn as soon as there is room. Else epoch milliseconds; infinite where only something told can change it. */
  readonly wakeAt: number;
}

/** Lanes of one operation and client that have their turn as soon as there is room. */
export interface RoomQueue {
  readonly client: string;
  readonly size: number;
}
export interface RoomOperation {
  readonly partner: string;
  readonly operation: string;
  readonly queues: ReadonlyMap<string, RoomQueue>;
}

/** Names a subject that has been called, by what is known of it. */
export interface Called {
  readonly hash: Hash;
  readonly exchanges: readonly string[];
}

/**
 * Subjects with open work that are not in memory: they wait in the store, and here a few bytes say for each of their lanes when it
 * is to be called. A subject is either here with all its lanes or in the book with all its lanes. What is said of a lane may call
 * it too early, never too late: it is looked at in full when it has been read.
 */
export class WaitingRoom {
  /** Exchanges that rest here. */
  open = 0;
  /** Lanes that have their turn as soon as there is room. */
  ready = 0;
  readonly #hash: (subject: string) => Hash;
  #slots = new Slots();
  #table = new SlotTable(this.#slots);
  #asleep = new SlotHeap(this.#slots, 'wakeAt');
  readonly #operations = new Map<string, Operation>();
  readonly #queues: Queue[] = [];

  constructor(random: () => number) {
    this.#hash = subjectHash(random);
  }

  /** Lanes that rest here. */
  get size(): number {
    return this.#slots.size;
  }

  get operations(): Iterable<RoomOperation> {
    return this.#operations.values();
  }

  has(subject: string): boolean {
    return this.size > 0 && this.holds(this.#hash(subject));
  }

  holds(hash: Hash): boolean {
    return this.#table.has(hash);
  }

  /** Adds a lane, or one more exchange of it: then the better rank and the earlier instant count. */
  note(resting: Resting): void {
    const hash = this.#hash(resting.subject);
    const queue = this.#queueOf(resting);
    const known = this.#slotIn(queue, hash);
    const slots = this.#slots;
    this.open += resting.open;
    if (known === undefined) return this.#add(hash, queue, resting);
    this.#leaveHeap(known);
    slots.open[known]! += resting.open;
    slots.rank[known] = Math.min(slots.rank[known]!, resting.rank);
    slots.wakeAt[known] = Math.min(slots.wakeAt[known]!, resting.wakeAt);
    this.#enterHeap(known);
  }

  /** This lane rests here and will be called, whatever else is told. */
  expects({ subject, partner, operation, client }: LaneOfClient): boolean {
    const queue = this.#find(partner, operation, client);
    const known = queue && this.#slotIn(queue, this.#hash(subject));
    return known !== undefined && this.#slots.wakeAt[known] !== Infinity;
  }

  /** An open exchange of each lane of this subject. */
  exchangesOf(subject: string): string[] {
    return this.#exchanges(this.#hash(subject));
  }

  remove(subject: string): void {
    this.leave(this.#hash(subject));
  }

  leave(hash: Hash): void {
    for (const slot of this.#table.all(hash)) this.#give(slot);
  }

  forget(shard: number): void {
    for (const slot of this.#slotsOf(shard)) this.#give(slot);
  }

  /** Nothing of this shard is called any more. */
  still(shard: number): void {
    for (const slot of this.#slotsOf(shard)) {
      this.#leaveHeap(slot);
      this.#slots.wakeAt[slot] = Infinity;
    }
  }

  /** When the next one wakes up. */
  get nextWakeAt(): number {
    const { first } = this.#asleep;
    return first === undefined ? Infinity : this.#slots.wakeAt[first]!;
  }

  /** At most so many of those whose instant has come have their turn from now on. */
  wake(now: number, most: number): void {
    for (let woken = 0; woken < most && this.nextWakeAt <= now; woken += 1) {
      const slot = this.#asleep.pop()!;
      this.#slots.wakeAt[slot] = 0;
      this.#enterHeap(slot);
    }
  }

  /** Smallest rank of those that have their turn as soon as there is room. */
  bestRank(partner: string, operation: string, client: string): number | undefined {
    const first = this.#find(partner, operation, client)?.heap.first;
    return first === undefined ? undefined : this.#slots.rank[first];
  }

  /** The best so many of a queue: they have no turn any more, and stay until they {@link leave}. */
  call({ partner, operation }: RoomOperation, client: string, most: number): Called[] {
    const { heap } = this.#find(partner, operation, client)!;
    const called: Called[] = [];
    while (called.length < most && heap.size > 0) {
      const slot = heap.pop()!;
      this.ready -= 1;
      const hash = { low: this.#slots.hash[slot * 2]!, high: this.#slots.hash[slot * 2 + 1]! };
      called.push({ hash, exchanges: this.#exchanges(hash) });
    }
    return called;
  }

  #exchanges(hash: Hash): string[] {
    return this.#table.all(hash).map((slot) => readId(this.#slots.id, slot));
  }

  *#slotsOf(shard: number): Iterable<number> {
    const slots = this.#slots;
    for (let slot = 0; slot < slots.end; slot += 1)
      if (slots.open[slot]! > 0 && slots.shard[slot] === shard) yield slot;
  }

  #find(partner: string, operation: string, client: string): Queue | undefined {
    return this.#operations.get(laneNameOf({ partner, operation }))?.queues.get(client);
  }

  #slotIn(queue: Queue, hash: Hash): number | undefined {
    return this.#table.all(hash).find((slot) => this.#slots.queue[slot] === queue.number);
  }

  #queueOf({ partner, operation, client }: Resting): Queue {
    const name = laneNameOf({ partner, operation });
    let of = this.#operations.get(name);
    if (!of) this.#operations.set(name, (of = { partner, operation, queues: new Map() }));
    let queue = of.queues.get(client);
    if (!queue) {
      queue = new Queue(client, this.#queues.length, new SlotHeap(this.#slots, 'rank'));
      of.queues.set(client, queue);
      this.#queues.push(queue);
    }
    return queue;
  }

  #add(hash: Hash, queue: Queue, { exchange, shard, open, rank, wakeAt }: Resting): void {
    const slots = this.#slots;
    const slot = slots.take();
    slots.hash[slot * 2] = hash.low;
    slots.hash[slot * 2 + 1] = hash.high;
    writeId(slots.id, slot, exchange);
    slots.rank[slot] = rank;
    slots.wakeAt[slot] = wakeAt;
    slots.queue[slot] = queue.number;
    slots.shard[slot] = shard;
    slots.open[slot] = open;
    this.#table.add(slot);
    this.#enterHeap(slot);
  }

  #give(slot: number): void {
    this.#leaveHeap(slot);
    this.open -= this.#slots.open[slot]!;
    this.#table.remove(slot);
    this.#slots.give(slot);
    if (this.size === 0) this.#startAnew();
  }

  /** What a long outage needed is given back when it is over. */
  #startAnew(): void {
    this.#slots = new Slots();
    this.#table = new SlotTable(this.#slots);
    this.#asleep = new SlotHeap(this.#slots, 'wakeAt');
    this.#operations.clear();
    this.#queues.length = 0;
  }

  #enterHeap(slot: number): void {
    const wakeAt = this.#slots.wakeAt[slot]!;
    if (wakeAt === 0) {
      this.#queues[this.#slots.queue[slot]!]!.heap.push(slot);
      this.ready += 1;
    } else if (wakeAt !== Infinity) this.#asleep.push(slot);
  }

  #leaveHeap(slot: number): void {
    if (this.#slots.place[slot] === nowhere) return;
    if (this.#slots.wakeAt[slot] === 0) {
      this.#queues[this.#slots.queue[slot]!]!.heap.remove(slot);
      this.ready -= 1;
    } else this.#asleep.remove(slot);
  }
}

interface Operation extends RoomOperation {
  readonly queues: Map<string, Queue>;
}

class Queue implements RoomQueue {
  constructor(
    readonly client: string,
    readonly number: number,
    readonly heap: SlotHeap,
  ) {}

  get size(): number {
    return this.heap.size;
  }
}
