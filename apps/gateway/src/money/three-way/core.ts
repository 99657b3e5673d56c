import type { ActOnThing, IdempotencyClash, Page, Paged } from '../../core-words.js';
import type { Verdict } from '../../reconciliation/compare.js';

/** The three books of an account: what we were told by notifications and confirmations, the provider's list, the bank's statement. */
export const bookSides = ['ours', 'provider', 'bank'] as const;
export type BookSide = (typeof bookSides)[number];

export interface ReconciliationCore {
  /** Compares the books of one day now, and keeps the sums; whoever asks again under one key is shown them as they stand. */
  reconcile(command: Reconcile): Promise<ReconcileAnswer | IdempotencyClash>;
  /** As kept, newest day first. */
  listReconciliations(filter: ReconciliationFilter, page: Page): Promise<Paged<ReconciliationSummary>>;
  reconciliation(account: string, day: string): Promise<ReconciliationSummary | undefined>;
  /** What does not agree, as it stands now; undefined of an account that nobody has configured, and of which nothing was compared. */
  reconciliationRows(account: string, day: string, page: Page): Promise<Paged<ReconciliationRow> | undefined>;
}

export interface Reconcile extends Omit<ActOnThing, 'id'> {
  readonly account: string;
  readonly day: string;
}
export type ReconcileAnswer =
  | { readonly kind: 'compared'; readonly summary: ReconciliationSummary; readonly replayed: boolean }
  /** The configuration has no such account. */
  | { readonly kind: 'accountNotFound' }
  /** The day has not begun. */
  | { readonly kind: 'tooEarly' };

export interface ReconciliationFilter {
  readonly account?: string;
  readonly day?: string;
}

export interface ReconciliationSummary {
  readonly account: string;
  /** `yyyy-mm-dd` in Vietnam, by the bank's time of each movement. */
  readonly day: string;
  /** The books that say anything of this day; the others are not compared: no statement has come, no list was asked for. */
  readonly books: readonly BookSide[];
  /** How many and how much, by what is found and in which books. */
  readonly findings: readonly ReconciliationFinding[];
  readonly runAt: string;
  /** An operator, or `daily`. */
  readonly by: string;
}
export interface ReconciliationFinding {
  readonly verdict: Verdict;
  readonly in: readonly BookSide[];
  readonly count: number;
  /** VND, as the first of the books in `in` says it. */
  readonly sum: number;
}
export interface ReconciliationRow {
  readonly credit: string;
  readonly verdict: Verdict;
  readonly in: readonly BookSide[];
  readonly amounts: Readonly<Partial<Record<BookSide, number>>>;
  readonly days: Readonly<Partial<Record<BookSide, string>>>;
  readonly payment?: string;
  readonly bankReference?: string;
}
