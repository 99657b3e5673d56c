import { dayOf } from './calendar.js';
import { EntryLedger, type NewEntry } from './entry-ledger.js';
import { LineSplitter } from './line-splitter.js';
import {
  refuse,
  type EntryKind,
  type StatementLimits,
  type StatementParser,
  type StatementPart,
} from './statement-part.js';
import { readVnd } from './vnd.js';

const amountRule = { thousands: '', decimal: ',', decimalRequired: true } as const;
const kinds: Readonly<Record<string, EntryKind>> = {
  C: 'credit',
  D: 'debit',
  RC: 'creditReversal',
  RD: 'debitReversal',
};
/** `:61:` value date, entry date, mark, funds code, amount, type, reference for the account owner, `//` the bank's own. */
const field61 =
  /^(\d{6})(\d{4})?(RC|RD|C|D)([A-Z])?([\d,]{1,15})([A-Z][A-Z0-9]{3})([^/]*(?:\/(?!\/)[^/]*)*)(?:\/\/(.*))?$/;
const fieldBalance = /^([CD])(\d{6})([A-Z]{3})([\d,]{1,15})$/;
/** What the SWIFT network puts around a message, and the dash that ends it. */
const envelope = /^(?:\{[1-5]:|-\}|-\s*$)/;

interface OpenField {
  readonly tag: string;
  readonly line: number;
  readonly lines: string[];
}
/** Balances of one message, and what had been counted before it. */
interface Message {
  readonly line: number;
  readonly netBefore: number;
  account?: string;
  sequence?: string;
  opening?: number;
  closing?: { readonly amount: number; readonly final: boolean };
}

/**
 * MT940: one or many messages of one account, each with its own balances; what the next message opens with is what the one
 * before closed with.
 */
export class Mt940Parser implements StatementParser {
  readonly #ledger: EntryLedger;
  readonly #lines: LineSplitter;
  readonly #limits: StatementLimits;
  #field: OpenField | undefined;
  #entry: NewEntry | undefined;
  #message: Message | undefined;
  #carried: { readonly amount: number; readonly final: boolean } | undefined;

  constructor(limits: StatementLimits, give: (part: StatementPart) => void) {
    this.#limits = limits;
    this.#ledger = new EntryLedger(limits, give);
    this.#lines = new LineSplitter(limits, (line, number) => this.#line(line, number));
  }

  push(text: string): void {
    this.#lines.push(text);
  }

