import type { FileHandle } from 'node:fs/promises';

export interface ScannedLine {
  /** Without the line feed. Valid until the next line is asked for. */
  line: Buffer;
  offset: number;
  /** False for a last line without its line feed. */
  complete: boolean;
}

const chunkBytes = 1024 * 1024;
const lineFeed = 0x0a;

/** Every line of a file, in order, with memory for one chunk and the longest line. */
export async function* scanLines(file: FileHandle): AsyncGenerator<ScannedLine> {
  let rest: Buffer = Buffer.alloc(0);
  let offset = 0;
  for (let position = 0; ;) {
    const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(chunkBytes), 0, chunkBytes, position);
    if (bytesRead === 0) break;
    position += bytesRead;
    rest = rest.length === 0 ? buffer.subarray(0, bytesRead) : Buffer.concat([rest, buffer.subarray(0, bytesRead)]);
    let start = 0;
    for (let at = rest.indexOf(lineFeed); at >= 0; at = rest.indexOf(lineFeed, start)) {
      yield { line: rest.subarray(start, at), offset: offset + start, complete: true };
      start = at + 1;
    }
    offset += start;
    rest = rest.subarray(start);
  }
  if (rest.length > 0) yield { line: rest, offset, complete: false };
}
