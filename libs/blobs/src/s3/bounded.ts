import { S3Fault } from './s3-fault.js';

/** What a stream that may be given up has beyond its pieces. */
interface Stoppable extends AsyncIterable<Uint8Array> {
  destroy?(): void;
}

/**
 * A content, each piece within its time. Whoever stops reading ends it at its source.
 * @throws {S3Fault} `away`, where a piece is late or the connection breaks
 */
export async function* bounded(content: Stoppable, pieceMillis: number): AsyncGenerator<Uint8Array, void, undefined> {
  const pieces = content[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await inTime(pieces.next(), pieceMillis);
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    // Not `return()`: it waits behind a piece that does not come.
    content.destroy?.();
  }
}

function inTime<T>(asked: Promise<T>, millis: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new S3Fault('away', 'no piece of the content in time')), millis);
    asked
      .then(resolve, (error: NodeJS.ErrnoException) => {
        reject(new S3Fault('away', error.code ?? error.name));
      })
      .finally(() => clearTimeout(late));
  });
}
