import { factOf, fixedLayout, layoutOf, type CsvLayout } from './csv-layout.js';
import type { CsvFact, CsvProfile } from './csv-profile.js';
import { CsvRow } from './csv-row.js';
import { CsvSplitter } from './csv-splitter.js';
import { EntryLedger, type NewEntry } from './entry-ledger.js';
import {
  refuse,
  signedAmount,
  type StatementLimits,
  type StatementParser,
  type StatementPart,
} from './statement-part.js';
import { readVnd } from './vnd.js';

/** Rows above the table at most. */
const headerRows = 60;

/** A delimited statement under a profile: header block, table, totals. The account's number is needed where rows name both sides. */
export class CsvParser implements StatementParser {
  readonly #ledger: EntryLedger;
  readonly #splitter: CsvSplitter;
  readonly #facts = new Map<CsvFact, string>();
  #layout: CsvLayout | undefined;
  #columns = 0;
  #rows = 0;
  #line = 1;
  #below = false;
  #open: NewEntry | undefined;
  /** Of a profile that leaves it open, told by the first two balances. */
  #oldestFirst: boolean | undefined;
  #opening: number | undefined;
  #closing: number | undefined;
  #running: { first: NewEntry; last: NewEntry } | undefined;
  #sums: { readonly creditSum?: number; readonly debitSum?: number } = {};

  constructor(
    private readonly profile: CsvProfile,
    private readonly limits: StatementLimits,
    private readonly account: string | undefined,
    give: (part: StatementPart) => void,
  ) {
    this.#ledger = new EntryLedger(limits, give);
    if (profile.order !== 'either') this.#oldestFirst = profile.order === 'oldestFirst';
    this.#splitter = new CsvSplitter(profile, limits, (cells, line) => this.#row(cells, line));
  }

  push(text: string): void {
    this.#splitter.push(text);
  }

