import type { EffectKind } from './records.js';
import { OffsetList } from './offset-list.js';

/**
 * Where each effect stands in the file and which effect of the same key came before: 21 bytes per effect and one map
 * entry per key, never the records themselves.
 */
export class EffectIndex {
  private readonly offsets = new OffsetList();
  private previous = new Int32Array(1024);
  private kinds = new Uint8Array(1024);
  private last = new Map<string, number>();
  private partners = new Map<string, OffsetList>();

  get count(): number {
    return this.offsets.count;
  }

  get subjects(): number {
    return this.last.size;
  }

  /** Adds the next effect; its number is `count` afterwards. */
  add(partner: string, key: string, kind: EffectKind, offset: number): void {
    const subject = subjectOf(partner, key);
    this.offsets.add(offset);
    if (this.count >= this.previous.length) {
      const larger = new Int32Array(this.previous.length * 2);
      larger.set(this.previous);
      this.previous = larger;
      const kinds = new Uint8Array(this.kinds.length * 2);
      kinds.set(this.kinds);
      this.kinds = kinds;
    }
    this.kinds[this.count] = kind === 'progress' || kind === 'status' ? progress : wholeRecord;
    this.previous[this.count] = this.last.get(subject) ?? 0;
    this.last.set(subject, this.count);
    let numbers = this.partners.get(partner);
    if (!numbers) this.partners.set(partner, (numbers = new OffsetList()));
    numbers.add(this.count);
  }

  /** Numbers of the effects of one partner, in order. */
  *ofPartner(partner: string): Generator<number> {
    const numbers = this.partners.get(partner);
    for (let i = 1; numbers && i <= numbers.count; i++) yield numbers.at(i, 0);
  }

  has(partner: string, key: string): boolean {
    return this.last.has(subjectOf(partner, key));
  }

  /** Number of the last effect that carries the whole record of a subject; 0 = none. */
  lastRecord(partner: string, key: string): number {
    let seq = this.last.get(subjectOf(partner, key)) ?? 0;
    while (seq > 0 && this.kinds[seq] === progress) seq = this.previous[seq]!;
    return seq;
  }

  /** Offset of effect `seq` (from 1); `end` for the one that would come after the last. */
  offsetOf(seq: number, end: number): number {
    return this.offsets.at(seq, end);
  }

  /** Numbers of the effects of one subject, in order, after `after`. */
  ofSubject(partner: string, key: string, after = 0): number[] {
    const numbers: number[] = [];
    for (let seq = this.last.get(subjectOf(partner, key)) ?? 0; seq > after; seq = this.previous[seq]!)
      numbers.push(seq);
    return numbers.reverse();
  }

  clear(): void {
    this.offsets.clear();
    this.previous = new Int32Array(1024);
    this.kinds = new Uint8Array(1024);
    this.last = new Map();
    this.partners = new Map();
  }
}

const wholeRecord = 0;
const progress = 1;

const subjectOf = (partner: string, key: string) => `${partner} ${key}`;
