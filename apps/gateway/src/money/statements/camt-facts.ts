import type { EntryKind } from './statement-part.js';

/** How many entries a statement holds, and what they move. */
export interface CamtTotals {
  count: number;
  readonly credits: { count: number; sum: number };
  readonly debits: { count: number; sum: number };
}
const noTotals = (): CamtTotals => ({ count: 0, credits: { count: 0, sum: 0 }, debits: { count: 0, sum: 0 } });

/** What a statement says outside its entries, gathered while its elements close. */
export interface CamtStatement {
  readonly line: number;
  readonly netBefore: number;
  readonly balances: Map<string, number>;
  account?: string;
  currency?: string;
  sequence?: string;
  balance: { code?: string; amount?: number; sign?: string };
  /** Said by the statement of its own entries. */
  readonly claimed: Map<string, number>;
  readonly booked: CamtTotals;
  readonly all: CamtTotals;
  opened: boolean;
}

/** One `TxDtls`. */
export interface CamtDetail {
  readonly references: string[];
  readonly texts: string[];
  amount?: number;
  sign?: string;
  payerName?: string;
  payerAccount?: string;
  creditedAccount?: string;
  bankReference?: string;
}

/** One `Ntry`. */
export interface CamtEntry {
  readonly line: number;
  readonly details: CamtDetail[];
  readonly references: string[];
  amount?: number;
  sign?: string;
  reversal?: boolean;
  status?: string;
  day?: string;
  at?: string;
  valueDay?: string;
  bankReference?: string;
  information?: string;
  batchCount?: number;
}

export const newStatement = (line: number, netBefore: number): CamtStatement => ({
  line,
  netBefore,
  balances: new Map(),
  balance: {},
  claimed: new Map(),
  booked: noTotals(),
  all: noTotals(),
  opened: false,
});
export const newDetail = (): CamtDetail => ({ references: [], texts: [] });
export const newEntry = (line: number): CamtEntry => ({ line, details: [], references: [] });

/** `CdtDbtInd` says what the entry itself does to the account; `RvslInd` that it takes another one back. */
export function kindOf(sign: string, reversal: boolean): EntryKind {
  if (sign === 'CRDT') return reversal ? 'debitReversal' : 'credit';
  return reversal ? 'creditReversal' : 'debit';
}
