import { write, writeSync } from 'node:fs';
import type { DestinationStream } from 'pino';

/** How long lines that nobody waits for may gather, and after how long what was not taken is tried again; milliseconds. */
const gatherMillis = 100;
const gatherBytes = 8 * 1024;
/** What is kept, in bytes, while the output takes nothing; what comes beyond it is counted, and lost. */
const keptBytes = 1024 * 1024;
/** A write that takes longer than this stands still, and the end of the process does not wait for it. */
const stuckMillis = 1_000;
/** What the last write may take when the process ends. */
const lastWriteMillis = 50;
const isUnhurried = (line: string): boolean => /^{"level":"(?:info|debug|trace)"/.test(line);

/** As `fs.write` and `fs.writeSync`. */
export interface OutputFile {
  write(bytes: Buffer, done: (error: Error | null, written: number) => void): void;
  writeSync(bytes: Buffer): number;
}
const standardOutput: OutputFile = {
  write: (bytes, done) => write(1, bytes, done),
  writeSync: (bytes) => writeSync(1, bytes),
};

/**
 * Where lines of the log go, written beside the event loop. A line per request would be a system call per request, so they gather;
 * warnings and errors go at once, with what is before them. Whoever reads them may stand still, and the disk that they go to may be
 * full: work goes on, lines wait, up to a limit, and behind the gap a line says how many are missing. (Pino's own output ends the
 * process on a full disk, and stands still with its reader.)
 */
export class LogOutput implements DestinationStream {
  #waiting: string[] = [];
  #waitingBytes = 0;
  #lost = 0;
  /** What is being written, or could not be. */
  #first: Buffer = Buffer.alloc(0);
  #writingSince: number | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly file: OutputFile = standardOutput) {}

  write(line: string): void {
    const bytes = Buffer.byteLength(line);
    if (this.#waitingBytes + this.#first.length + bytes > keptBytes) {
      this.#lost += 1;
      return;
    }
    this.#waiting.push(line);
    this.#waitingBytes += bytes;
    if (isUnhurried(line) && this.#waitingBytes < gatherBytes) this.#later();
    else this.#go();
  }

  /** At the end of the process: what is left, if it is taken at once. */
  writeLast(): void {
    if (this.#writingSince !== undefined) {
      if (performance.now() - this.#writingSince > stuckMillis) return;
      // On a thread of its own; its end cannot be heard of any more.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, lastWriteMillis);
      this.#first = Buffer.alloc(0);
    }
    try {
      this.#take();
      if (this.#first.length > 0) this.file.writeSync(this.#first);
    } catch {
      // Nobody is left to be told, and it is no reason for another end.
    }
  }

  #later(): void {
    this.#timer ??= setTimeout(() => this.#go(), gatherMillis).unref();
  }

  #go(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#writingSince !== undefined) return;
    this.#take();
    if (this.#first.length === 0) return;
    this.#writingSince = performance.now();
    this.file.write(this.#first, (error, written) => this.#written(error, written));
  }

  #written(error: Error | null, written: number): void {
    this.#writingSince = undefined;
    if (error) return this.#later();
    this.#first = this.#first.subarray(written);
    if (this.#first.length === 0 && this.#lost > 0) {
      const line = gapLine(this.#lost);
      this.#lost = 0;
      this.#waiting.push(line);
      this.#waitingBytes += line.length;
    }
    if (this.#first.length > 0 || this.#waiting.length > 0) this.#go();
  }

  /** Puts what waits behind what could not be written. */
  #take(): void {
    if (this.#waiting.length === 0) return;
    const text = Buffer.from(this.#waiting.join(''));
    this.#first = this.#first.length === 0 ? text : Buffer.concat([this.#first, text]);
    this.#waiting = [];
    this.#waitingBytes = 0;
  }
}

const gapLine = (lost: number): string =>
  `${JSON.stringify({ level: 'warn', time: new Date().toISOString(), lost, msg: 'lines of the log are missing here: its output took none' })}\n`;
