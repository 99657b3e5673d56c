import { pipeline } from 'node:stream/promises';
import { createInflateRaw } from 'node:zlib';
import { FileRefused } from '../files/fault.js';
import { ByteReader } from './byte-reader.js';
import { readDirectory, type ArchiveEntry } from './central-directory.js';

export interface ArchiveLimits {
  /** Bytes of everything in it, unpacked. */
  readonly bytes: number;
  /** So many times the archive's own length at most, where that is more than `smallBytes`. */
  readonly ratio: number;
  readonly smallBytes: number;
}

const headerBytes = 30;
const headerSignature = 0x04034b50;
const broken = (): FileRefused => new FileRefused({ code: 'archiveBroken' });

/**
 * Looks into an archive, one level deep: what it says it holds, and whether it holds that. Never unpacks more than it says, and never
 * looks into one that says more than is allowed.
 * @param tail its last bytes, of `size`
 * @param open the whole of it
 * @param parts names, or folders with a slash behind them, of which each has an entry
 * @throws {FileRefused}
 */
export async function inspectArchive(
  {
    tail,
    size,
    open,
  }: { readonly tail: Buffer; readonly size: number; readonly open: () => AsyncIterable<Uint8Array> },
  limits: ArchiveLimits,
  parts: readonly string[] = [],
): Promise<void> {
  const { entries, offset: end } = readDirectory(tail, size);
  const most = Math.min(limits.bytes, Math.max(limits.smallBytes, size * limits.ratio));
  const said = entries.reduce((sum, { bytes }) => sum + bytes, 0);
  const bomb = new FileRefused({ code: 'archiveBomb', maxBytes: most });
  if (said > most) throw bomb;
  const has = (part: string): boolean =>
    entries.some(({ name }) => (part.endsWith('/') ? name.startsWith(part) : name === part));
  if (!parts.every(has)) throw new FileRefused({ code: 'contentDiffers' });
  const reader = new ByteReader(open());
  try {
    for (const entry of entries) if ((await unpackedBytes(entry, reader, end)) !== entry.bytes) throw bomb;
  } finally {
    await reader.close();
  }
}

/** What an entry really is long; one byte more than it says where it is longer, nothing where its bytes are another's. */
async function unpackedBytes(entry: ArchiveEntry, reader: ByteReader, end: number): Promise<number | undefined> {
  // How a few of them become very much.
  if (entry.offset < reader.at) return undefined;
  await reader.skip(entry.offset - reader.at);
  const header = await reader.read(headerBytes);
  if (header.byteLength < headerBytes || header.readUInt32LE(0) !== headerSignature) throw broken();
  await reader.skip(header.readUInt16LE(26) + header.readUInt16LE(28));
  const begin = reader.at;
  if (begin + entry.packedBytes > end) throw broken();
  if (!entry.deflated) {
    await reader.skip(entry.packedBytes);
    return reader.at - begin;
  }
  return inflatedBytes(reader.take(entry.packedBytes), entry.bytes);
}

class Enough extends Error {}

/** Unpacks and throws away, until it is more than `most`. */
async function inflatedBytes(packed: AsyncIterable<Uint8Array>, most: number): Promise<number> {
  let length = 0;
  try {
    await pipeline(packed, createInflateRaw({ chunkSize: 64 * 1024 }), async (unpacked) => {
      for await (const piece of unpacked as AsyncIterable<Buffer>) {
        length += piece.byteLength;
        if (length > most) throw new Enough();
      }
    });
  } catch (error) {
    if (error instanceof Enough) return most + 1;
    // What zlib says of bytes that are none of its own.
    if (/^Z_/.test((error as NodeJS.ErrnoException).code ?? '')) throw broken();
    throw error;
  }
  return length;
}
