/**
 * What an entry does to the account. A reversal takes back an earlier entry: that of a credit takes money out, that of a
 * debit brings money back; neither is a payment of anybody.
 */
export type EntryKind = 'credit' | 'debit' | 'creditReversal' | 'debitReversal';

/** One movement as the bank's statement says it. */
export interface StatementEntry {
  /** Place among the entries of the file, from 1. */
  readonly index: number;
  /** Line of the file on which it begins, from 1. */
  readonly line: number;
  readonly kind: EntryKind;
  /** VND, above zero; the direction is in `kind`. */
  readonly amount: number;
  /** `yyyy-mm-dd`, day of booking in Vietnam. */
  readonly day: string;
  /** RFC 3339 in `+07:00`, where the format knows the time. */
  readonly at?: string;
  /** The bank's own number of the movement, as it stands. */
  readonly bankReference?: string;
  /** Everything else that may name an order: end-to-end id, transaction id, customer reference, structured reference. */
  readonly references: readonly string[];
  /** Narrative with its line breaks. Personal. */
  readonly text: string;
  /** Personal. */
  readonly payerName?: string;
  /** Personal. */
  readonly payerAccount?: string;
  /** The account that was credited, where the row names one (a virtual account). */
  readonly creditedAccount?: string;
  /** VND after this entry, where the row says so. */
  readonly balanceAfter?: number;
}

export interface StatementOpening {
  readonly account?: string;
  readonly currency?: string;
  /** Number of the statement, as the bank counts. */
  readonly sequence?: string;
  readonly openingBalance?: number;
}

/**
 * Which totals were found in the file, or stated by whoever brought it, and agreed. None: the format has none, and nothing but its
 * shape was checked.
 */
export type Control = OwnControl | 'statedRows' | 'statedSum';
type OwnControl = 'balances' | 'runningBalance' | 'count' | 'sums' | 'rowNumbers' | 'rowChecksums';

export interface StatementClosing {
  readonly entries: number;
  readonly credits: { readonly count: number; readonly sum: number };
  readonly debits: { readonly count: number; readonly sum: number };
  /** Entries that the bank has announced but not booked: counted nowhere else. */
  readonly notBooked: number;
  readonly closingBalance?: number;
  readonly firstDay?: string;
  readonly lastDay?: string;
  readonly controls: readonly Control[];
  /** False: neither the file nor anybody said where it ends, and half of it would have looked whole. */
  readonly endKnown?: boolean;
}

/** What is known of a file from elsewhere: its own totals may be missing, or cut off with its end. */
export interface StatedTotals {
  /** Entries of the file. */
  readonly rows?: number;
  /** Of the amounts of all of them, in and out. VND. */
  readonly sum?: number;
}

/** Why a file was refused as a whole. `params` hold numbers, names of columns or tags and our own words, never a value of a person. */
export interface StatementFault {
  readonly code: StatementFaultCode;
  /** From 1. */
  readonly line?: number;
  /** From 1, among the entries. */
  readonly entry?: number;
  readonly params?: Readonly<Record<string, string | number>>;
}

export type StatementFaultCode =
  | 'encoding.wrong'
  | 'encoding.unknown'
  | 'file.empty'
  | 'file.truncated'
  | 'file.tooLarge'
  | 'file.tooManyEntries'
  | 'field.tooLong'
  | 'structure.unexpected'
  | 'structure.missing'
  | 'xml.malformed'
  | 'xml.doctype'
  | 'xml.tooDeep'
  | 'xml.version'
  | 'csv.headerNotFound'
  | 'csv.columns'
  | 'csv.quote'
  | 'amount.invalid'
  | 'amount.fraction'
  | 'amount.tooLarge'
  | 'amount.zero'
  | 'amount.direction'
  | 'date.invalid'
  | 'currency.other'
  | 'account.other'
  | 'account.several'
  | 'totals.balance'
  | 'totals.runningBalance'
  | 'totals.count'
  | 'totals.sum'
  | 'totals.batch'
  | 'totals.rowNumber'
  | 'totals.sequence'
  | 'stated.rows'
  | 'stated.sum'
  | 'row.checksum'
  | 'entry.duplicate';

/** What a reader yields: one `opened`, its entries, then `closed`; or `refused` at any time, after which nothing follows. */
export type StatementPart =
  | ({ readonly kind: 'opened' } & StatementOpening)
  | { readonly kind: 'entry'; readonly entry: StatementEntry }
  | ({ readonly kind: 'closed' } & StatementClosing)
  | { readonly kind: 'refused'; readonly fault: StatementFault };

/** A reader of one format: text in, parts out, in the order of the file. Throws {@link StatementRefused}. */
export interface StatementParser {
  push(text: string): void;
  /** The file is at its end: what is missing now is missing for good. */
  end(): void;
}

/** Thrown inside readers only; `readStatement` makes it the part `refused`. */
export class StatementRefused extends Error {
  constructor(readonly fault: StatementFault) {
    super(fault.code);
    this.name = 'StatementRefused';
  }
}

export const refuse = (code: StatementFaultCode, place: Omit<StatementFault, 'code'> = {}): never => {
  throw new StatementRefused({ code, ...place });
};

/** Money in is positive. */
export const signedAmount = (kind: EntryKind, amount: number): number =>
  kind === 'credit' || kind === 'debitReversal' ? amount : -amount;

export interface StatementLimits {
  readonly bytes: number;
  readonly entries: number;
  /** Characters of one field, line or element's text. */
  readonly fieldChars: number;
  /** Elements inside one another. */
  readonly depth: number;
  /** Payments under one booked entry (camt batches). */
  readonly batch: number;
}

export const defaultStatementLimits: StatementLimits = {
  bytes: 64 * 1024 * 1024,
  entries: 1_000_000,
  fieldChars: 8_192,
  depth: 32,
  batch: 10_000,
};
