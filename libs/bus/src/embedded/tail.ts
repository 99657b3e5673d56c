import type { Delivery } from '../port.js';
import { recordBytes } from '../record-size.js';
import type { ReadLimits } from './log-table.js';

/** What the object itself takes, roughly; so that many empty records are bounded as well. */
const objectBytes = 500;

interface Chunk {
  readonly first: number;
  readonly deliveries: readonly Delivery[];
  readonly bytes: number;
}

/** The newest records of one topic in memory: contiguous, ending with the topic's head, bounded in bytes. */
export class Tail {
  private chunks: Chunk[] = [];
  private bytes = 0;
  private end = -1;

  constructor(private readonly maxBytes: number) {}

  /** Takes what has just been appended; forgets the older records that it does not follow, and those beyond the bound. */
  push(first: number, deliveries: readonly Delivery[]): void {
    if (first !== this.end) this.clear();
    const bytes = deliveries.reduce((sum, delivery) => sum + recordBytes(delivery) + objectBytes, 0);
    this.chunks.push({ first, deliveries, bytes });
    this.bytes += bytes;
    this.end = first + deliveries.length;
    while (this.bytes > this.maxBytes) this.dropOldest();
  }

  /** Records from an offset on; undefined when the tail does not reach back so far. */
  read(from: number, limits: ReadLimits): readonly Delivery[] | undefined {
    const oldest = this.chunks[0];
    if (!oldest || from < oldest.first || from >= this.end) return undefined;
    const taken: Delivery[] = [];
    let bytes = 0;
    for (const { first, deliveries } of this.chunks) {
      for (let i = Math.max(0, from - first); i < deliveries.length; i += 1) {
        const delivery = deliveries[i] as Delivery;
        bytes += delivery.value.byteLength;
        if (taken.length > 0 && (taken.length >= limits.records || bytes > limits.bytes)) return taken;
        taken.push(delivery);
      }
    }
    return taken;
  }

  /** Forgets what every consumer has passed. */
  trim(before: number): void {
    while (this.chunks[0] && this.chunks[0].first + this.chunks[0].deliveries.length <= before) this.dropOldest();
  }

  clear(): void {
    this.chunks = [];
    this.bytes = 0;
  }

  private dropOldest(): void {
    this.bytes -= this.chunks.shift()?.bytes ?? 0;
  }
}
