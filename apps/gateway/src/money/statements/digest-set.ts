import { createHash } from 'node:crypto';

/**
 * A set of texts by 128 bits of their hash: 32 to 64 bytes a member whatever the texts are, so that a million entries are
 * compared with each other in bounded memory.
 */
export class DigestSet {
  #slots = new Uint32Array(4 * 1024);
  #size = 0;

  /** False when it was there before. */
  add(text: string): boolean {
    const digest = createHash('sha256').update(text).digest();
    // The first word is never zero: zero marks an empty slot.
    const words = [
      digest.readUInt32LE(0) || 1,
      digest.readUInt32LE(4),
      digest.readUInt32LE(8),
      digest.readUInt32LE(12),
    ];
    if (!insert(this.#slots, words)) return false;
    this.#size += 1;
    if (this.#size * 8 > this.#slots.length) this.#grow();
    return true;
  }

  #grow(): void {
    const larger = new Uint32Array(this.#slots.length * 2);
    for (let at = 0; at < this.#slots.length; at += 4) {
      if (this.#slots[at] !== 0) insert(larger, this.#slots.subarray(at, at + 4));
    }
    this.#slots = larger;
  }
}

function insert(slots: Uint32Array, words: ArrayLike<number>): boolean {
  const mask = slots.length / 4 - 1;
  for (let slot = words[1]! & mask; ; slot = (slot + 1) & mask) {
    const at = slot * 4;
    if (slots[at] === 0) {
      for (let word = 0; word < 4; word += 1) slots[at + word] = words[word]!;
      return true;
    }
    if ([0, 1, 2, 3].every((word) => slots[at + word] === words[word])) return false;
  }
}
