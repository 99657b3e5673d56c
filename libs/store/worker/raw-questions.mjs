/**
 * Asks a PGlite database in the wire protocol, bytes in, bytes out. `execProtocolRawSync` would also parse each answer, and keep
 * what it parsed for ever, for a caller that never comes; the bytes of a stream are handed on as they are.
 */
export class RawQuestions {
  #database;

  constructor(database) {
    this.#database = database;
  }

  /**
   * The answer is the caller's own: its memory may be transferred. Waits for nothing but the database, which answers in this very
   * turn: the next message finds this one answered.
   */
  async ask(question) {
    const pieces = [];
    await this.#database.execProtocolRawStream(question, {
      syncToFs: false,
      // A view of the database's own memory.
      onRawData: (piece) => pieces.push(new Uint8Array(piece)),
    });
    return pieces.length === 1 ? pieces[0] : joined(pieces);
  }
}

function joined(pieces) {
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
