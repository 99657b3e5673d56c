import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { scanLines } from './scan-lines.js';

/** What one line of an append log must say in its first bytes, so that a start need not parse whole lines. */
export interface LineHead {
  /** Position of the line, contiguous from 1. */
  seq: number;
  /** True on the last line of a group that was appended together; a group without its end is torn. */
  end: boolean;
}

export interface AppendLogOptions<Head extends LineHead> {
  path: string;
  /** Reads the head of a line; undefined = this is not a line of this log. */
  readHead(line: Buffer): Head | undefined;
  /** Called once per kept line at opening, in order. */
  onLine(head: Head, offset: number, length: number): void;
  /** `append`: fsync before an append is settled. `lazy`: written at once, fsynced at most once a second and at closing. */
  sync: 'append' | 'lazy';
}

/** What opening found. */
export interface Opened {
  lines: number;
  /** Bytes of a torn tail that were cut off, 0 when the file was whole. */
  cutBytes: number;
}

/** The file holds something that is not a torn tail: a person must look at it. */
export class DamagedLogError extends Error {}

interface Waiting {
  /** Undefined: empty the file when this one's turn comes. */
  bytes: Buffer | undefined;
  settle: () => void;
  fail: (error: Error) => void;
}

const nothing = Buffer.alloc(0);
const maxBatchBytes = 8 * 1024 * 1024;
const lazySyncMillis = 1000;
/** From one write to the next at least, so that those who come in between share the next one; nobody waits after a pause. */
const restMillis = { append: 10, lazy: 100 } as const;

/**
 * Append-only file of lines with group commit: everything that waits while one fsync runs goes into the next one.
 * Positions are given when a line is queued, so that the order of queueing is the order in the file.
 * After a failed write the log is broken for good: every later append fails with the same reason.
 */
export class AppendLog<Head extends LineHead> {
  private queue: Waiting[] = [];
  private writing: Promise<void> | undefined;
  private wroteAt = -Infinity;
  private broken: Error | undefined;
  private lazyTimer: NodeJS.Timeout | undefined;

  private constructor(
    private readonly file: FileHandle,
    private readonly options: AppendLogOptions<Head>,
    /** Byte length of the file once everything queued is written; the offset of the next line. */
    public end: number,
  ) {}

  static async open<Head extends LineHead>(options: AppendLogOptions<Head>): Promise<[AppendLog<Head>, Opened]> {
    const file = await open(options.path, constants.O_RDWR | constants.O_CREAT | constants.O_APPEND, 0o600);
    try {
      const { keptBytes, lines, fileBytes } = await readBack(file, options);
      if (keptBytes < fileBytes) {
        await file.truncate(keptBytes);
        await file.datasync();
      }
      return [new AppendLog(file, options, keptBytes), { lines, cutBytes: fileBytes - keptBytes }];
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** Queues bytes of one or more whole lines. Settles when they are stored as `sync` says; rejects when the log is broken. */
  append(bytes: Buffer): Promise<void> {
    this.end += bytes.length;
    return this.enqueue(bytes);
  }

  /** Removes every line queued so far. What is appended after this call begins an empty file. */
  clear(): Promise<void> {
    this.end = 0;
    return this.enqueue(undefined);
  }

  /** Settles when everything queued so far is stored; what is queued later is not waited for. */
  async settled(): Promise<void> {
    if (this.writing) await this.enqueue(nothing);
    if (this.broken) throw this.broken;
  }

  /** Bytes of the file; what is asked for must have been stored. */
  async read(offset: number, length: number): Promise<Buffer> {
    const { buffer, bytesRead } = await this.file.read(Buffer.allocUnsafe(length), 0, length, offset);
    return buffer.subarray(0, bytesRead);
  }

  async close(): Promise<void> {
    clearTimeout(this.lazyTimer);
    while (this.writing) await this.writing;
    if (!this.broken) await this.file.datasync();
    await this.file.close();
  }

  private enqueue(bytes: Buffer | undefined): Promise<void> {
    if (this.broken) return Promise.reject(this.broken);
    return new Promise((settle, fail) => {
      this.queue.push({ bytes, settle, fail });
      this.writing ??= this.drain();
    });
  }

  private async drain(): Promise<void> {
    // One turn of the event loop lets the requests that arrived together share the first fsync.
    await new Promise((resume) => setImmediate(resume));
    while (this.queue.length > 0) {
      await this.rest();
      const batch = this.takeBatch();
      try {
        await this.write(batch);
        for (const waiting of batch) waiting.settle();
      } catch (error) {
        this.fail(batch, error as Error);
      }
    }
    this.writing = undefined;
  }

  private async rest(): Promise<void> {
    const millis = this.wroteAt + restMillis[this.options.sync] - performance.now();
    if (millis > 0) await new Promise((resume) => setTimeout(resume, millis));
    this.wroteAt = performance.now();
  }

  private async write(batch: Waiting[]): Promise<void> {
    const pieces = batch.flatMap((waiting) => waiting.bytes ?? []);
    if (pieces.length > 0 && pieces.every((piece) => piece.length === 0)) return;
    if (pieces.length > 0) await this.writeWhole(Buffer.concat(pieces));
    else await this.file.truncate(0);
    if (this.options.sync === 'append') await this.file.datasync();
    else this.syncLater();
  }

  private async writeWhole(bytes: Buffer): Promise<void> {
    for (let at = 0; at < bytes.length;) at += (await this.file.write(bytes, at)).bytesWritten;
  }

  /** The next lines up to the batch limit, or one emptying alone. */
  private takeBatch(): Waiting[] {
    let bytes = 0;
    let count = 0;
    for (const waiting of this.queue) {
      if (count > 0 && (!waiting.bytes || bytes + waiting.bytes.length > maxBatchBytes)) break;
      bytes += waiting.bytes?.length ?? 0;
      count += 1;
      if (!waiting.bytes) break;
    }
    return this.queue.splice(0, count);
  }

  private fail(batch: Waiting[], error: Error): void {
    this.broken = error;
    for (const waiting of [...batch, ...this.queue]) waiting.fail(error);
    this.queue = [];
  }

  private syncLater(): void {
    this.lazyTimer ??= setTimeout(() => {
      this.lazyTimer = undefined;
      this.file.datasync().catch((error: Error) => this.fail([], error));
    }, lazySyncMillis).unref();
  }
}

/**
 * Reads every line back. A process that died can leave lines of an unfinished group and one torn line, at the very end;
 * a bad line anywhere else is damage and is not repaired here.
 */
async function readBack<Head extends LineHead>(file: FileHandle, options: AppendLogOptions<Head>) {
  const fileBytes = (await file.stat()).size;
  let keptBytes = 0;
  let lines = 0;
  let group: { head: Head; offset: number; length: number }[] = [];
  let badAt: number | undefined;
  for await (const { line, offset, complete } of scanLines(file)) {
    if (badAt !== undefined) throw damaged(options.path, badAt);
    const head = complete ? options.readHead(line) : undefined;
    if (!head) {
      badAt = offset;
      continue;
    }
    if (head.seq !== lines + group.length + 1) throw damaged(options.path, offset);
    group.push({ head, offset, length: line.length + 1 });
    if (!head.end) continue;
    for (const kept of group) options.onLine(kept.head, kept.offset, kept.length);
    lines += group.length;
    keptBytes = offset + line.length + 1;
    group = [];
  }
  return { keptBytes, lines, fileBytes };
}

function damaged(path: string, offset: number): DamagedLogError {
  return new DamagedLogError(
    `${path} is damaged at byte ${offset}, which a crash cannot explain; move the file away to start with an empty journal.`,
  );
}
