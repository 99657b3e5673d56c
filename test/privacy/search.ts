import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

interface Needle {
  readonly stem: string;
  readonly encoding: string;
  readonly bytes: Buffer;
}
/** Where a stem was found, and in which encoding. Never the value itself. */
export interface Found {
  readonly where: string;
  readonly stem: string;
  readonly encoding: string;
}

const percent = (text: string): string =>
  [...Buffer.from(text)].map((byte) => (byte < 128 ? String.fromCharCode(byte) : `%${byte.toString(16)}`)).join('');
const escaped = (text: string): string =>
  [...text].map((char) => (char < '\x80' ? char : `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)).join('');

/** What of a text's base64 is the same whatever stands before and behind it, for its place modulo three. */
function base64At(text: string, before: number): Buffer {
  const bytes = Buffer.byteLength(text) + before;
  const encoded = Buffer.concat([Buffer.alloc(before), Buffer.from(text)]).toString('base64');
  return Buffer.from(encoded.slice([0, 2, 3][before], Math.floor((bytes * 8) / 6)));
}

/** UTF-8, UTF-16LE, base64 (three alignments), hex, percent-encoded, JSON-escaped; composed and decomposed. */
function needlesOf(stem: string): Needle[] {
  const forms = [...new Set([stem.normalize('NFC'), stem.normalize('NFD')])];
  const encodings = forms.flatMap((form): [string, Buffer][] => [
    ['utf8', Buffer.from(form)],
    ['utf16le', Buffer.from(form, 'utf16le')],
    ...[0, 1, 2].map((before): [string, Buffer] => ['base64', base64At(form, before)]),
    ['hex', Buffer.from(Buffer.from(form).toString('hex'))],
    ['hex', Buffer.from(Buffer.from(form).toString('hex').toUpperCase())],
    ['percent', Buffer.from(percent(form))],
    ['percent', Buffer.from(percent(form).replace(/%../g, (byte) => byte.toUpperCase()))],
    ['json', Buffer.from(escaped(form))],
  ]);
  const distinct = new Map(encodings.map(([encoding, bytes]) => [bytes.toString('latin1'), { stem, encoding, bytes }]));
  return [...distinct.values()];
}

/** Looks for stems that every canary of a kind contains, so that a value cut short is found as well. */
export class Search {
  readonly #needles: readonly Needle[];
  constructor(stems: readonly string[]) {
    this.#needles = stems.flatMap(needlesOf);
  }

  in(where: string, hay: Uint8Array | string): Found[] {
    const bytes = typeof hay === 'string' ? Buffer.from(hay) : Buffer.from(hay.buffer, hay.byteOffset, hay.byteLength);
    return this.#needles
      .filter((needle) => bytes.includes(needle.bytes))
      .map(({ stem, encoding }) => ({ where, stem, encoding }));
  }

  /** Every file, whatever it is. */
  inFolder(folder: string): Found[] {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    return files.flatMap((file) => {
      const path = join(file.parentPath, file.name);
      return this.in(relative(folder, path), readFileSync(path));
    });
  }
}
