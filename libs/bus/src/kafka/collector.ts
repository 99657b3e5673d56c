import type { Batch, EachBatchPayload } from 'kafkajs';
import { deliver } from '../deliver.js';
import type { OnBusEvent } from '../events.js';
import { faultOf } from '../fault-of.js';
import type { Delivery, Subscription } from '../port.js';
import type { Committer, Progress } from './committer.js';
import { deliveryOf } from './delivery.js';
import { shares, type Waiting } from './merge.js';
import { rootOf } from './root-of.js';
import type { Turn } from './turn.js';

const defaultMaxBatch = 500;
const maxBatchBytes = 8 * 1024 * 1024;

export interface CollectorOptions {
  readonly subscription: Subscription;
  readonly committer: Committer;
  /** Whether the membership that it was fetched in still stands. */
  readonly isMember: () => boolean;
  /** One handler of the group at a time, whichever membership it was given its batch in. */
  readonly turn: Turn;
  readonly heartbeatMillis: number;
  readonly onEvent?: OnBusEvent | undefined;
  readonly onSettled: (progress: Progress) => void;
  /** All that is fetched was settled or given up. */
  readonly onIdle: () => void;
}

/** One partition's part of a fetch. */
class Fetched implements Waiting {
  private given = 0;
  private settled = 0;
  readonly done = Promise.withResolvers<void>();

  constructor(readonly payload: EachBatchPayload) {}

  get batch(): Batch {
    return this.payload.batch;
  }
  get left(): number {
    return this.batch.messages.length - this.given;
  }
  get finished(): boolean {
    return this.settled === this.batch.messages.length;
  }
  bytesAt(ahead: number): number {
    const message = this.batch.messages[this.given + ahead];
    return (message?.value?.byteLength ?? 0) + (message?.key?.byteLength ?? 0);
  }
  give(count: number): Delivery[] {
    const { topic, partition, messages } = this.batch;
    const given = messages.slice(this.given, this.given + count);
    this.given += count;
    return given.map((message) => deliveryOf(topic, partition, message));
  }
  /** The offset of the last of so many more records that are settled. */
  settle(count: number): string {
    this.settled += count;
    return this.batch.messages[this.settled - 1]?.offset ?? '';
  }
}

/**
 * Brings together what was fetched of several partitions, hands it to the handler in batches, one at a time, and has the
 * progress committed. Lives as long as one membership of the group: when that ends, nothing more is committed.
 */
export class Collector {
  private fetched: Fetched[] = [];
  private readonly abort = new AbortController();
  private running: Promise<void> | undefined;
  private beat: NodeJS.Timeout | undefined;
  private lastBeat = performance.now();
  /** Why it stopped, for the library; undefined when closing. */
  private stoppedBy: unknown;

  constructor(private readonly options: CollectorOptions) {}

  get busy(): boolean {
    return this.fetched.length > 0;
  }
  get stopped(): boolean {
    return this.abort.signal.aborted;
  }

  /** Resolves when the batch is settled and committed, or when closing; rejects when this membership has come to an end. */
  add(payload: EachBatchPayload): Promise<void> {
    if (this.stopped) return this.stoppedBy === undefined ? Promise.resolve() : Promise.reject(this.stoppedBy);
    const one = new Fetched(payload);
    this.fetched.push(one);
    this.beat ??= setInterval(() => void this.keepAlive(), this.options.heartbeatMillis);
    this.running ??= this.run();
    return one.done.promise;
  }

  /** Starts no further batch; resolves when the running one has ended and what it settled is committed, or cannot be. */
  async stop(reason?: unknown): Promise<void> {
    if (!this.stopped) {
      this.stoppedBy = reason;
      this.abort.abort();
    }
    await this.running;
  }

  /** Lets the library go on without waiting for the handler. */
  abandon(): void {
    this.abort.abort();
    this.release();
  }

