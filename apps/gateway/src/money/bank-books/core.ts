import type { Readable } from 'node:stream';
import type { ActOnThing, IdempotencyClash, Page, Paged } from '../../core-words.js';
import type { StatementEncoding } from '../statements/decode-text.js';
import type {
  EntryKind,
  StatedTotals,
  StatementClosing,
  StatementFault,
  StatementOpening,
} from '../statements/statement-part.js';

/** Banks' statements as the HTTP rim and the timers call them. */
export interface StatementCore {
  /** Names of the formats that can be read, those of the configuration among them. */
  readonly formats: readonly string[];
  /** Reads a file as it comes; compares it with what is known once it is whole and right. */
  receiveStatement(command: ReceiveStatement): Promise<ReceiveStatementAnswer>;
  statement(id: string): Promise<StatementView | undefined>;
  listStatements(filter: StatementFilter, page: Page): Promise<Paged<StatementView>>;
  /** Undefined for an unknown statement. */
  statementRows(id: string, list: StatementList, page: Page): Promise<Paged<StatementRow> | undefined>;
}

/** The request under its key is without the file. */
export interface ReceiveStatement extends Omit<ActOnThing, 'id'> {
  /** As the configuration names it; a file that names another account's number is refused. */
  readonly account: string;
  /** One of `formats`. */
  readonly format: string;
  readonly encoding?: StatementEncoding;
  /** What is known of the file from elsewhere; another one is refused. */
  readonly stated?: StatedTotals;
  readonly body: Readable;
  readonly maxBytes: number;
}
export type ReceiveStatementAnswer =
  | { readonly kind: 'accepted'; readonly statement: string }
  /** The same bytes were taken before. */
  | { readonly kind: 'same'; readonly statement: string }
  | { readonly kind: 'refused'; readonly statement: string; readonly fault: StatementFault }
  /** The configuration has no such account; nothing of the file was read. */
  | { readonly kind: 'accountNotFound' }
  /** The caller broke off. */
  | { readonly kind: 'incomplete' }
  /** The key stands for another file, or for another account. */
  | IdempotencyClash;

export const statementStates = ['receiving', 'refused', 'comparing', 'done'] as const;
export type StatementState = (typeof statementStates)[number];

/** What is done with a whole file, one after the other. */
export const statementStages = ['known', 'rest', 'credits', 'reversals'] as const;
export type StatementStage = (typeof statementStages)[number];

const statementVerdicts = ['matched', 'different', 'onlyAtBank', 'outgoing', 'reversal'] as const;
export type StatementVerdict = (typeof statementVerdicts)[number];
export const statementLists = [...statementVerdicts, 'onlyWithUs'] as const;
export type StatementList = (typeof statementLists)[number];

export interface StatementFilter {
  readonly account?: string;
  readonly state?: StatementState;
}
export interface StatementView {
  readonly id: string;
  readonly account: string;
  readonly format: string;
  readonly uploadedBy: string;
  readonly state: StatementState;
  /** Why it was refused, and where. */
  readonly fault?: StatementFault;
  readonly bytes: number;
  readonly entries: number;
  readonly opening?: StatementOpening;
  readonly closing?: StatementClosing;
  /** Entries done of all, in the present stage. */
  readonly progress?: { readonly stage: StatementStage; readonly done: number; readonly of: number };
  /** Of an accepted file; `onlyWithUs` is counted as of now: a later statement may show it. */
  readonly counts?: Readonly<Partial<Record<StatementList, { readonly count: number; readonly sum: number }>>>;
  readonly receivedAt: string;
  readonly comparedAt?: string;
  readonly endedAt?: string;
}

export interface StatementRow {
  /** Place in the file; absent for what is only with us. */
  readonly entry?: number;
  readonly line?: number;
  readonly kind: EntryKind;
  readonly amount: number;
  readonly day: string;
  readonly bankReference?: string;
  /** What told that they belong together. */
  readonly foundBy?: FoundBy;
  readonly credit?: string;
  readonly payment?: string;
  /** What our side says, where it differs: the credit's amount, or what the payment still lacked. */
  readonly ours?: number;
  /** Not known before: the statement made it a credit. */
  readonly fresh?: boolean;
  /** Personal. */
  readonly text?: string;
  readonly payerName?: string;
  readonly payerAccount?: string;
}

export type FoundBy = 'bankReference' | 'reference' | 'amountAndDay' | 'amount';
