import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createGunzip, createGzip } from 'node:zlib';
import type { Side } from '../port.js';

/** First line of a backup. */
export interface BackupHeader {
  readonly lienthong: 'backup';
  readonly format: 1;
  /** Database time of the snapshot: what was accepted later is not in it. RFC 3339. */
  readonly snapshotAt: string;
  readonly sides: readonly BackupSide[];
}
export interface BackupSide {
  readonly side: Side;
  readonly binary: number;
  /** Names of the migrations that its schema had. */
  readonly migrations: readonly string[];
}
/** Before the rows of a table. */
export interface TableHead {
  readonly table: string;
  readonly side: Side;
  readonly columns: readonly string[];
}
interface End {
  readonly end: true;
  readonly rows: number;
  readonly sha256: string;
}

/** Lines of JSON: header, then per table its head (an object) and its rows (a string each), then the end. */
export type BackupItem = TableHead | readonly string[];

export class BackupUnreadable extends Error {
  constructor(file: string, why: string) {
    super(`${file} cannot be restored: ${why}`);
    this.name = 'BackupUnreadable';
  }
}

/**
 * Writes a backup, whole or not at all: to a file beside the target, readable by its owner alone, which takes the target's place
 * when every byte is on the disk. Rows written.
 */
export async function writeBackup(
  file: string,
  header: BackupHeader,
  items: AsyncIterable<BackupItem>,
): Promise<{ readonly rows: number; readonly bytes: number }> {
  const draft = `${file}.${process.pid}.part`;
  const counted = { rows: 0 };
  try {
    await pipeline(
      Readable.from(linesOf(header, items, counted), { objectMode: false }),
      createGzip({ level: constants.Z_BEST_SPEED }),
      createWriteStream(draft, { flags: 'wx', mode: 0o600, flush: true }),
    );
    const { size } = await stat(draft);
    await rename(draft, file);
    await syncFolder(dirname(file));
    return { rows: counted.rows, bytes: size };
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}

async function* linesOf(
  header: BackupHeader,
  items: AsyncIterable<BackupItem>,
  counted: { rows: number },
): AsyncIterable<string> {
  const hash = createHash('sha256');
  const hashed = (text: string): string => {
    hash.update(text);
    return text;
  };
  yield hashed(`${JSON.stringify(header)}\n`);
  for await (const item of items) {
    if ('table' in item) {
      yield hashed(`${JSON.stringify(item)}\n`);
      continue;
    }
    counted.rows += item.length;
    yield hashed(item.map((row) => `${JSON.stringify(row)}\n`).join(''));
  }
  const end: End = { end: true, rows: counted.rows, sha256: hash.digest('hex') };
  yield `${JSON.stringify(end)}\n`;
}

const portionBytes = 4 * 1024 * 1024;
const portionRows = 2_000;

/** The header, and then everything else; ends with {@link BackupUnreadable} when the file is not whole. */
export async function readBackup(
  file: string,
): Promise<{ readonly header: BackupHeader; readonly items: AsyncIterable<BackupItem>; close(): Promise<void> }> {
  const source = createReadStream(file);
  const unzipped = createGunzip();
  source.on('error', (error) => unzipped.destroy(error));
  source.pipe(unzipped);
  const lines = createInterface({ input: unzipped, crlfDelay: Infinity })[Symbol.asyncIterator]();
  const damaged = (why: unknown): BackupUnreadable =>
    new BackupUnreadable(file, `it is no backup, cut short or damaged (${(why as Error).message})`);
  const failed = new Promise<never>((_, reject) => unzipped.once('error', reject));
  failed.catch(() => undefined);
  const hash = createHash('sha256');
  const next = async (): Promise<string> => {
    const line = await Promise.race([lines.next(), failed]).catch((error: unknown) => {
      throw damaged(error);
    });
    if (line.done) throw new BackupUnreadable(file, 'it ends too early');
    return line.value;
  };
  const first = await next();
  hash.update(`${first}\n`);
  const header = headerOf(file, first);

  const parsed = (line: string): unknown => {
    try {
      return JSON.parse(line);
    } catch (error) {
      throw damaged(error);
    }
  };

  async function* items(): AsyncIterable<BackupItem> {
    let rows: string[] = [];
    let bytes = 0;
    let count = 0;
    for (;;) {
      const line = await next();
      const value = parsed(line);
      const isRow = typeof value === 'string';
      if (rows.length > 0 && (!isRow || bytes > portionBytes || rows.length >= portionRows)) {
        yield rows;
        rows = [];
        bytes = 0;
      }
      if (isRow) {
        rows.push(value);
        bytes += value.length;
        count += 1;
      } else if ((value as Partial<End>).end) {
        const end = value as End;
        if (end.rows !== count || end.sha256 !== hash.digest('hex')) throw new BackupUnreadable(file, 'it is damaged');
        return;
      } else yield value as TableHead;
      hash.update(`${line}\n`);
    }
  }
  const close = (): Promise<void> => {
    source.destroy();
    unzipped.destroy();
    return Promise.resolve();
  };
  return { header, items: items(), close };
}

/** Reads a backup to its end, and keeps nothing of it. @throws {BackupUnreadable} when it is not whole */
export async function checkBackup(file: string): Promise<void> {
  const { items, close } = await readBackup(file);
  try {
    for await (const _item of items);
  } finally {
    await close();
  }
}

function headerOf(file: string, line: string): BackupHeader {
  try {
    const header = JSON.parse(line) as Partial<BackupHeader>;
    if (header.lienthong === 'backup' && header.format === 1) return header as BackupHeader;
  } catch {
    // said below
  }
  throw new BackupUnreadable(file, 'it is no backup of LienThong, or of a newer release');
}
