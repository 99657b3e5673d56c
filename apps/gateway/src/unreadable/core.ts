import type { RowReadingResult, WhoActs } from '@lienthong/contracts';
import type { ActOnThing, IdempotencyClash, Page, Paged } from '../core-words.js';

/** Rows of partners' lists and feeds that nobody could read: shown, and read again. */
export interface UnreadableCore {
  /** The newest first. */
  list(filter: UnreadableFilter, page: Page): Promise<Paged<UnreadableRowView>>;
  /** Asks the connectors, who keep its bytes, to read a row again; what came of it stands in the list. */
  reRead(command: ActOnThing): Promise<ReReadRowAnswer>;
}

export interface UnreadableFilter {
  readonly partner?: string;
  readonly account?: string;
}

export interface UnreadableRowView {
  readonly id: string;
  readonly partner: string;
  readonly provider: string;
  readonly account: string;
  readonly cause: string;
  /** What is wrong with it, what follows, who acts: Vietnamese; holds no value of a person. */
  readonly detail: string;
  readonly whoActs: WhoActs;
  readonly receivedAt: string;
  /** Length of the row as it came. */
  readonly bytes: number;
  /** As it came, values of personal fields replaced. */
  readonly masked: string;
  readonly state: RowState;
  readonly readings: readonly RowReading[];
}

/** `asked`: to be read again, and nobody has answered yet. */
export const rowStates = ['unreadable', 'asked', 'handled'] as const;
export type RowState = (typeof rowStates)[number];

/** That an operator had it read again, and what came of it. */
export interface RowReading {
  readonly at: string;
  readonly by: string;
  readonly result: 'asked' | RowReadingResult;
  readonly reason?: string;
}

export type ReReadRowAnswer =
  | { readonly kind: 'asked' | 'handled'; readonly row: UnreadableRowView; readonly replayed: boolean }
  /** What it says cannot be taken from what is kept of it. */
  | { readonly kind: 'notReadable' | 'notFound' }
  | IdempotencyClash;
