/** Bodies up to here are not counted: what speaks of money is small, and never waits behind what is large. Bytes. */
export const uncountedBytes = 64 * 1024;

/** Room for large bodies that are being read and worked on, in this process. */
export class BytesInFlight {
  #taken = 0;

  /** @param most bytes; one body of any size finds room where there is no other */
  constructor(private readonly most: number) {}

  /** What gives the room back, once; undefined where there is none. */
  take(bytes: number): (() => void) | undefined {
    if (bytes <= uncountedBytes) return () => undefined;
    if (this.#taken > 0 && this.#taken + bytes > this.most) return undefined;
    this.#taken += bytes;
    let left = bytes;
    return () => {
      this.#taken -= left;
      left = 0;
    };
  }
}