  private async run(): Promise<void> {
    const { signal } = this.abort;
    // The partitions of one fetch come one by one within this turn of the event loop.
    await new Promise((resolve) => setImmediate(resolve));
    try {
      await this.options.turn.take(signal, () => this.runBatches());
    } catch (error) {
      void this.stop(error);
    }
    if (signal.aborted) await this.end();
    this.running = undefined;
    if (!this.stopped && this.fetched.some(({ left }) => left > 0)) this.running = this.run();
  }

  private async runBatches(): Promise<void> {
    while (!this.stopped && this.fetched.some(({ left }) => left > 0)) {
      if (await this.stillMember()) await this.runBatch();
    }
  }

  private async runBatch(): Promise<void> {
    const { subscription, onEvent } = this.options;
    const { group, handler, quarantine, maxBatch = defaultMaxBatch } = subscription;
    const waiting = this.fetched.filter(({ left }) => left > 0);
    const parts = shares(waiting, maxBatch, maxBatchBytes).flatMap((count, i) => {
      const from = waiting[i];
      return from && count > 0 ? [{ from, count, settled: 0 }] : [];
    });
    const batch = parts.flatMap(({ from, count }) => from.give(count));
    const settled = (total: number): void => {
      let before = 0;
      for (const part of parts) {
        const count = Math.min(part.count, Math.max(0, total - before));
        if (count > part.settled) this.advance(part.from, count - part.settled);
        part.settled = Math.max(part.settled, count);
        before += part.count;
      }
    };
    await deliver(batch, { group, handler, quarantine, signal: this.abort.signal, settled, onEvent });
    // The one served longest goes last, so that none is starved.
    this.fetched = [
      ...this.fetched.filter((one) => !waiting.includes(one)),
      ...waiting.slice(1),
      ...waiting.slice(0, 1),
    ];
    const committed = this.commit();
    committed.catch(() => undefined);
    this.release(committed);
  }

  private advance(from: Fetched, count: number): void {
    const { topic, partition } = from.batch;
    const last = from.settle(count);
    const progress = { topic, partition, offset: (BigInt(last) + 1n).toString() };
    this.options.committer.note(progress);
    this.options.onSettled(progress);
    if (this.options.isMember()) from.payload.resolveOffset(last);
  }

  /** Tells the library of the finished ones as soon as they are committed. */
  private release(committed?: Promise<void>): void {
    const finished = committed ? this.fetched.filter((one) => one.finished) : this.fetched;
    this.fetched = this.fetched.filter((one) => !finished.includes(one));
    if (this.fetched.length === 0) this.rest();
    for (const { done } of finished) {
      const after = committed ?? (this.stoppedBy === undefined ? Promise.resolve() : Promise.reject(this.stoppedBy));
      after.then(done.resolve, done.reject);
    }
  }

  private async commit(): Promise<void> {
    try {
      await this.options.committer.flush();
    } catch (error) {
      this.options.onEvent?.({
        kind: 'commit.failed',
        group: this.options.subscription.group,
        fault: faultOf(rootOf(error)),
      });
      void this.stop(error);
      throw error;
    }
  }

  private async end(): Promise<void> {
    await this.options.committer.flush().catch((error: unknown) => (this.stoppedBy ??= error));
    this.release();
  }

  private rest(): void {
    clearInterval(this.beat);
    this.beat = undefined;
    this.options.onIdle();
  }

  private async keepAlive(): Promise<void> {
    const one = this.fetched[0];
    if (!one) return;
    try {
      await one.payload.heartbeat();
      this.lastBeat = performance.now();
      if (!this.stopped) await this.options.committer.flush();
    } catch (error) {
      void this.stop(error);
    }
  }

  /** After a pause in which the process may have been frozen, the group is asked before anything more is handled. */
  private async stillMember(): Promise<boolean> {
    if (performance.now() - this.lastBeat > 3 * this.options.heartbeatMillis) await this.keepAlive();
    return !this.stopped;
  }
}
