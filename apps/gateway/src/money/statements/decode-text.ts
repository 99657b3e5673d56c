import { TextDecoder } from 'node:util';
import type { StatementEncoding } from '@lienthong/config';
import { refuse, type StatementLimits } from './statement-part.js';

export type { StatementEncoding };

const marks: readonly (readonly [StatementEncoding, readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];
/** Characters that no text of a bank holds: the sign of an encoding that only seemed to fit. Tab and line ends are allowed. */
const impossible = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\ufffd\ufffe\uffff]/;

/**
 * Text of a file, strict: bytes that the encoding does not allow refuse the file with the line. A byte order mark decides;
 * without one the encoding is the expected one. Letters come composed (NFC), since Windows-1258 writes tone marks apart.
 */
export class TextDecoding {
  #decoder: TextDecoder | undefined;
  #encoding: StatementEncoding;
  #head: Uint8Array = new Uint8Array(0);
  #bytes = 0;
  #line = 1;
  /** The last base letter may take a mark that comes with the next chunk. */
  #carried = '';

  constructor(
    expected: StatementEncoding,
    private readonly limits: StatementLimits,
  ) {
    this.#encoding = expected;
  }

  push(bytes: Uint8Array): string {
    this.#bytes += bytes.byteLength;
    if (this.#bytes > this.limits.bytes) refuse('file.tooLarge', { params: { maxBytes: this.limits.bytes } });
    if (this.#decoder) return this.#decode(bytes, false);
    this.#head = Buffer.concat([this.#head, bytes]);
    return this.#head.byteLength < 3 ? '' : this.#open(false);
  }

  end(): string {
    if (this.#bytes === 0) refuse('file.empty');
    return this.#decoder ? this.#decode(new Uint8Array(0), true) : this.#open(true);
  }

  #open(last: boolean): string {
    const mark = marks.find(([, bytes]) => bytes.every((byte, index) => this.#head[index] === byte));
    if (mark) this.#encoding = mark[0];
    this.#decoder = new TextDecoder(this.#encoding, { fatal: true });
    return this.#decode(this.#head, last);
  }

  #decode(bytes: Uint8Array, last: boolean): string {
    let text: string;
    try {
      text = this.#carried + this.#decoder!.decode(bytes, { stream: !last });
    } catch {
      return refuse('encoding.wrong', { line: this.#line, params: { encoding: this.#encoding } });
    }
    const bad = impossible.exec(text);
    if (bad) {
      const line = this.#line + countLines(text.slice(0, bad.index));
      refuse('encoding.wrong', { line, params: { encoding: this.#encoding } });
    }
    const keep = last ? text.length : boundaryOf(text);
    this.#carried = text.slice(keep);
    const whole = text.slice(0, keep);
    this.#line += countLines(whole);
    return whole.normalize('NFC');
  }
}

/** Everything up to the last letter, which a mark may still follow. */
function boundaryOf(text: string): number {
  let at = text.length;
  while (at > 0 && text.length - at < 16) {
    at -= 1;
    const code = text.charCodeAt(at);
    const combining = code >= 0x300 && code <= 0x36f;
    const lowHalf = code >= 0xdc00 && code <= 0xdfff;
    if (!combining && !lowHalf) return at;
  }
  return at;
}

function countLines(text: string): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines += 1;
  return lines;
}
