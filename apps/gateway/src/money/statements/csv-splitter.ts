import { refuse, type StatementLimits } from './statement-part.js';

const maxCells = 200;
const carriageReturn = 13;
const lineFeed = 10;

/** Rows of a delimited text, in chunks. A quoted cell may hold delimiters, line breaks and doubled quotes. */
export class CsvSplitter {
  readonly #delimiter: number;
  readonly #quote: number;
  #state: 'start' | 'plain' | 'quoted' | 'quoteInQuoted' = 'start';
  #cell = '';
  #cells: string[] = [];
  #line = 1;
  #rowLine = 1;
  #afterReturn = false;

  constructor(
    private readonly form: { readonly delimiter: string; readonly quote: '"' | '' },
    private readonly limits: StatementLimits,
    private readonly take: (cells: readonly string[], line: number) => void,
  ) {
    this.#delimiter = form.delimiter.charCodeAt(0);
    this.#quote = form.quote === '' ? -1 : form.quote.charCodeAt(0);
  }

  push(text: string): void {
    let from = 0;
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      const lineEnd = code === lineFeed || code === carriageReturn;
      const second = code === lineFeed && this.#afterReturn;
      this.#afterReturn = code === carriageReturn;
      if (lineEnd && !second) this.#line += 1;
      switch (this.#state) {
        case 'quoted':
          if (code !== this.#quote) continue;
          this.#append(text.slice(from, at));
          this.#state = 'quoteInQuoted';
          break;
        case 'quoteInQuoted':
          if (code === this.#quote) {
            this.#append(this.form.quote);
            this.#state = 'quoted';
          } else if (code === this.#delimiter) this.#endCell();
          else if (lineEnd) this.#endRow();
          else refuse('csv.quote', { line: this.#line });
          break;
        default:
          if (code === this.#delimiter) {
            this.#append(text.slice(from, at));
            this.#endCell();
          } else if (lineEnd) {
            this.#append(text.slice(from, at));
            if (!second) this.#endRow();
          } else if (code === this.#quote && this.#state === 'start' && at === from) {
            this.#state = 'quoted';
          } else {
            this.#state = 'plain';
            continue;
          }
      }
      from = at + 1;
    }
    this.#append(text.slice(from));
  }

  end(): void {
    if (this.#state === 'quoted') refuse('file.truncated', { line: this.#rowLine, params: { what: this.form.quote } });
    if (this.#cells.length > 0 || this.#cell !== '' || this.#state !== 'start') this.#endRow();
  }

  #append(text: string): void {
    this.#cell += text;
    if (this.#cell.length <= this.limits.fieldChars) return;
    // A quote that nobody closes swallows the rest of the file.
    const code = this.#state === 'quoted' ? 'csv.quote' : 'field.tooLong';
    refuse(code, { line: this.#rowLine, params: { maxChars: this.limits.fieldChars } });
  }

  #endCell(): void {
    if (this.#cells.length >= maxCells) refuse('csv.columns', { line: this.#rowLine, params: { maxCells } });
    this.#cells.push(this.#cell);
    this.#cell = '';
    this.#state = 'start';
  }

  #endRow(): void {
    this.#endCell();
    const cells = this.#cells;
    const line = this.#rowLine;
    this.#cells = [];
    this.#rowLine = this.#line;
    this.take(cells, line);
  }
}
