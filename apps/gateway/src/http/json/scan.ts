/** One thing in a JSON text that the grammar allows and we do not. `pointer` is RFC 6901 and never carries a value. */
export interface JsonFault {
  readonly pointer: string;
  readonly code:
    | 'json.duplicateKey'
    | 'json.tooDeep'
    | 'field.unknown'
    | 'text.nul'
    | 'text.loneSurrogate'
    | 'number.notInteger'
    | 'number.tooLarge';
}
/** `brokenAt` is the offset of the first character that no JSON text could have there. */
export type JsonScan = { readonly brokenAt: number } | { readonly faults: readonly JsonFault[] };

export interface ScanLimits {
  readonly maxDepth: number;
  /** Scanning stops here; a client that sends thousands of faults does not need them all named. */
  readonly maxFaults: number;
}

/** Keys that would reach an object's prototype; no field of ours is called so. */
const prototypeKeys: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);
const plainCharacters = /[^"\\\u0000-\u001f]*/y;
const escapeSequence = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const numberToken = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
const blanks = /[ \t\n\r]*/y;

class Broken extends Error {}
class Enough extends Error {}

/**
 * Reads a JSON text without building anything and reports what `JSON.parse` would silently accept or repair: keys that
 * come twice, keys that touch the prototype, lone surrogates, NUL, numbers that are not whole or not exact, depth.
 * Accepts exactly the texts that `JSON.parse` accepts, up to `maxDepth`.
 */
export function scanJson(text: string, limits: ScanLimits): JsonScan {
  const scanner = new Scanner(text, limits);
  try {
    scanner.document();
  } catch (error) {
    if (error instanceof Broken) return { brokenAt: scanner.at };
    if (!(error instanceof Enough)) throw error;
  }
  return { faults: scanner.faults };
}

class Scanner {
  at = 0;
  readonly faults: JsonFault[] = [];
  private readonly path: (string | number)[] = [];

  constructor(
    private readonly text: string,
    private readonly limits: ScanLimits,
  ) {}

  document(): void {
    this.value();
    this.skip(blanks);
    if (this.at < this.text.length) throw new Broken();
  }

  private value(): void {
    this.skip(blanks);
    switch (this.text[this.at]) {
      case '{':
        return this.object();
      case '[':
        return this.array();
      case '"':
        this.string();
        return;
      case 't':
        return this.word('true');
      case 'f':
        return this.word('false');
      case 'n':
        return this.word('null');
      default:
        return this.number();
    }
  }

  private object(): void {
    this.enter();
    const seen = new Set<string>();
    if (!this.closes('}')) {
      do {
        this.skip(blanks);
        if (this.text[this.at] !== '"') throw new Broken();
        this.path.push('');
        const key = this.string();
        this.path[this.path.length - 1] = key;
        if (seen.has(key)) this.fault('json.duplicateKey');
        else if (prototypeKeys.has(key)) this.fault('field.unknown');
        seen.add(key);
        this.expect(':');
        this.value();
        this.path.pop();
      } while (this.continues('}'));
    }
  }

  private array(): void {
    this.enter();
    if (!this.closes(']')) {
      let index = 0;
      do {
        this.path.push(index++);
        this.value();
        this.path.pop();
      } while (this.continues(']'));
    }
  }

  private string(): string {
    const start = this.at++;
    let escaped = false;
    for (;;) {
      this.skip(plainCharacters);
      const next = this.text[this.at];
      if (next === '"') break;
      if (next !== '\\' || !this.skip(escapeSequence)) throw new Broken();
      escaped = true;
    }
    this.at += 1;
    const raw = this.text.slice(start + 1, this.at - 1);
    const decoded = escaped ? (JSON.parse(`"${raw}"`) as string) : raw;
    if (decoded.includes('\u0000')) this.fault('text.nul');
    if (!decoded.isWellFormed()) this.fault('text.loneSurrogate');
    return decoded;
  }

  private number(): void {
    numberToken.lastIndex = this.at;
    const found = numberToken.exec(this.text);
    if (!found) throw new Broken();
    this.at = numberToken.lastIndex;
    if (found[1] !== undefined || found[2] !== undefined || found[0] === '-0') this.fault('number.notInteger');
    else if (!Number.isSafeInteger(Number(found[0]))) this.fault('number.tooLarge');
  }

  private word(word: string): void {
    for (const letter of word) {
      if (this.text[this.at] !== letter) throw new Broken();
      this.at += 1;
    }
  }

  private enter(): void {
    this.at += 1;
    this.depth += 1;
    if (this.depth > this.limits.maxDepth) {
      this.fault('json.tooDeep');
      throw new Enough();
    }
  }
  private depth = 0;

  /** An empty object or array ends here. */
  private closes(end: string): boolean {
    this.skip(blanks);
    if (this.text[this.at] !== end) return false;
    this.at += 1;
    this.depth -= 1;
    return true;
  }

  private continues(end: string): boolean {
    if (this.closes(end)) return false;
    if (this.text[this.at] !== ',') throw new Broken();
    this.at += 1;
    return true;
  }

  private expect(character: string): void {
    this.skip(blanks);
    if (this.text[this.at] !== character) throw new Broken();
    this.at += 1;
  }

  /** Moves over what the sticky pattern matches here; true when it matched. */
  private skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.at;
    const matched = pattern.test(this.text);
    if (matched) this.at = pattern.lastIndex;
    return matched;
  }

  private fault(code: JsonFault['code']): void {
    this.faults.push({ pointer: pointerTo(this.path), code });
    if (this.faults.length >= this.limits.maxFaults) throw new Enough();
  }
}

const fieldName = /^[A-Za-z_][A-Za-z0-9_-]{0,39}$/;

/**
 * RFC 6901 pointer. A key that does not look like a field name ends it at its parent: someone may have put a person's
 * number or name there, and nothing personal is ever echoed.
 */
export function pointerTo(path: readonly (string | number)[]): string {
  let pointer = '';
  for (const token of path) {
    if (typeof token === 'string' && !fieldName.test(token)) break;
    pointer += `/${token}`;
  }
  return pointer;
}
