import { siftDown, siftUp, type Sifted } from '../sift.js';
import { nowhere, type Slots } from './slots.js';

/** Slots by one of their fields, smallest first; each knows its place, so any can be taken out. */
export class SlotHeap implements Sifted {
  size = 0;
  #slots = new Uint32Array(8);

  constructor(
    private readonly table: Slots,
    private readonly key: 'rank' | 'wakeAt',
  ) {}

  get first(): number | undefined {
    return this.size === 0 ? undefined : this.#slots[0];
  }

  push(slot: number): void {
    if (this.size === this.#slots.length) {
      const grown = new Uint32Array(this.#slots.length * 2);
      grown.set(this.#slots);
      this.#slots = grown;
    }
    this.#put(this.size, slot);
    this.size += 1;
    siftUp(this, this.size - 1);
  }

  pop(): number | undefined {
    const { first } = this;
    if (first !== undefined) this.remove(first);
    return first;
  }

  remove(slot: number): void {
    const at = this.table.place[slot]!;
    this.table.place[slot] = nowhere;
    this.size -= 1;
    if (at !== this.size) {
      this.#put(at, this.#slots[this.size]!);
      siftUp(this, at);
      siftDown(this, at);
    }
    if (this.size === 0) this.#slots = new Uint32Array(8);
  }

  keyAt(at: number): number {
    return this.table[this.key][this.#slots[at]!]!;
  }

  swap(a: number, b: number): void {
    const slot = this.#slots[a]!;
    this.#put(a, this.#slots[b]!);
    this.#put(b, slot);
  }

  #put(at: number, slot: number): void {
    this.#slots[at] = slot;
    this.table.place[slot] = at;
  }
}
