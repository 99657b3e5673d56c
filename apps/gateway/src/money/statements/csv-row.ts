import { createHash } from 'node:crypto';
import { readMoment, type Moment } from './calendar.js';
import type { CsvLayout } from './csv-layout.js';
import type { CsvField, CsvProfile } from './csv-profile.js';
import type { NewEntry } from './entry-ledger.js';
import { refuse, type EntryKind } from './statement-part.js';
import { readVnd } from './vnd.js';

/** One row seen through the layout of its file. */
export class CsvRow {
  constructor(
    private readonly profile: CsvProfile,
    private readonly layout: CsvLayout,
    private readonly cells: readonly string[],
    private readonly place: { readonly line: number; readonly entry: number },
  ) {}

  /** Trimmed; empty when the file has no such column. */
  text(field: CsvField): string {
    const place = this.layout.get(field);
    if (!place) return '';
    const cell = (this.cells[place.at] ?? '').trim();
    return place.line === undefined ? cell : (cell.split(/\r\n|\n|\r/)[place.line - 1] ?? '').trim();
  }

  moment(): Moment | undefined {
    return readMoment(this.text('day'), this.profile.dates);
  }

  /** VND; `undefined` for an empty cell. */
  money(field: CsvField): number | undefined {
    const text = this.text(field);
    if (text === '' || text === '-') return undefined;
    const read = readVnd(text, this.profile.amounts);
    if ('code' in read) return refuse(read.code, { ...this.place, params: { column: field, received: read.received } });
    return read.amount;
  }

  hasAmount(): boolean {
    return (['debit', 'credit', 'amount'] as const).some((field) => this.text(field) !== '');
  }

  /** Nothing but narrative: the row above goes on. */
  isContinuation(): boolean {
    const text = this.layout.get('text')?.at;
    return text !== undefined && this.cells.every((cell, index) => (cell.trim() !== '') === (index === text));
  }

  /** @param account the number of the account that the statement is of, for rows that name both sides. */
  entry(moment: Moment, account: string | undefined): NewEntry {
    this.#checkCurrency();
    this.#checkDigest();
    const movement = this.#movement(account);
    const { amount } = movement;
    const kind = this.#takesBack() ? reversalOf(movement.kind) : movement.kind;
    const bankReference = this.text('reference');
    const balanceAfter = this.money('balance');
    const references = [this.text('otherReference'), this.text('thirdReference')].filter((text) => text !== '');
    return {
      line: this.place.line,
      kind,
      amount,
      ...moment,
      ...(bankReference === '' ? {} : { bankReference }),
      references,
      text: this.text('text'),
      ...this.#party('payerName'),
      ...this.#party('payerAccount'),
      ...this.#party('creditedAccount'),
      ...(balanceAfter === undefined ? {} : { balanceAfter }),
    };
  }

  #party<F extends 'payerName' | 'payerAccount' | 'creditedAccount'>(field: F): Partial<Record<F, string>> {
    const text = this.text(field);
    return text === '' ? {} : ({ [field]: text } as Record<F, string>);
  }

  #movement(account: string | undefined): { readonly kind: EntryKind; readonly amount: number } {
    const { direction } = this.profile;
    if (direction.by === 'columns') return this.#byColumns();
    const amount = this.money('amount');
    if (amount === undefined || amount === 0) return refuse('amount.zero', this.place);
    if (direction.by === 'sign') return { kind: amount > 0 ? 'credit' : 'debit', amount: Math.abs(amount) };
    if (amount < 0) refuse('amount.direction', { ...this.place, params: { what: 'amount' } });
    if (direction.by === 'accounts') return { kind: this.#byAccounts(account), amount };
    const mark = this.text('mark').toUpperCase();
    for (const kind of ['credit', 'debit', 'creditReversal', 'debitReversal'] as const) {
      if (direction[kind]?.includes(mark)) return { kind, amount };
    }
    return refuse('amount.direction', { ...this.place, params: { what: 'mark' } });
  }

  /** One of the two columns; a negative amount takes back what stood there. */
  #byColumns(): { readonly kind: EntryKind; readonly amount: number } {
    const debit = this.money('debit') ?? 0;
    const credit = this.money('credit') ?? 0;
    if (debit !== 0 && credit !== 0) refuse('amount.direction', { ...this.place, params: { what: 'debit, credit' } });
    if (debit === 0 && credit === 0) refuse('amount.zero', this.place);
    if (credit !== 0) return { kind: credit > 0 ? 'credit' : 'creditReversal', amount: Math.abs(credit) };
    return { kind: debit > 0 ? 'debit' : 'debitReversal', amount: Math.abs(debit) };
  }

  #byAccounts(account: string | undefined): EntryKind {
    if (account === undefined) return refuse('structure.missing', { params: { what: 'account' } });
    if (this.text('debitedAccount') === account) return 'debit';
    // A virtual account of ours goes by another number: whatever we did not pay came in.
    return 'credit';
  }

  #takesBack(): boolean {
    const { words = [], types = [] } = this.profile.reversal ?? {};
    const text = this.text('text').toUpperCase();
    return words.some((word) => text.startsWith(word)) || types.includes(this.text('type'));
  }

  #checkCurrency(): void {
    const currency = this.text('currency');
    if (currency !== '' && currency.toUpperCase() !== 'VND') {
      refuse('currency.other', {
        ...this.place,
        params: { received: /^[A-Z]{3}$/.test(currency) ? currency : 'other' },
      });
    }
  }

  #checkDigest(): void {
    const rule = this.profile.checksum;
    if (!rule) return;
    const cells = rule.over.map((at) => this.cells[at] ?? '');
    const parts = rule.secretFirst ? [rule.secret, ...cells] : [...cells, rule.secret];
    const digest = createHash(rule.algorithm).update(parts.join(rule.separator), 'utf8').digest('hex');
    if (digest !== this.text('checksum').toLowerCase()) refuse('row.checksum', this.place);
  }
}

/** A row in the column of debits that says so itself gives a credit back. */
const reversalOf = (kind: EntryKind): EntryKind =>
  kind === 'debit' ? 'creditReversal' : kind === 'credit' ? 'debitReversal' : kind;
