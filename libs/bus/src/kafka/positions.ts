import type { Batch } from 'kafkajs';
import type { Progress } from './committer.js';

interface Position {
  readonly topic: string;
  /** Where the log of the partition ends, as of the last fetch. */
  end: bigint;
  /** The first offset that is not handled by this process. */
  next: bigint;
}

/** How far this process has come in each partition of a group, over all its memberships. */
export class Positions {
  private readonly of = new Map<string, Position>();

  constructor(private readonly onRecreated: (topic: string) => void) {}

  fetched({
    topic,
    partition,
    highWatermark,
    messages,
  }: Pick<Batch, 'topic' | 'partition' | 'highWatermark' | 'messages'>): void {
    const key = `${topic}/${partition}`;
    const end = BigInt(highWatermark);
    const known = this.of.get(key);
    if (known && end < known.next) {
      for (const [other, position] of this.of) if (position.topic === topic) this.of.delete(other);
      this.onRecreated(topic);
    }
    const first = BigInt(messages[0]?.offset ?? highWatermark);
    const next = this.of.get(key)?.next ?? first;
    this.of.set(key, { topic, end, next: next < first ? first : next });
  }

  settled({ topic, partition, offset }: Progress): void {
    const position = this.of.get(`${topic}/${partition}`);
    if (position) position.next = BigInt(offset);
  }

  /** What is assigned is not known yet. */
  forget(): void {
    for (const position of this.of.values()) position.end = position.next;
  }

  lag(): number {
    let records = 0n;
    for (const { end, next } of this.of.values()) if (end > next) records += end - next;
    return Number(records);
  }
}
