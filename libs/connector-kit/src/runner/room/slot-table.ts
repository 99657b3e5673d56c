import type { Slots } from './slots.js';
import type { Hash } from './subject-hash.js';

const smallest = 2_048;

/** Finds the slots of a subject by its hash: open addressing, neighbours move up where one leaves. */
export class SlotTable {
  /** Slot + 1; 0 where there is none. */
  #cells = new Uint32Array(smallest);
  #size = 0;

  constructor(private readonly slots: Slots) {}

  has({ low, high }: Hash): boolean {
    const mask = this.#cells.length - 1;
    for (let cell = low & mask; this.#cells[cell] !== 0; cell = (cell + 1) & mask) {
      if (this.#is(this.#cells[cell]! - 1, low, high)) return true;
    }
    return false;
  }

  all({ low, high }: Hash): number[] {
    const found: number[] = [];
    const mask = this.#cells.length - 1;
    for (let cell = low & mask; this.#cells[cell] !== 0; cell = (cell + 1) & mask) {
      const slot = this.#cells[cell]! - 1;
      if (this.#is(slot, low, high)) found.push(slot);
    }
    return found;
  }

  add(slot: number): void {
    if ((this.#size + 1) * 2 > this.#cells.length) this.#grow();
    this.#put(slot);
    this.#size += 1;
  }

  remove(slot: number): void {
    const mask = this.#cells.length - 1;
    let hole = this.#home(slot);
    while (this.#cells[hole] !== slot + 1) hole = (hole + 1) & mask;
    for (let cell = (hole + 1) & mask; this.#cells[cell] !== 0; cell = (cell + 1) & mask) {
      const home = this.#home(this.#cells[cell]! - 1);
      // It may move up as far as its home.
      if (((cell - home) & mask) < ((cell - hole) & mask)) continue;
      this.#cells[hole] = this.#cells[cell]!;
      hole = cell;
    }
    this.#cells[hole] = 0;
    this.#size -= 1;
  }

  #is(slot: number, low: number, high: number): boolean {
    return this.slots.hash[slot * 2] === low && this.slots.hash[slot * 2 + 1] === high;
  }

  #home(slot: number): number {
    return this.slots.hash[slot * 2]! & (this.#cells.length - 1);
  }

  #put(slot: number): void {
    const mask = this.#cells.length - 1;
    let cell = this.#home(slot);
    while (this.#cells[cell] !== 0) cell = (cell + 1) & mask;
    this.#cells[cell] = slot + 1;
  }

  #grow(): void {
    const old = this.#cells;
    this.#cells = new Uint32Array(old.length * 2);
    for (const cell of old) if (cell !== 0) this.#put(cell - 1);
  }
}
