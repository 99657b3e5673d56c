/** Reads a stream in pieces of the lengths that it is asked for, only ever forwards. */
export class ByteReader {
  readonly #source: AsyncIterator<Uint8Array>;
  #rest: Uint8Array = Buffer.alloc(0);
  #at = 0;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** Bytes read so far. */
  get at(): number {
    return this.#at;
  }

  /** The next bytes, in whatever pieces they come; fewer where the stream ends. */
  async *take(length: number): AsyncGenerator<Uint8Array, void, undefined> {
    for (let left = length; left > 0;) {
      if (this.#rest.byteLength === 0) {
        const { value, done } = await this.#source.next();
        if (done) return;
        this.#rest = value;
      }
      const piece = this.#rest.subarray(0, left);
      this.#rest = this.#rest.subarray(piece.byteLength);
      this.#at += piece.byteLength;
      left -= piece.byteLength;
      if (piece.byteLength > 0) yield piece;
    }
  }

  /** Few bytes together; fewer where the stream ends. */
  async read(length: number): Promise<Buffer> {
    const pieces: Uint8Array[] = [];
    for await (const piece of this.take(length)) pieces.push(piece);
    return Buffer.concat(pieces);
  }

  async skip(length: number): Promise<void> {
    for await (const _ of this.take(length));
  }

  async close(): Promise<void> {
    await this.#source.return?.();
  }
}
