import { createHash, type Hash } from 'node:crypto';
import { Problem } from '../../http/problem.js';
import type { BodyMarks } from './bulk-upload.js';

/** So much of a repeated body is held until it is known to be the first's: of a gigabyte the marks take 128 KB. */
export const stretchBytes = 64 * 1024;
const markBytes = 8;

interface Piece {
  readonly bytes: Buffer;
  /** Where a stretch ends with it. */
  readonly mark?: Buffer;
}

async function* piecesOf(body: AsyncIterable<Buffer>, hash: Hash): AsyncGenerator<Piece> {
  let room = stretchBytes;
  for await (const chunk of body) {
    for (let from = 0; from < chunk.length;) {
      const bytes = chunk.subarray(from, from + room);
      hash.update(bytes);
      from += bytes.length;
      room -= bytes.length;
      if (room > 0) yield { bytes };
      else {
        room = stretchBytes;
        yield { bytes, mark: hash.copy().digest().subarray(0, markBytes) };
      }
    }
  }
}

/** Keyed by `key`, which is kept nowhere: what a body says is not to be found by trying. */
const hashUnder = (key: string): Hash => createHash('sha256').update(`${key}\0`, 'utf8');

/** The same bytes at once as they come; `done` is told their marks behind the last. */
export async function* marked(
  body: AsyncIterable<Buffer>,
  key: string,
  done: (marks: BodyMarks) => void,
): AsyncGenerator<Buffer> {
  const hash = hashUnder(key);
  const marks: Buffer[] = [];
  for await (const { bytes, mark } of piecesOf(body, hash)) {
    if (mark) marks.push(mark);
    yield bytes;
  }
  done({ whole: hash.digest('hex'), stretches: Buffer.concat(marks) });
}

/**
 * The same bytes, each stretch when all of it has come and is that of the body with these marks.
 *
 * @throws {Problem} `idempotency.mismatch` in place of the first stretch that is another, and where it ends elsewhere.
 */
export async function* sameAs(first: BodyMarks, body: AsyncIterable<Buffer>, key: string): AsyncGenerator<Buffer> {
  const hash = hashUnder(key);
  let held: Buffer[] = [];
  let at = 0;
  for await (const { bytes, mark } of piecesOf(body, hash)) {
    held.push(bytes);
    if (!mark) continue;
    if (!mark.equals(first.stretches.subarray(at, at + markBytes))) throw new Problem('idempotency.mismatch');
    at += markBytes;
    yield Buffer.concat(held);
    held = [];
  }
  if (hash.digest('hex') !== first.whole) throw new Problem('idempotency.mismatch');
  if (held.length > 0) yield Buffer.concat(held);
}
