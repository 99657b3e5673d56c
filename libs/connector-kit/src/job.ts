import type { JobCall, JobEnd, Timer } from '@lienthong/store';
import type { Expectation, ExpectedPage, ExpectedSince, FoundFacts, StoredFact } from './inbound/port.js';
import type { HttpRequest, HttpResult } from '@lienthong/transport';

/**
 * Work of a connector by the clock, without a lane: a sweep, a poll, a daily comparison. One run at a time per subject in all
 * processes together, outside of any transaction; it says itself when it runs again. It may run twice when a process is killed.
 * A rejection runs it again after 1 s … 1 h.
 */
export interface ConnectorJob {
  /** `bank-qr.sweep`; unique over all connectors. Timers of it may be set anywhere with `scheduleTimers(tx, 'connectors', …)`. */
  readonly kind: string;
  /** Longest that one of its calls to the partner may take, milliseconds (10,000). */
  readonly deadlineMs?: number;
  /** How many runs of it, about different subjects, may be under way at once in a process (8). */
  readonly atOnce?: number;
  /** What is set at every start of the side, where it is not set yet. */
  readonly standing?: (now: Date) => readonly Omit<Timer, 'kind'>[];
  readonly run: (call: ConnectorJobCall) => Promise<JobEnd>;
}

export interface ConnectorJobCall extends JobCall {
  readonly now: Date;
  /** Reads at the partner, each in its turn within the partner's rate; aborted with the job. */
  readonly http: { read(request: HttpRequest): Promise<HttpResult> };
  /** Stores and tells what a query found; with how far the job has come with its subject, in the same transaction. */
  readonly found: (found: FoundFacts, cursor?: string) => Promise<readonly StoredFact[]>;
  /** What was stored with an earlier run. */
  readonly cursor: () => Promise<string | undefined>;
  /** What the gateway expects of a payment, as it was told last. */
  readonly expected: (payment: string) => Promise<Expectation | undefined>;
  /** Of all payments of an account those for which money may have come since a moment, page by page. */
  readonly expectedSince: (asked: ExpectedSince) => Promise<ExpectedPage>;
}
