const firstBytes = 64 * 1024;
const keptBytes = 4 * 1024 * 1024;

/**
 * Asks a PGlite database in the wire protocol, bytes in, bytes out. `execProtocolRawSync` would also parse each answer, and keep
 * what it parsed for ever, for a caller that never comes; the bytes of a stream are handed on as they are.
 */
export class RawQuestions {
  #database;
  #answer = new Uint8Array(firstBytes);
  #length = 0;

  constructor(database) {
    this.#database = database;
  }

  /**
   * The answer is the caller's own: its memory may be transferred. Waits for nothing but the database, which answers in this very
   * turn: the next message finds this one answered.
   */
  async ask(question) {
    this.#length = 0;
    await this.#database.execProtocolRawStream(question, {
      syncToFs: false,
      onRawData: (chunk) => this.#take(chunk),
    });
    const answer = this.#answer.slice(0, this.#length);
    if (this.#answer.length > keptBytes) this.#answer = new Uint8Array(firstBytes);
    return answer;
  }

  #take(chunk) {
    const length = this.#length + chunk.length;
    if (length > this.#answer.length) {
      const larger = new Uint8Array(Math.max(length, 2 * this.#answer.length));
      larger.set(this.#answer.subarray(0, this.#length));
      this.#answer = larger;
    }
    this.#answer.set(chunk, this.#length);
    this.#length = length;
  }
}
