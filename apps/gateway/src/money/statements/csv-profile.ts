import type { DatePattern } from './calendar.js';
import type { StatementEncoding } from './decode-text.js';
import type { AmountRule } from './vnd.js';

/** Where a value stands in a row: under a heading, or at a place counted from 0 in files whose headings are not known. */
export interface CsvColumn {
  /** Headings in any of their wordings, lower case; a heading in two languages (`a/b`, or on two lines) has both. */
  readonly labels?: readonly string[];
  readonly position?: number;
  /** When two values share one cell: which of its lines this one is, from 1. */
  readonly line?: number;
  readonly optional?: boolean;
}

export type CsvField =
  | 'day'
  | 'reference'
  | 'debit'
  | 'credit'
  | 'amount'
  | 'mark'
  | 'balance'
  | 'text'
  | 'payerName'
  | 'payerAccount'
  | 'creditedAccount'
  | 'debitedAccount'
  | 'otherReference'
  | 'thirdReference'
  | 'rowNumber'
  | 'currency'
  | 'type'
  | 'checksum';

/** How a row says which way the money went. A negative amount takes an earlier entry of that column back. */
export type CsvDirection =
  | { readonly by: 'columns' }
  | { readonly by: 'sign' }
  | {
      readonly by: 'mark';
      readonly credit: readonly string[];
      readonly debit: readonly string[];
      readonly creditReversal?: readonly string[];
      readonly debitReversal?: readonly string[];
    }
  /** Every row names both accounts: the statement's own tells the side. */
  | { readonly by: 'accounts' };

export type CsvFact = 'account' | 'currency' | 'opening' | 'closing' | 'count' | 'totals';

/** One bank's file as data: nothing of it is code. */
export interface CsvProfile {
  readonly name: string;
  /** Without a byte order mark. */
  readonly encoding: StatementEncoding;
  readonly delimiter: ',' | ';' | '\t' | '|';
  readonly quote: '"' | '';
  readonly amounts: AmountRule;
  readonly dates: readonly DatePattern[];
  readonly columns: Readonly<Partial<Record<CsvField, CsvColumn>>>;
  readonly direction: CsvDirection;
  /** Words before a value above or below the table; `totals` begins a row of sums under the amount columns. */
  readonly facts: Readonly<Partial<Record<CsvFact, readonly string[]>>>;
  /** What a whole file has: without it, half a file would pass. */
  readonly required: readonly CsvFact[];
  /** Which entry comes first, for the running balance; `either`: the first two balances tell. */
  readonly order: 'oldestFirst' | 'newestFirst' | 'either';
  /** How a row says that it takes an earlier one back: narrative that begins so, or a value of the column `type`. */
  readonly reversal?: { readonly words?: readonly string[]; readonly types?: readonly string[] };
  /** A row with nothing but narrative goes on with the narrative of the row above. */
  readonly continuation?: boolean;
  /** The file has one heading row and rows of exactly so many cells, nothing else. */
  readonly fixedColumns?: number;
  /** The checksum of a row: digest, in lower-case hex, of these cells one after the other with `secret` before or behind. */
  readonly checksum?: {
    readonly algorithm: 'md5' | 'sha256';
    readonly over: readonly number[];
    readonly separator: string;
    readonly secret: string;
    readonly secretFirst: boolean;
  };
}