  end(): void {
    this.#lines.end();
    this.#closeField();
    this.#closeMessage();
    if (this.#carried === undefined) refuse('structure.missing', { params: { what: ':20:' } });
    // An intermediate closing balance announces a message that did not come.
    if (!this.#carried!.final) refuse('file.truncated', { params: { what: ':62F:' } });
    this.#ledger.close(this.#carried!.amount);
  }

  #line(line: string, number: number): void {
    const tag = /^:(\d{2}[A-Z]?):/.exec(line)?.[1];
    if (tag !== undefined) {
      this.#closeField();
      this.#field = { tag, line: number, lines: [line.slice(tag.length + 2)] };
      return;
    }
    if (line.trim() === '') return;
    if (envelope.test(line)) return this.#closeField();
    if (!this.#field) return refuse('structure.unexpected', { line: number });
    this.#field.lines.push(line);
    const chars = this.#field.lines.reduce((sum, part) => sum + part.length, 0);
    if (chars > this.#limits.fieldChars) {
      refuse('field.tooLong', { line: number, params: { maxChars: this.#limits.fieldChars } });
    }
  }

  #closeField(): void {
    const field = this.#field;
    this.#field = undefined;
    if (!field) return;
    if (field.tag !== '86') this.#giveEntry();
    if (field.tag === '20') this.#startMessage(field);
    else if (!this.#message) refuse('structure.missing', { line: field.line, params: { what: ':20:' } });
    else this.#take(field, this.#message);
  }

  #take(field: OpenField, message: Message): void {
    const [first = ''] = field.lines;
    switch (field.tag) {
      case '25':
        // With or without the bank before a slash, and the currency behind the number.
        message.account = (first.split('/').pop() ?? '').trim().replace(/(?<=\d)(?:VND)$/, '');
        return;
      case '28C':
      case '28':
        message.sequence = first.trim();
        return;
      case '60F':
      case '60M':
        return this.#opening(field, message);
      case '61':
        this.#entry = this.#readEntry(field, message);
        return;
      case '86':
        return this.#narrative(field);
      case '62F':
      case '62M': {
        const amount = balanceOf(field);
        message.closing = { amount, final: field.tag === '62F' };
        this.#ledger.checkBalances(message.opening!, amount, field.line, message.netBefore);
        return;
      }
      default:
        return; // :21:, :13D:, :64:, :65: say nothing that is needed
    }
  }

  #startMessage(field: OpenField): void {
    this.#closeMessage();
    this.#message = { line: field.line, netBefore: this.#ledger.net };
  }

  #closeMessage(): void {
    const message = this.#message;
    this.#message = undefined;
    this.#giveEntry();
    if (!message) return;
    if (message.opening === undefined) refuse('structure.missing', { line: message.line, params: { what: ':60F:' } });
    if (message.closing === undefined) refuse('file.truncated', { line: message.line, params: { what: ':62F:' } });
    this.#carried = message.closing;
  }

  #opening(field: OpenField, message: Message): void {
    const amount = balanceOf(field);
    if (message.opening !== undefined)
      refuse('structure.unexpected', { line: field.line, params: { what: field.tag } });
    message.opening = amount;
    const { account, sequence } = message;
    if (this.#carried) {
      this.#ledger.sameAccount(account, field.line);
      if (this.#carried.amount !== amount) {
        refuse('totals.sequence', { line: field.line, params: { expected: this.#carried.amount, received: amount } });
      }
      return;
    }
    this.#ledger.open({
      kind: 'opened',
      ...(account ? { account } : {}),
      currency: 'VND',
      ...(sequence ? { sequence } : {}),
      openingBalance: amount,
    });
  }

  #readEntry(field: OpenField, message: Message): NewEntry {
    const entry = this.#ledger.entries + 1;
    const place = { line: field.line, entry };
    if (message.opening === undefined) refuse('structure.missing', { ...place, params: { what: ':60F:' } });
    if (message.closing !== undefined) refuse('structure.unexpected', { ...place, params: { what: ':61:' } });
    const found = field61.exec(field.lines[0]!);
    if (!found) return refuse('structure.unexpected', { ...place, params: { what: ':61:' } });
    const [, value = '', booked, mark = '', , written = '', , owner = '', bank] = found;
    const read = readVnd(written, amountRule);
    if ('code' in read) return refuse(read.code, { ...place, params: { received: read.received } });
    if (read.amount === 0) refuse('amount.zero', place);
    const day = bookingDay(value, booked);
    if (day === undefined) return refuse('date.invalid', place);
    const references = [owner.trim()].filter((text) => text !== '' && text !== 'NONREF');
    const supplement = field.lines.slice(1).join('\n');
    return {
      line: field.line,
      kind: kinds[mark]!,
      amount: read.amount,
      day,
      ...(bank?.trim() ? { bankReference: bank.trim() } : {}),
      references,
      text: supplement,
    };
  }

  #narrative(field: OpenField): void {
    const entry = this.#entry;
    if (!entry) return; // a narrative of the statement as a whole
    const text = [entry.text, ...field.lines].filter((line) => line !== '').join('\n');
    this.#entry = undefined;
    this.#ledger.add({ ...entry, text });
  }

  #giveEntry(): void {
    const entry = this.#entry;
    this.#entry = undefined;
    if (entry) this.#ledger.add(entry);
  }
}

function balanceOf(field: OpenField): number {
  const found = fieldBalance.exec(field.lines[0]!.trim());
  if (!found) return refuse('structure.unexpected', { line: field.line, params: { what: `:${field.tag}:` } });
  const [, mark, , currency, written = ''] = found;
  if (currency !== 'VND') refuse('currency.other', { line: field.line, params: { received: currency ?? '' } });
  const read = readVnd(written, amountRule);
  if ('code' in read) return refuse(read.code, { line: field.line, params: { received: read.received } });
  return mark === 'D' ? 0 - read.amount : read.amount;
}

/** The entry date has no year: that of the value date, or a neighbour when the two stand on either side of new year. */
function bookingDay(value: string, booked: string | undefined): string | undefined {
  const year = 2000 + Number(value.slice(0, 2));
  const month = Number(value.slice(2, 4));
  const valueDay = dayOf(year, month, Number(value.slice(4, 6)));
  if (valueDay === undefined || booked === undefined) return valueDay;
  const bookedMonth = Number(booked.slice(0, 2));
  const distance = bookedMonth - month;
  const bookedYear = distance > 6 ? year - 1 : distance < -6 ? year + 1 : year;
  return dayOf(bookedYear, bookedMonth, Number(booked.slice(2, 4)));
}
