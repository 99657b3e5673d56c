import type { SealedBox } from './sealed-box.js';

/**
 * connectors → gateway on `topics.outcomes`, type `row.unreadable`, key = subject: a row of a partner's list or feed that nobody could
 * read, or a call of a partner that was refused for what it says. It stopped only itself; its bytes stay with the connectors, and a
 * person has to look at it.
 */
export interface UnreadableRowFound {
  /** The same for the same bytes, however often they are read. */
  readonly row: string;
  /** {@link unreadableRowSubject}. */
  readonly subject: string;
  readonly partner: string;
  readonly provider: string;
  readonly account: string;
  /** Stable, dotted: `post-office.timeMalformed`; of a call behind {@link refusedCall}. */
  readonly cause: string;
  readonly receivedAt: string;
  /** Length of the row as it came. */
  readonly bytes: number;
  /** `UnreadableRowDetail` as JSON, sealed (`sealContext.unreadableRow`). */
  readonly detail: SealedBox;
}

/** What stands in the sealed part of `UnreadableRowFound`. */
export interface UnreadableRowDetail {
  /** Values of personal fields replaced, at most 2,048 characters; only the size of what is no JSON or XML. */
  readonly masked: string;
}

/** Before the cause for which a partner's call was refused. */
export const refusedCall = 'callback.';

export const unreadableRowSubject = (row: string): string => `unreadableRow:${row}`;

/** gateway → connectors on `topics.exchanges`, type `row.reRead`, key = subject: an operator wants a row read again by today's code. */
export interface RowReRead {
  readonly row: string;
  /** {@link unreadableRowSubject}. */
  readonly subject: string;
  /** The same when it is asked for once more because nobody has answered. */
  readonly reading: string;
  readonly operator: string;
  readonly at: string;
}

/**
 * connectors → gateway on `topics.outcomes`, type `row.readAgain`, key = subject: what came of it. What the row tells has been told as
 * if it had come now. `notReadable`: reading it again is not for this side.
 */
export interface RowReadAgain {
  readonly row: string;
  readonly subject: string;
  readonly reading: string;
  readonly result: RowReadingResult;
  /** Stable, dotted: `post-office.timeMalformed`. */
  readonly reason?: string;
  readonly at: string;
}

export const rowReadingResults = ['handled', 'stillUnreadable', 'notReadable'] as const;
export type RowReadingResult = (typeof rowReadingResults)[number];
