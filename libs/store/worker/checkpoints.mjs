// A single PostgreSQL session has no checkpointer beside it: without this the write-ahead log grows until the next clean stop.
const idle = 'I'.charCodeAt(0);
const lookAfterBytes = 4 * 1024 * 1024;
const lookAfterMessages = 200;

/** Runs a checkpoint, between transactions, after each `everyBytes` of write-ahead log. */
export class Checkpoints {
  #bytes = 0;
  #messages = 0;
  #from;

  static async begin(questions, everyBytes = 64 * 1024 * 1024) {
    const checkpoints = new Checkpoints(questions, everyBytes);
    checkpoints.#from = await checkpoints.#position();
    return checkpoints;
  }

  constructor(questions, everyBytes) {
    this.questions = questions;
    this.everyBytes = everyBytes;
  }

  /**
   * To be called after each answer with the size of the question and the session's state (last byte of the answer);
   * costs two additions, except every few hundred messages.
   */
  async after(bytes, state) {
    this.#bytes += bytes;
    this.#messages += 1;
    if (this.#bytes < lookAfterBytes && this.#messages < lookAfterMessages) return;
    if (state !== idle) return;
    this.#bytes = this.#messages = 0;
    const position = await this.#position();
    if (position - this.#from < this.everyBytes) return;
    await this.#simpleQuery('checkpoint');
    this.#from = position;
  }

  async #position() {
    const [, digits] = /D[^]*?(\d+)C/.exec(
      await this.#simpleQuery("select (pg_current_wal_insert_lsn() - '0/0')::bigint"),
    ) ?? [undefined, '0'];
    return Number(digits);
  }

  async #simpleQuery(text) {
    const body = Buffer.from(`${text}\0`, 'utf8');
    const message = Buffer.alloc(5 + body.length);
    message.write('Q', 0);
    message.writeInt32BE(4 + body.length, 1);
    body.copy(message, 5);
    return Buffer.from(await this.questions.ask(new Uint8Array(message))).toString('latin1');
  }
}
