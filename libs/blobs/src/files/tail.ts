/** The last bytes of a stream, so many at least. */
export class Tail {
  readonly #pieces: Uint8Array[] = [];
  #length = 0;

  constructor(private readonly most: number) {}

  push(piece: Uint8Array): void {
    this.#pieces.push(piece);
    this.#length += piece.byteLength;
    while (this.#length - this.#pieces[0]!.byteLength >= this.most) this.#length -= this.#pieces.shift()!.byteLength;
  }

  bytes(): Buffer {
    return Buffer.concat(this.#pieces, this.#length);
  }
}
