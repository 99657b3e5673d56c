/** Offsets of lines 1, 2, 3 … of a file, 8 bytes each. */
export class OffsetList {
  private offsets = new Float64Array(1024);
  count = 0;

  add(offset: number): void {
    if (this.count + 1 >= this.offsets.length) {
      const larger = new Float64Array(this.offsets.length * 2);
      larger.set(this.offsets);
      this.offsets = larger;
    }
    this.offsets[++this.count] = offset;
  }

  /** Offset of line `seq` (from 1); `end` for the line that would come after the last. */
  at(seq: number, end: number): number {
    return seq > this.count ? end : this.offsets[seq]!;
  }

  clear(): void {
    this.offsets = new Float64Array(1024);
    this.count = 0;
  }
}
