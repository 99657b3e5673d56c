import { FileRefused } from '../files/fault.js';

/*
 * What an archive says of itself, at its end (APPNOTE.TXT 6.3.10, sections 4.3.12 and 4.3.16). Archives of 4 GB and more (Zip64), in
 * several parts, or encrypted are refused: nothing that is taken here needs them.
 */
export interface ArchiveEntry {
  readonly name: string;
  /** Of its local header. */
  readonly offset: number;
  readonly packedBytes: number;
  readonly bytes: number;
  readonly deflated: boolean;
}

export interface Directory {
  /** In the order of their places. */
  readonly entries: readonly ArchiveEntry[];
  /** Where it begins: what it lists lies before. */
  readonly offset: number;
}

/** The directory must lie within so much of the end: some 15,000 entries. */
export const directoryBytes = 1024 * 1024;

const endBytes = 22;
const endSignature = 0x06054b50;
const entryBytes = 46;
const entrySignature = 0x02014b50;
const unsaid = 0xffffffff;
const encrypted = 0b1;

const broken = (): FileRefused => new FileRefused({ code: 'archiveBroken' });
const opaque = (): FileRefused => new FileRefused({ code: 'archiveOpaque' });

/**
 * What the archive says it holds.
 * @param tail the last bytes of the file, of `size` in all
 * @throws {FileRefused}
 */
export function readDirectory(tail: Buffer, size: number): Directory {
  const end = endOf(tail);
  const count = tail.readUInt16LE(end + 10);
  const length = tail.readUInt32LE(end + 12);
  const offset = tail.readUInt32LE(end + 16);
  if (offset === unsaid || count === 0xffff || tail.readUInt16LE(end + 4) !== 0) throw opaque();
  const from = offset - (size - tail.byteLength);
  if (from + length > end || offset > size) throw broken();
  // It begins before what was kept.
  if (from < 0) throw opaque();
  const entries: ArchiveEntry[] = [];
  let at = from;
  for (let n = 0; n < count; n += 1) {
    const { entry, next } = readEntry(tail, at, from + length);
    entries.push(entry);
    at = next;
  }
  return { entries: entries.sort((a, b) => a.offset - b.offset), offset };
}

/** Its comment reaches to the end of the file: anything else only looks like one. */
function endOf(tail: Buffer): number {
  for (let at = tail.byteLength - endBytes; at >= 0 && at >= tail.byteLength - endBytes - 0xffff; at -= 1) {
    if (tail.readUInt32LE(at) !== endSignature) continue;
    if (at + endBytes + tail.readUInt16LE(at + 20) === tail.byteLength) return at;
  }
  throw broken();
}

function readEntry(tail: Buffer, at: number, end: number): { readonly entry: ArchiveEntry; readonly next: number } {
  if (at + entryBytes > end || tail.readUInt32LE(at) !== entrySignature) throw broken();
  const nameBytes = tail.readUInt16LE(at + 28);
  const next = at + entryBytes + nameBytes + tail.readUInt16LE(at + 30) + tail.readUInt16LE(at + 32);
  if (next > end) throw broken();
  const method = tail.readUInt16LE(at + 10);
  const packedBytes = tail.readUInt32LE(at + 20);
  const bytes = tail.readUInt32LE(at + 24);
  const offset = tail.readUInt32LE(at + 42);
  const said = ![packedBytes, bytes, offset].includes(unsaid);
  const known = method === 0 || method === 8;
  if ((tail.readUInt16LE(at + 8) & encrypted) !== 0 || !known || !said) throw opaque();
  const name = tail.toString('utf8', at + entryBytes, at + entryBytes + nameBytes);
  return { entry: { name, offset, packedBytes, bytes, deflated: method === 8 }, next };
}
