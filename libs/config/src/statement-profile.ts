import type { Secret } from './secret.js';

export const statementEncodings = ['utf-8', 'windows-1258', 'utf-16le', 'utf-16be'] as const;
/** What a file may be written in when no byte order mark says otherwise. */
export type StatementEncoding = (typeof statementEncodings)[number];

/** What a row of a statement may hold. `debit` and `credit` are columns of amounts; `amount` goes with a sign, a mark or both accounts. */
export const statementFields = [
  ...([
    'day',
    'reference',
    'debit',
    'credit',
    'amount',
    'mark',
    'balance',
    'text',
    'payerName',
    'payerAccount',
  ] as const),
  ...(['creditedAccount', 'debitedAccount', 'otherReference', 'thirdReference', 'rowNumber', 'currency'] as const),
  ...(['type', 'checksum'] as const),
] as const;
export type StatementField = (typeof statementFields)[number];

/** What a file says above or below its rows; `totals` begins a row of sums under the amount columns. */
export const statementFacts = ['account', 'currency', 'opening', 'closing', 'count', 'totals'] as const;
export type StatementFact = (typeof statementFacts)[number];

/** Where a value stands in a row: under a heading, or at a place counted from 0 in files whose headings are not known. */
export interface StatementColumn {
  /** Headings in any of their wordings; a heading in two languages (`a/b`, or on two lines) has both. */
  readonly labels?: readonly string[];
  readonly position?: number;
  /** When two values share one cell: which of its lines this one is, from 1. */
  readonly line?: number;
  readonly optional?: boolean;
}

/** How a row says which way the money went. A negative amount takes an earlier entry of that column back. */
export type StatementDirection =
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

/** The checksum of a row: digest, in lower-case hex, of these cells one after the other with a secret before or behind. */
export interface StatementChecksum<Key> {
  readonly algorithm: 'md5' | 'sha256';
  readonly over: readonly number[];
  readonly separator: string;
  readonly secret: Key;
  readonly secretFirst: boolean;
}

/** One bank's file as data: nothing of it is code. */
export interface StatementProfile<Key = Secret> {
  /** As a request states it (`format`). */
  readonly name: string;
  /** Without a byte order mark. */
  readonly encoding: StatementEncoding;
  readonly delimiter: ',' | ';' | '\t' | '|';
  readonly quote: '"' | '';
  /** `signed`: a minus sign before the digits is allowed. */
  readonly amounts: {
    readonly thousands: '' | ',' | '.' | ' ';
    readonly decimal: '' | ',' | '.';
    readonly signed?: boolean;
  };
  /** Letters `yyyy`, `yy`, `MM`, `dd`, `HH`, `mm`, `ss`; everything else stands for itself. The first that fits counts. */
  readonly dates: readonly string[];
  readonly columns: Readonly<Partial<Record<StatementField, StatementColumn>>>;
  readonly direction: StatementDirection;
  /** Words before a value above or below the table. */
  readonly facts: Readonly<Partial<Record<StatementFact, readonly string[]>>>;
  /** What a whole file has: without it, half a file would pass. */
  readonly required: readonly StatementFact[];
  /** Which entry comes first, for the running balance; `either`: the first two balances tell. */
  readonly order: 'oldestFirst' | 'newestFirst' | 'either';
  /** How a row says that it takes an earlier one back: narrative that begins so, or a value of the column `type`. */
  readonly reversal?: { readonly words?: readonly string[]; readonly types?: readonly string[] };
  /** A row with nothing but narrative goes on with the narrative of the row above. */
  readonly continuation?: boolean;
  /** Rows of exactly so many cells, nothing else; columns are known by their places. */
  readonly fixedColumns?: number;
  /** Of a file with `fixedColumns`: false where its first row is an entry already. */
  readonly headings?: boolean;
  readonly checksum?: StatementChecksum<Key>;
}
