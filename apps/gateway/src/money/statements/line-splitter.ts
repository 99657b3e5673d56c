import { refuse, type StatementLimits } from './statement-part.js';

/** Text in chunks as lines; `\r\n`, `\n` and a lone `\r` end one. */
export class LineSplitter {
  #rest = '';
  #line = 0;
  /** Whether the last line had an end of its own. */
  endedWhole = true;

  constructor(
    private readonly limits: StatementLimits,
    private readonly take: (line: string, number: number) => void,
  ) {}

  push(text: string): void {
    const all = this.#rest + text;
    // A carriage return at the very end may be half of a line end.
    const usable = all.endsWith('\r') ? all.length - 1 : all.length;
    let from = 0;
    const ends = /\r\n|\n|\r/g;
    for (let found = ends.exec(all); found !== null && found.index < usable; found = ends.exec(all)) {
      this.#emit(all.slice(from, found.index));
      from = found.index + found[0].length;
    }
    this.#rest = all.slice(from);
    if (this.#rest.length > this.limits.fieldChars) this.#tooLong();
  }

  end(): void {
    const rest = this.#rest.endsWith('\r') ? this.#rest.slice(0, -1) : this.#rest;
    this.endedWhole = this.#rest === '' || rest !== this.#rest;
    if (this.#rest !== '') this.#emit(rest);
    this.#rest = '';
  }

  #emit(line: string): void {
    this.#line += 1;
    if (line.length > this.limits.fieldChars) this.#tooLong();
    this.take(line, this.#line);
  }

  #tooLong(): never {
    return refuse('field.tooLong', { line: this.#line + 1, params: { maxChars: this.limits.fieldChars } });
  }
}
