/** Whether what comes is text: UTF-8 with no control characters but those that lay it out. */
export class TextCheck {
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });

  /** False as soon as it is none. */
  takes(piece: Uint8Array): boolean {
    return this.#isText(() => this.#decoder.decode(piece, { stream: true }));
  }
  /** False where it ends in the middle of a character. */
  isWhole(): boolean {
    return this.#isText(() => this.#decoder.decode());
  }

  #isText(decode: () => string): boolean {
    try {
      return !/[\0-\x08\x0e-\x1f\x7f]/.test(decode());
    } catch {
      return false;
    }
  }
}
