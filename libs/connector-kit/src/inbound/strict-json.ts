/** A JSON value whose numbers are still the tokens that were sent: `5`, `5.0` and `5e0` are three things in a signed text. */
export type RawJson = string | boolean | null | RawNumber | readonly RawJson[] | RawObject;
export interface RawNumber {
  readonly token: string;
}
export type RawObject = ReadonlyMap<string, RawJson>;

export type StrictJson =
  | { readonly ok: true; readonly value: RawJson }
  | { readonly ok: false; readonly cause: 'json.notUtf8' | 'json.broken' | 'json.duplicateKey' | 'json.tooDeep' };

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const maxDepth = 16;

const blanks = /[ \t\n\r]*/y;
/** A run of them: of any length, which one pattern for a whole text could not take (a file in base64 overflows its stack). */
const plain = /[^"\\\u0000-\u001f]*/y;
const escape = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const word = /true|false|null/y;

class Unreadable extends Error {
  constructor(readonly what: Exclude<StrictJson, { ok: true }>['cause']) {
    super(what);
  }
}

/** Exactly the texts that `JSON.parse` accepts, but for keys that come twice (which one would be meant?) and depth. */
export function strictJson(bytes: Uint8Array): StrictJson {
  try {
    return { ok: true, value: new Reader(decode(bytes)).document() };
  } catch (error) {
    if (error instanceof Unreadable) return { ok: false, cause: error.what };
    throw error;
  }
}

function decode(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new Unreadable('json.notUtf8');
  }
}

class Reader {
  #at = 0;
  #depth = 0;

  constructor(private readonly json: string) {}

  document(): RawJson {
    const value = this.#value();
    this.#take(blanks);
    if (this.#at < this.json.length) throw new Unreadable('json.broken');
    return value;
  }

  #value(): RawJson {
    this.#take(blanks);
    const first = this.json[this.#at];
    if (first === '{') return this.#inside(() => this.#object());
    if (first === '[') return this.#inside(() => this.#array());
    if (first === '"') return this.#text();
    const named = this.#take(word);
    if (named) return named === 'null' ? null : named === 'true';
    const token = this.#take(number);
    if (!token) throw new Unreadable('json.broken');
    return { token };
  }

  #object(): RawObject {
    const object = new Map<string, RawJson>();
    this.#list('}', () => {
      this.#take(blanks);
      const key = this.#text();
      this.#expect(':');
      if (object.has(key)) throw new Unreadable('json.duplicateKey');
      object.set(key, this.#value());
    });
    return object;
  }

  #array(): RawJson[] {
    const list: RawJson[] = [];
    this.#list(']', () => list.push(this.#value()));
    return list;
  }

  #list(end: string, item: () => void): void {
    this.#at += 1;
    if (this.#next() === end) {
      this.#at += 1;
      return;
    }
    for (;;) {
      item();
      const next = this.#next();
      this.#at += 1;
      if (next === end) return;
      if (next !== ',') throw new Unreadable('json.broken');
    }
  }

  #inside<T>(read: () => T): T {
    if (++this.#depth > maxDepth) throw new Unreadable('json.tooDeep');
    const value = read();
    this.#depth -= 1;
    return value;
  }

  #text(): string {
    const start = this.#at;
    if (this.json[start] !== '"') throw new Unreadable('json.broken');
    this.#at += 1;
    let escaped = false;
    for (;;) {
      this.#pass(plain);
      if (this.json[this.#at] === '"') break;
      if (!this.#pass(escape)) throw new Unreadable('json.broken');
      escaped = true;
    }
    this.#at += 1;
    return escaped
      ? (JSON.parse(this.json.slice(start, this.#at)) as string)
      : this.json.slice(start + 1, this.#at - 1);
  }

  #expect(character: string): void {
    if (this.#next() !== character) throw new Unreadable('json.broken');
    this.#at += 1;
  }

  #next(): string | undefined {
    this.#take(blanks);
    return this.json[this.#at];
  }

  /** Goes on behind what fits here. */
  #pass(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    if (!pattern.test(this.json)) return false;
    this.#at = pattern.lastIndex;
    return true;
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.json)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }
}

export const isRawObject = (value: RawJson | undefined): value is RawObject => value instanceof Map;
export const isRawNumber = (value: RawJson | undefined): value is RawNumber =>
  typeof value === 'object' && value !== null && 'token' in value;
