import { FileRefused } from './fault.js';

const lineBreak = 65;
const padding = 64;
const rubbish = 66;
const values = new Uint8Array(256).fill(rubbish);
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
[...letters].forEach((letter, value) => (values[letter.charCodeAt(0)] = value));
values['='.charCodeAt(0)] = padding;
values[0x0a] = values[0x0d] = lineBreak;

/**
 * Base64 (RFC 4648 section 4, padded; line breaks anywhere) as the bytes it stands for. Anything else in it, an end in the middle of a
 * group, or bits behind the end are refused where they stand.
 * @throws {FileRefused} `base64Broken`, while it is read.
 */
export async function* decodeBase64(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  let before = 0;
  /** The group: how many letters of it came, their bits, and how many signs of padding. */
  let group = 0;
  let bits = 0;
  let padded = 0;
  for await (const piece of pieces) {
    const bytes = Buffer.allocUnsafe(Math.ceil((piece.byteLength * 3) / 4) + 3);
    let length = 0;
    for (let at = 0; at < piece.byteLength; at += 1) {
      const value = values[piece[at]!]!;
      if (value === lineBreak) continue;
      const fits = value < padding ? padded === 0 : value === padding && group >= 2 && group + padded < 4;
      if (!fits) throw new FileRefused({ code: 'base64Broken', at: before + at });
      if (value === padding) padded += 1;
      else {
        bits = (bits << 6) | value;
        group += 1;
      }
      if (group + padded < 4) continue;
      // Bits that belong to no byte are none: two texts never stand for the same bytes.
      const spare = padded === 0 ? 0 : padded === 1 ? bits & 0b11 : bits & 0b1111;
      if (spare !== 0) throw new FileRefused({ code: 'base64Broken', at: before + at });
      const whole = bits << (6 * padded);
      bytes[length++] = whole >> 16;
      if (padded < 2) bytes[length++] = whole >> 8;
      if (padded < 1) bytes[length++] = whole;
      group = padded === 0 ? 0 : group;
      bits = 0;
    }
    before += piece.byteLength;
    if (length > 0) yield bytes.subarray(0, length);
  }
  if (group !== 0 && group + padded < 4) throw new FileRefused({ code: 'base64Broken', at: before });
}
