import type { Materialise, Publisher, Side, Store } from '../port.js';

/** What an outbox tells about itself. */
export type OutboxEvent =
  | {
      readonly kind: 'outbox.publishFailed';
      readonly error: unknown;
      readonly failures: number;
      readonly retryInMs: number;
    }
  | { readonly kind: 'outbox.storeFailed'; readonly what: string; readonly error: unknown }
  | { readonly kind: 'outbox.overflow'; readonly rows: number }
  | { readonly kind: 'outbox.swept'; readonly writer: number; readonly rows: number; readonly missing: number }
  | { readonly kind: 'outbox.writerLost'; readonly writer: number };

export interface OutboxOptions {
  readonly store: Store;
  readonly side: Side;
  /** Name of this process, the same as in its shard leases. */
  readonly owner: string;
  readonly publisher: Publisher;
  readonly materialise: Materialise;
  readonly onEvent?: (event: OutboxEvent) => void;
  /** Milliseconds on a clock that never goes back, for lag and for when the lease was last renewed. */
  readonly clock?: () => number;
  readonly tuning?: Partial<OutboxTuning>;
}

export interface OutboxTuning {
  /** Beyond either, messages are dropped from memory and read from the table again. */
  readonly maxMessages: number;
  readonly maxBytes: number;
  readonly publishMessages: number;
  readonly publishBytes: number;
  /** Milliseconds from the beginning of one publish to that of the next; what is committed meanwhile gathers. */
  readonly publishRestMs: number;
  /** Rows read from the table at once; their messages may be as large as a dossier. */
  readonly tableRows: number;
  readonly cursorEveryMs: number;
  readonly leaseMs: number;
  readonly sweepEveryMs: number;
  readonly retryFirstMs: number;
  readonly retryMaxMs: number;
  readonly upkeepEveryMs: number;
  /** How long `close` waits for the bus; what is left is swept by another process or the next start. */
  readonly closeWaitMs: number;
}

/** An embedded store has one owner, and the lock of its folder tells when that is dead: no need to look often. */
export const embeddedTuning: Partial<OutboxTuning> = { leaseMs: 30_000, sweepEveryMs: 20_000 };

export const defaultTuning: OutboxTuning = {
  maxMessages: 20_000,
  maxBytes: 64 * 1024 * 1024,
  publishMessages: 1_000,
  publishBytes: 4 * 1024 * 1024,
  publishRestMs: 50,
  tableRows: 200,
  cursorEveryMs: 250,
  leaseMs: 10_000,
  sweepEveryMs: 5_000,
  retryFirstMs: 50,
  retryMaxMs: 5_000,
  upkeepEveryMs: 30_000,
  closeWaitMs: 5_000,
};
