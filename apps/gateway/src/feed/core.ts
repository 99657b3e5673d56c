import type { FeedReader } from './rules/concerns.js';

/*
 * What happened, for those whom it concerns, as the HTTP rim calls it.
 */

export { feedTypeNames, type FeedType } from './rules/feed-types.js';
export type { FeedReader } from './rules/concerns.js';

/** `gateway/src/core.ts` extends this. */
export interface FeedCore {
  /** What concerns the reader behind a cursor, in order; where there is nothing yet, waits for it. */
  events(reader: FeedReader, ask: FeedAsk): Promise<FeedAnswer>;
}

export interface FeedAsk {
  /** Of an earlier answer to the same client; without one, from the oldest that is kept. */
  readonly after?: string;
  readonly limit: number;
  /** How long to wait where there is nothing. */
  readonly waitMillis: number;
  /** Whoever asked has gone. */
  readonly signal?: AbortSignal;
}
export type FeedAnswer =
  /** Without items there may be more all the same: the cursor says where this answer has looked to. */
  | { readonly kind: 'read'; readonly items: readonly FeedItem[]; readonly nextCursor: string }
  /** Something behind the cursor is kept no longer. */
  | { readonly kind: 'gone' };

/** An event in the words of CloudEvents 1.0. No personal value: `href` is where those entitled read the rest. */
export interface FeedItem {
  readonly specversion: '1.0';
  readonly id: string;
  readonly type: string;
  readonly source: string;
  /** The dossier's code; `citizenCheck:<id>` of a check that was made for no dossier. */
  readonly subject: string;
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly dataschema: string;
  readonly data: Readonly<Record<string, string | number>>;
}
