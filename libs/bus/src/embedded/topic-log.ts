import type { Delivery } from '../port.js';
import { type Db, type ReadLimits, readHeads, readRecords } from './log-table.js';
import { Tail } from './tail.js';

/** What of the log is known in memory: the heads of all topics and the tails of those that are consumed. */
export class TopicLog {
  private heads = new Map<string, number>();
  private readonly tails = new Map<string, Tail>();
  private readonly readers = new Set<Reader>();

  constructor(
    private readonly db: Db,
    private readonly tailBytes: number,
  ) {}

  async refresh(): Promise<void> {
    for (const [topic, head] of await readHeads(this.db)) this.advance(topic, head);
  }

  has(topic: string): boolean {
    return this.heads.has(topic);
  }

  head(topic: string): number {
    return this.heads.get(topic) ?? 0;
  }

  appended(topic: string, first: number, deliveries: readonly Delivery[]): void {
    if (this.slowest(topic) < Infinity) this.tail(topic).push(first, deliveries);
    this.advance(topic, first + deliveries.length);
  }

  /** Records from an offset on: from memory when they are there, else from the table. */
  async read(topic: string, from: number, limits: ReadLimits): Promise<readonly Delivery[]> {
    return this.tails.get(topic)?.read(from, limits) ?? (await readRecords(this.db, topic, from, limits));
  }

  attach(reader: Reader): void {
    this.readers.add(reader);
  }

  detach(reader: Reader): void {
    this.readers.delete(reader);
    for (const topic of this.tails.keys()) this.passed(topic);
  }

  /** A reader has moved on: what all have passed is forgotten. */
  passed(topic: string): void {
    this.tails.get(topic)?.trim(this.slowest(topic));
  }

  private advance(topic: string, head: number): void {
    const known = this.heads.get(topic);
    if (known !== undefined && known >= head) return;
    this.heads.set(topic, head);
    for (const reader of this.readers) reader.wake(topic);
  }

  private slowest(topic: string): number {
    return Math.min(...[...this.readers].map((reader) => reader.positionOf(topic) ?? Infinity));
  }

  private tail(topic: string): Tail {
    const tail = this.tails.get(topic) ?? new Tail(this.tailBytes);
    this.tails.set(topic, tail);
    return tail;
  }
}

export interface Reader {
  /** The next offset that it will handle; undefined for a topic that it does not read. */
  positionOf(topic: string): number | undefined;
  wake(topic: string): void;
}