  end(): void {
    this.#splitter.end();
    if (!this.#layout) refuse('csv.headerNotFound', { line: this.#line });
    this.#giveEntry();
    this.#readFacts();
    const missing = this.profile.required.find((fact) => !this.#facts.has(fact));
    if (missing !== undefined) refuse('file.truncated', { line: this.#line, params: { what: missing } });
    this.#checkRunning();
    this.#checkTotals();
    this.#ledger.close(this.#closing ?? this.#runningClosing());
  }

  #row(cells: readonly string[], line: number): void {
    this.#rows += 1;
    this.#line = line;
    if (cells.every((cell) => cell.trim() === '')) return;
    if (!this.#layout) return this.#above(cells, line);
    const row = new CsvRow(this.profile, this.#layout, cells, { line, entry: this.#place });
    const moment = row.moment();
    if (moment) return this.#entry(row, moment, cells, line);
    if (this.profile.continuation && !this.#below && this.#open && row.isContinuation()) {
      return this.#goOn(row.text('text'), line);
    }
    this.#belowTable(row, cells, line);
  }

  get #place(): number {
    return this.#ledger.entries + (this.#open ? 2 : 1);
  }

  #above(cells: readonly string[], line: number): void {
    const { fixedColumns } = this.profile;
    const layout = fixedColumns === undefined ? layoutOf(this.profile, cells) : fixedLayout(this.profile);
    if (fixedColumns !== undefined && cells.length !== fixedColumns) {
      refuse('csv.headerNotFound', { line, params: { expected: fixedColumns, received: cells.length } });
    }
    if (!layout) {
      this.#fact(cells, line);
      if (this.#rows > headerRows) refuse('csv.headerNotFound', { line, params: { rows: headerRows } });
      return;
    }
    this.#layout = layout;
    this.#columns = lastFilled(cells);
    this.#readFacts();
    const account = this.#facts.get('account')?.replace(/[\s.-]/g, '');
    this.#ledger.open({
      kind: 'opened',
      ...(account ? { account } : {}),
      currency: 'VND',
      ...(this.#opening === undefined ? {} : { openingBalance: this.#opening }),
    });
    // A file without headings begins with an entry.
    if (this.profile.headings === false) this.#row(cells, line);
  }

  #entry(row: CsvRow, moment: NonNullable<ReturnType<CsvRow['moment']>>, cells: readonly string[], line: number): void {
    if (this.#below) refuse('structure.unexpected', { line, params: { what: 'row' } });
    const exact = this.profile.fixedColumns;
    if (exact === undefined ? !fits(cells, this.#columns) : cells.length !== exact) {
      refuse('csv.columns', {
        line,
        entry: this.#place,
        params: { expected: exact ?? this.#columns, received: cells.length },
      });
    }
    const entry = row.entry(moment, this.account);
    const numbered = row.text('rowNumber');
    if (numbered !== '') {
      if (Number(numbered) !== this.#place) {
        refuse('totals.rowNumber', { line, entry: this.#place, params: { expected: this.#place } });
      }
      this.#ledger.checked('rowNumbers');
    }
    if (this.profile.checksum) this.#ledger.checked('rowChecksums');
    this.#giveEntry();
    this.#follow(entry);
    this.#open = entry;
  }

  #goOn(text: string, line: number): void {
    const whole = `${this.#open!.text}\n${text}`;
    if (whole.length > this.limits.fieldChars) {
      refuse('field.tooLong', { line, params: { maxChars: this.limits.fieldChars } });
    }
    this.#open = { ...this.#open!, text: whole };
  }

  /** What follows the table; a row that holds an amount and is no known total was meant to be an entry. */
  #belowTable(row: CsvRow, cells: readonly string[], line: number): void {
    const fact = this.#fact(cells, line);
    if (fact === 'totals') {
      const [creditSum, debitSum] = [row.money('credit'), row.money('debit')];
      this.#sums = {
        ...(creditSum === undefined ? {} : { creditSum }),
        ...(debitSum === undefined ? {} : { debitSum }),
      };
    } else if (fact === undefined && (row.hasAmount() || this.profile.fixedColumns !== undefined)) {
      const entry = this.#place;
      if (this.profile.fixedColumns !== undefined && cells.length !== this.profile.fixedColumns) {
        refuse('csv.columns', { line, entry, params: { expected: this.profile.fixedColumns, received: cells.length } });
      }
      refuse('date.invalid', { line, entry });
    }
    this.#below = true;
  }

  #fact(cells: readonly string[], line: number): CsvFact | undefined {
    const found = factOf(this.profile, cells);
    if (!found) return undefined;
    const { fact, value } = found;
    if (fact === 'currency' && value !== '' && value.toUpperCase() !== 'VND') {
      refuse('currency.other', { line, params: { received: /^[A-Z]{3}$/i.test(value) ? value : 'other' } });
    }
    this.#facts.set(fact, value);
    return fact;
  }

  #readFacts(): void {
    this.#opening = this.#factMoney('opening');
    this.#closing = this.#factMoney('closing');
  }

  #factMoney(fact: 'opening' | 'closing' | 'count'): number | undefined {
    const value = this.#facts.get(fact)?.replace(/\s*(?:VND|\u0111)$/i, '');
    if (value === undefined || value === '') return undefined;
    const read = readVnd(value, this.profile.amounts);
    if ('code' in read) return refuse(read.code, { line: this.#line, params: { what: fact, received: read.received } });
    return read.amount;
  }

  /** Every balance follows from its neighbour's: a row that is missing or wrong is found where it is. */
  #follow(entry: NewEntry): void {
    if (entry.balanceAfter === undefined) return;
    const before = this.#running?.last;
    this.#running = { first: this.#running?.first ?? entry, last: entry };
    if (before?.balanceAfter === undefined) return;
    const [oldestFirst, newestFirst] = [follows(before, entry), follows(entry, before)];
    // A sum and the same sum back follow each other either way: they tell nothing of the order.
    if (oldestFirst !== newestFirst) this.#oldestFirst ??= oldestFirst;
    const [older, newer] = (this.#oldestFirst ?? oldestFirst) ? [before, entry] : [entry, before];
    if (older.balanceAfter === undefined || newer.balanceAfter === undefined) return;
    const expected = after(older.balanceAfter, newer);
    if (expected !== newer.balanceAfter) {
      const params = { expected, received: newer.balanceAfter };
      refuse('totals.runningBalance', { line: entry.line, entry: this.#place, params });
    }
    this.#ledger.checked('runningBalance');
  }

  #runningClosing(): number | undefined {
    const newest = this.#isOldestFirst() ? this.#running?.last : this.#running?.first;
    return newest?.balanceAfter;
  }

  /** Where the rows do not tell, by the balance that the file begins with, or ends with; else as most files are. */
  #isOldestFirst(): boolean {
    if (this.#oldestFirst !== undefined || !this.#running) return this.#oldestFirst ?? true;
    const { first, last } = this.#running;
    if (this.#opening === undefined) return this.#closing !== first.balanceAfter || first === last;
    return after(this.#opening, first) === first.balanceAfter || after(this.#opening, last) !== last.balanceAfter;
  }

  /** The chain of balances begins at the opening balance and ends at the closing one. */
  #checkRunning(): void {
    if (!this.#running) return;
    const oldest = this.#isOldestFirst() ? this.#running.first : this.#running.last;
    if (this.#opening !== undefined) {
      const expected = after(this.#opening, oldest);
      if (expected !== oldest.balanceAfter) {
        refuse('totals.runningBalance', { line: oldest.line, params: { expected, received: oldest.balanceAfter! } });
      }
      this.#ledger.checked('runningBalance');
    }
    const newest = this.#runningClosing();
    if (this.#closing !== undefined && newest !== undefined && newest !== this.#closing) {
      refuse('totals.balance', { line: this.#line, params: { expected: newest, received: this.#closing } });
    }
  }

  #checkTotals(): void {
    if (this.#opening !== undefined && this.#closing !== undefined) {
      this.#ledger.checkBalances(this.#opening, this.#closing, this.#line);
    }
    const count = this.#factMoney('count');
    this.#ledger.checkTotals({ ...this.#sums, ...(count === undefined ? {} : { count }) }, this.#line);
  }

  #giveEntry(): void {
    const entry = this.#open;
    this.#open = undefined;
    if (entry) this.#ledger.add(entry);
  }
}

const lastFilled = (cells: readonly string[]): number =>
  cells.reduce((last, cell, index) => (cell.trim() === '' ? last : index + 1), 0);

/** Cells behind the last heading may be there, and must be empty. */
const fits = (cells: readonly string[], columns: number): boolean =>
  cells.length >= columns && lastFilled(cells) <= columns;

/** The balance that an entry leaves, VND. */
const after = (balance: number, { kind, amount }: NewEntry): number => balance + signedAmount(kind, amount);

/** The newer one's balance is the older one's with its own amount. */
const follows = (older: NewEntry, newer: NewEntry): boolean => after(older.balanceAfter!, newer) === newer.balanceAfter;
