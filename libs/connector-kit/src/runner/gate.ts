import type { Connector } from '../port.js';
import { Breaker } from '../resilience/breaker.js';
import { SlowStart } from '../resilience/slow-start.js';
import { TokenBucket } from '@lienthong/transport';
import { FairQueue } from './fair-queue.js';
import type { Lane } from './lane.js';

/** Outcomes that may wait to be stored, as a multiple of the calls that may be out: bounds memory, not the partner. */
const storingPerCall = 3;

/** What one partner lets through: its ready lanes, its part of the limits, a breaker per operation. */
export class Gate {
  /** Turns whose call is out, or about to be. */
  inFlight = 0;
  /** Turns whose call is over and whose outcome is being stored. */
  #storing = 0;
  readonly #ready = new Map<string, FairQueue<Lane>>();
  readonly #breakers = new Map<string, Breaker>();
  readonly #slowStarts = new Map<string, SlowStart>();
  readonly #bucket: TokenBucket;
  #operations: string[];
  #share = 1;

  constructor(readonly connector: Connector) {
    const { limits, operations } = connector;
    this.#operations = Object.keys(operations);
    for (const name of this.#operations) {
      this.#ready.set(name, new FairQueue());
      this.#breakers.set(name, new Breaker({ failures: limits.breakerFailures, openMs: limits.breakerOpenMs }));
      this.#slowStarts.set(name, new SlowStart({ overMs: limits.slowStartMs ?? 0 }));
    }
    this.#bucket = new TokenBucket({
      ratePerSecond: limits.ratePerSecond,
      burst: Math.max(1, limits.ratePerSecond / 10),
    });
  }

  /** The part of the partner's limits that belongs to the shards owned here, 0…1. */
  setShare(share: number): void {
    this.#share = share;
    this.#bucket.setShare(Math.max(share, 1 / 64));
  }

  /** A call of a turn beyond its first, which {@link next} has counted. It is not held up; the next turns are. */
  charge(now: number): void {
    this.#bucket.charge(now);
  }

  /** Counts a call outside of all turns; returns when it may go. Where lanes are ready, one of them goes for each. */
  reserve(now: number): number {
    this.#bucket.charge(now);
    return this.#bucket.nextAt(now, this.ready > 0 ? 1 : 0);
  }

  get ready(): number {
    let size = 0;
    for (const queue of this.#ready.values()) size += queue.size;
    return size;
  }

  queueOf(operation: string): FairQueue<Lane> {
    return this.#ready.get(operation)!;
  }

  push(lane: Lane, client: string, rank: number): void {
    lane.queued = true;
    this.queueOf(lane.operationName).push(client, rank, lane);
  }

  remove(lane: Lane): void {
    lane.queued = false;
    this.queueOf(lane.operationName).remove(lane);
  }

  /**
   * The next lane that may go now, operations taking turns; else the instant at which to look again, if any. It counts as in
   * flight until {@link callOver} or {@link ended}.
   */
  next(now: number): Lane | { readonly notBefore: number | undefined } {
    const calls = Math.max(1, Math.floor(this.connector.limits.concurrency * this.#share));
    if (this.inFlight >= calls || this.#storing >= calls * storingPerCall) return { notBefore: undefined };
    let notBefore: number | undefined;
    for (let turn = 0; turn < this.#operations.length; turn += 1) {
      const name = this.#operations.shift()!;
      this.#operations.push(name);
      const queue = this.#ready.get(name)!;
      if (queue.size === 0) continue;
      const breaker = this.#breakers.get(name)!;
      const allowed = breaker.allows(now);
      if (allowed !== true) {
        notBefore = Math.min(notBefore ?? Infinity, allowed.notBefore);
        continue;
      }
      const slowly = this.#slowStarts.get(name)!;
      const started = slowly.allows(now, this.#perSecond);
      if (started !== true) {
        notBefore = Math.min(notBefore ?? Infinity, started.notBefore);
        continue;
      }
      // For the first call of the turn.
      if (!this.#bucket.take(now)) return { notBefore: this.#bucket.nextAt(now) };
      breaker.began(now);
      slowly.began();
      const lane = queue.pop()!;
      lane.queued = false;
      this.inFlight += 1;
      return lane;
    }
    return { notBefore };
  }

  /** What the partner's behaviour in one call says about the next ones. */
  learned(operation: string, went: 'well' | 'answered' | 'badly' | 'unheard', now: number): void {
    const breaker = this.#breakers.get(operation)!;
    const before = breaker.state(now);
    // Whoever answers questions is there again, but may go on failing at what it is sent.
    if (went === 'well' || (went === 'answered' && before === 'halfOpen')) breaker.succeeded(now);
    else if (went === 'badly') breaker.failed(now);
    else if (went === 'unheard') breaker.released(now);
    if (before === 'halfOpen' && breaker.state(now) === 'closed') this.#slowStarts.get(operation)!.begin(now);
  }

  /** Calls a second that belong to the shards owned here. */
  get #perSecond(): number {
    return this.connector.limits.ratePerSecond * Math.max(this.#share, 1 / 64);
  }

  /** A lane that was given out is not called after all. */
  skipped(operation: string, now: number): void {
    this.#breakers.get(operation)!.released(now);
  }

  /** The partner has nothing to do with this turn any more; only its outcome has to be stored. */
  callOver(): void {
    this.inFlight -= 1;
    this.#storing += 1;
  }

  /** Whatever was begun for a lane that was given out is over, with or without a call. */
  ended(afterCall: boolean): void {
    if (afterCall) this.#storing -= 1;
    else this.inFlight -= 1;
  }

  /** Operations whose breaker is open, for metrics and readiness. */
  openBreakers(now: number): string[] {
    return this.#operations.filter((name) => this.#breakers.get(name)!.state(now) !== 'closed');
  }
}
