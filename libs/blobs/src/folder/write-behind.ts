import type { FileHandle } from 'node:fs/promises';

const size = 512 * 1024;

/** Writes a file in few large pieces, one behind the other, while the next one is filled. Takes copies: what was pushed may be used again. */
export class WriteBehind {
  #filling = Buffer.allocUnsafeSlow(size);
  #other = Buffer.allocUnsafeSlow(size);
  #filled = 0;
  #writing: Promise<void> = Promise.resolve();

  constructor(private readonly file: Pick<FileHandle, 'writeFile'>) {}

  /** Throws what a write before has thrown. */
  async push(piece: Uint8Array): Promise<void> {
    for (let at = 0; at < piece.byteLength;) {
      const taken = piece.subarray(at, at + size - this.#filled);
      this.#filling.set(taken, this.#filled);
      this.#filled += taken.byteLength;
      at += taken.byteLength;
      if (this.#filled === size) await this.#flush();
    }
  }

  /** All of it has been handed to the file. */
  async end(): Promise<void> {
    await this.#flush();
    await this.#writing;
  }

  /** Nothing is being written any more, well or badly: the file may be closed. */
  async settled(): Promise<void> {
    await this.#writing.catch(() => undefined);
  }

  async #flush(): Promise<void> {
    await this.#writing;
    [this.#filling, this.#other] = [this.#other, this.#filling];
    this.#writing = this.file.writeFile(this.#other.subarray(0, this.#filled));
    // Told at the next step.
    this.#writing.catch(() => undefined);
    this.#filled = 0;
  }
}
