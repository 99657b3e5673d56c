import type { BusMessage } from '../port.js';

/** Messages of one topic, in the order in which they are to be stored. */
export interface TopicBatch {
  readonly topic: string;
  readonly messages: readonly BusMessage[];
}

/** A batch as parameters of one statement: all bytes in one blob, with the lengths beside it. */
export interface EncodedBatch {
  /** Per topic where it begins in the arrays and in the blob, and what it has of both; as JSON. */
  readonly topics: string;
  readonly blob: Buffer;
  /** Array literals, one element per record. */
  readonly starts: string;
  readonly keyLengths: string;
  readonly headersLengths: string;
  readonly valueLengths: string;
}

export function encodeBatch(batches: readonly TopicBatch[]): EncodedBatch {
  const pieces: Uint8Array[] = [];
  const starts: number[] = [];
  const lengths: [number[], number[], number[]] = [[], [], []];
  const topics: { name: string; first: number; start: number; records: number; bytes: number }[] = [];
  let at = 0;

  for (const { topic, messages } of batches) {
    const first = starts.length;
    const start = at;
    for (const { key, headers, value } of messages) {
      starts.push(at);
      [Buffer.from(key, 'utf8'), Buffer.from(JSON.stringify(headers), 'utf8'), value].forEach((piece, column) => {
        pieces.push(piece);
        lengths[column]?.push(piece.byteLength);
        at += piece.byteLength;
      });
    }
    topics.push({ name: topic, first, start, records: messages.length, bytes: at - start });
  }
  return {
    topics: JSON.stringify(topics),
    blob: Buffer.concat(pieces, at),
    starts: arrayLiteral(starts),
    keyLengths: arrayLiteral(lengths[0]),
    headersLengths: arrayLiteral(lengths[1]),
    valueLengths: arrayLiteral(lengths[2]),
  };
}

function arrayLiteral(numbers: readonly number[]): string {
  return `{${numbers.join(',')}}`;
}
