import { Duplex } from 'node:stream';
import type { Worker } from 'node:worker_threads';

function copyOf(chunk: Buffer): Uint8Array<ArrayBuffer> {
  const copy = new Uint8Array(chunk.byteLength);
  copy.set(chunk);
  return copy;
}

/** The worker as the socket that `pg` expects: bytes of the wire protocol travel as messages. */
export class WorkerStream extends Duplex {
  #unsent: Buffer[] = [];

  constructor(private readonly worker: Worker) {
    super({ autoDestroy: false, writableHighWaterMark: Number.MAX_SAFE_INTEGER });
    worker.on('message', (message: unknown) => {
      if (message instanceof Uint8Array) this.push(Buffer.from(message.buffer, message.byteOffset, message.byteLength));
    });
  }

  connect(): this {
    queueMicrotask(() => this.emit('connect'));
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  setKeepAlive(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }

  override _read(): void {
    // The worker answers by itself.
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#unsent.push(chunk);
    if (this.#unsent.length === 1) queueMicrotask(() => this.#send());
    done();
  }

  override _writev(chunks: { chunk: Buffer }[], done: (error?: Error | null) => void): void {
    this._write(Buffer.concat(chunks.map(({ chunk }) => chunk)), 'utf8', done);
  }

  /** What was written in one turn (several statements, say) is one message. */
  #send(): void {
    const chunks = this.#unsent;
    this.#unsent = [];
    const bytes = copyOf(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks));
    this.worker.postMessage(bytes, [bytes.buffer]);
  }
}
