import { createHash, randomUUID } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { access, link, mkdir, open, readFile, readdir, rename, rm, stat, unlink, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { WriteBehind } from './write-behind.js';
import { checked } from '../checked.js';
import { isBlobAddress, type BlobAddress, type BlobRange, type Blobs, type StoredBlob } from '../port.js';

/** Blobs being written; never where a blob is looked for. */
const unfinished = 'unfinished';
/** Beside the blobs, empty and of the same names: since when nobody knows of them is the time of each. */
const unknown = 'unknown';
const ownerFile = 'store-id';
const readAtOnce = 64 * 1024;

/**
 * Blobs in a folder of this machine, or of a file server that all processes share: `<folder>/<first two digits>/<address>`, readable
 * by their owner alone. A blob is written beside, synced and renamed; then the folder is synced, too: whole and for good, or not at all.
 */
export class FolderBlobs implements Blobs {
  private constructor(private readonly folder: string) {}

  get place(): string {
    return this.folder;
  }

  /** Makes the folder where there is none. Throws what the file system says. */
  static async open(folder: string): Promise<FolderBlobs> {
    const beside = join(folder, unfinished);
    await mkdir(beside, { recursive: true, mode: 0o700 });
    await mkdir(join(folder, unknown), { recursive: true, mode: 0o700 });
    await access(beside, constants.W_OK);
    await sync(folder);
    return new FolderBlobs(folder);
  }

  async owner(): Promise<string | undefined> {
    return (await orAbsent(readFile(join(this.folder, ownerFile), 'utf8')))?.trim();
  }

  async claim(owner: string): Promise<string> {
    const draft = join(this.folder, unfinished, randomUUID());
    try {
      await writeSynced(draft, `${owner}\n`);
      // Unlike a renamed file, a linked one takes no other's place.
      await link(draft, join(this.folder, ownerFile)).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'EEXIST') throw error;
      });
      await sync(this.folder);
    } finally {
      await rm(draft, { force: true });
    }
    return (await this.owner())!;
  }

  async put(sealed: AsyncIterable<Uint8Array>): Promise<StoredBlob> {
    const draft = join(this.folder, unfinished, randomUUID());
    try {
      const stored = await write(draft, sealed);
      const shelf = this.#shelfOf(stored.address);
      // Says which folder it made, if any; its name must last as well.
      if ((await mkdir(shelf, { recursive: true, mode: 0o700 })) !== undefined) await sync(this.folder);
      await rename(draft, this.#pathOf(stored.address));
      await sync(shelf);
      return stored;
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
  }

  async get(address: BlobAddress, range?: BlobRange): Promise<AsyncIterable<Uint8Array> | undefined> {
    if (!(await this.exists(address))) return undefined;
    const content = read(this.#pathOf(address), range);
    return range ? content : checked(content, address);
  }

  async fault(): Promise<string | undefined> {
    return access(join(this.folder, unfinished), constants.W_OK).then(
      () => undefined,
      ({ code }: NodeJS.ErrnoException) => `the folder for files cannot be written (${code})`,
    );
  }

  async exists(address: BlobAddress): Promise<boolean> {
    return isBlobAddress(address) && (await orAbsent(stat(this.#pathOf(address)))) !== undefined;
  }

  async delete(address: BlobAddress): Promise<boolean> {
    if (!isBlobAddress(address)) return false;
    return (await orAbsent(unlink(this.#pathOf(address)).then(() => true))) ?? false;
  }

  async unknownSince(address: BlobAddress, now: number): Promise<number> {
    const note = join(this.folder, unknown, address);
    const noted = await orAbsent(stat(note));
    if (noted) return noted.mtimeMs;
    await (await open(note, 'w', 0o600)).close();
    await utimes(note, new Date(now), new Date(now));
    return now;
  }

  async nowKnown(addresses: ReadonlySet<BlobAddress>): Promise<void> {
    for (const address of await readdir(join(this.folder, unknown))) {
      if (addresses.has(address)) await rm(join(this.folder, unknown, address), { force: true });
    }
  }

  async list(olderThan: number, limit: number, after = ''): Promise<readonly BlobAddress[]> {
    const found: BlobAddress[] = [];
    for (const shelf of (await readdir(this.folder)).sort()) {
      if (!/^[0-9a-f]{2}$/.test(shelf) || shelf < after.slice(0, 2)) continue;
      for (const address of (await readdir(join(this.folder, shelf))).sort()) {
        if (address <= after || !isBlobAddress(address)) continue;
        if (!(await isOlder(this.#pathOf(address), olderThan))) continue;
        found.push(address);
        if (found.length === limit) return found;
      }
    }
    return found;
  }

  async removeUnfinished(olderThan: number): Promise<number> {
    let removed = 0;
    for (const name of await readdir(join(this.folder, unfinished))) {
      const draft = join(this.folder, unfinished, name);
      if ((await isOlder(draft, olderThan)) && (await orAbsent(unlink(draft).then(() => true)))) removed += 1;
    }
    return removed;
  }

  #shelfOf(address: BlobAddress): string {
    return join(this.folder, address.slice(0, 2));
  }
  #pathOf(address: BlobAddress): string {
    return join(this.#shelfOf(address), address);
  }
}

async function writeSynced(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function write(path: string, sealed: AsyncIterable<Uint8Array>): Promise<StoredBlob> {
  const file = await open(path, 'wx', 0o600);
  const writer = new WriteBehind(file);
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for await (const piece of sealed) {
      hash.update(piece);
      bytes += piece.byteLength;
      await writer.push(piece);
    }
    await writer.end();
    await file.sync();
  } finally {
    await writer.settled();
    await file.close();
  }
  return { address: hash.digest('hex'), bytes };
}

/** Opens the file when the first piece is asked for: one that nobody reads holds nothing open. */
async function* read(path: string, range: Partial<BlobRange> = {}): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const piece of createReadStream(path, { ...range, highWaterMark: readAtOnce })) yield piece as Buffer;
}

/** Names that a folder was given last after a loss of power only once the folder itself is on the disk. */
async function sync(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const isOlder = async (path: string, than: number): Promise<boolean> =>
  ((await orAbsent(stat(path)))?.mtimeMs ?? Number.POSITIVE_INFINITY) < than;

/** Another process may have deleted it. */
async function orAbsent<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
