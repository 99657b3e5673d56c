/** No place in any heap, and the end of the list of free slots. */
export const nowhere = 0xffff_ffff;

const smallest = 1_024;

/** One slot per lane that rests, its fields in typed arrays: 56 bytes each and no object for the collector to visit. */
export class Slots {
  /** Two per slot: the hash of the subject. */
  hash = new Uint32Array(2 * smallest);
  /** Four per slot: the id of an open exchange of the lane. */
  id = new Uint32Array(4 * smallest);
  /** See `rankOf`. */
  rank = new Float64Array(smallest);
  /** 0: has its turn as soon as there is room. Else epoch milliseconds, infinite while only something told can change it. */
  wakeAt = new Float64Array(smallest);
  /** Number of its queue. */
  queue = new Uint32Array(smallest);
  shard = new Uint16Array(smallest);
  /** Open exchanges of the lane; 0 for a free slot. */
  open = new Uint32Array(smallest);
  /** Where it stands in its heap; of a free slot, the next free one. */
  place = new Uint32Array(smallest);
  /** Slots in use. */
  size = 0;
  /** All slots from here on have never been used. */
  end = 0;
  #free = nowhere;

  take(): number {
    let slot = this.#free;
    if (slot !== nowhere) this.#free = this.place[slot]!;
    else {
      slot = this.end;
      if (slot === this.rank.length) this.#grow();
      this.end += 1;
    }
    this.place[slot] = nowhere;
    this.size += 1;
    return slot;
  }

  give(slot: number): void {
    this.open[slot] = 0;
    this.place[slot] = this.#free;
    this.#free = slot;
    this.size -= 1;
  }

  #grow(): void {
    this.hash = twice(this.hash, Uint32Array);
    this.id = twice(this.id, Uint32Array);
    this.rank = twice(this.rank, Float64Array);
    this.wakeAt = twice(this.wakeAt, Float64Array);
    this.queue = twice(this.queue, Uint32Array);
    this.shard = twice(this.shard, Uint16Array);
    this.open = twice(this.open, Uint32Array);
    this.place = twice(this.place, Uint32Array);
  }
}

function twice<T extends Uint32Array | Uint16Array | Float64Array>(from: T, Kind: new (length: number) => T): T {
  const to = new Kind(from.length * 2);
  to.set(from);
  return to;
}

/** An exchange id in four words. */
export function writeId(words: Uint32Array, slot: number, exchange: string): void {
  const digits = exchange.replaceAll('-', '');
  for (let word = 0; word < 4; word += 1) {
    words[slot * 4 + word] = Number.parseInt(digits.slice(word * 8, word * 8 + 8), 16);
  }
}

export function readId(words: Uint32Array, slot: number): string {
  let digits = '';
  for (let word = 0; word < 4; word += 1) digits += words[slot * 4 + word]!.toString(16).padStart(8, '0');
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-${digits.slice(12, 16)}-${digits.slice(16, 20)}-${digits.slice(20)}`;
}
