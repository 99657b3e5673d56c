import type { Connector } from '../../port.js';

/** A row as the suite wants it in the feed. */
export interface FeedRow {
  /** Another number is another order of ours. */
  readonly number: number;
  /** Another step is another row of it. */
  readonly step: number;
  /** When it was written: the place of its id in the feed. */
  readonly idAt: Date;
  /** When it happened, as it says; by default when it was written. */
  readonly eventAt?: Date;
  readonly of?: 'us' | 'another customer';
  /** `unreadable`: without what every row has. */
  readonly spoilt?: 'unreadable';
}

/** A question of the connector's to the partner. */
export interface FeedQuestion {
  readonly method: string;
  /** With its query. */
  readonly url: string;
}

/** What it is answered with. */
export interface FeedAnswer {
  readonly status: number;
  readonly body: string;
}

/** What an author of a connector with a feed brings. */
export interface FeedHarness {
  /** Reads the feed again and again, `pageRows` at a time, an hour of it anew each time; believes no event that is still to come. */
  readonly connector: (options: { readonly baseUrl: string; readonly pageRows: number }) => Connector;
  /** Whether a question asks for rows; all others (a login) are answered by {@link other}. */
  readonly asksForRows: (question: FeedQuestion) => boolean;
  /** The answer to it out of all rows that the partner has, in whatever order. */
  readonly answer: (question: FeedQuestion, rows: readonly FeedRow[]) => FeedAnswer;
  readonly other: (question: FeedQuestion) => FeedAnswer;
  /** The partner's id of a row. */
  readonly idOf: (row: FeedRow) => string;
  /** The reference under which an order of a number stands. */
  readonly referenceOf: (number: number) => string;
  /** Values in every row that are personal. */
  readonly personal: readonly string[];
}
