/** One record on its way. `key` is the subject; records of one key keep their order in the absence of faults. */
export interface BusMessage {
  readonly topic: string;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: Uint8Array;
}

export interface Delivery extends BusMessage {
  readonly partition: number;
  /** Decimal digits; grows within a partition. */
  readonly offset: string;
  readonly appendedAt: Date;
}

/**
 * What a handler says of one delivery. `handled` means: its effect is stored (committed). `poison` means: it can never
 * be handled; it is quarantined with its bytes and then counts as handled.
 */
export type Verdict = 'handled' | { readonly poison: string };

/**
 * Handles a batch: one verdict per delivery, in the same order. A throw acknowledges nothing:
 * an outage (SQLSTATE 08, 53, 57, or any error that `isOutage` names) pauses and delivers the same again, anything else is
 * bisected until the delivery that causes it stands alone and is quarantined.
 */
export type BatchHandler = (deliveries: readonly Delivery[]) => Promise<readonly Verdict[]>;

export interface Subscription {
  readonly group: string;
  readonly topics: readonly string[];
  readonly handler: BatchHandler;
  /** Stores a poisonous delivery with its bytes. When it throws, the delivery stays unacknowledged and comes again. */
  readonly quarantine: (delivery: Delivery, reason: string) => Promise<void>;
  /** Deliveries per batch at most (500). */
  readonly maxBatch?: number;
}

export interface BusHealth {
  readonly state: 'up' | 'down';
  readonly cause?: string;
}

/** What the adapters share; each passes `describeBusContract`. */
export interface Bus {
  /** `embedded`, `kafka`. */
  readonly name: string;
  /** Size of value plus headers that a record may have; checked at start against the largest sealed body. */
  readonly maxRecordBytes: number;
  /** How long a record may come again after it was handled, milliseconds; not given where the bus does not say. */
  readonly retentionMillis?: number;
  /** Creates what the topics need; idempotent. */
  ensureTopics(topics: readonly string[]): Promise<void>;
  /**
   * Resolves when all are stored by the bus, in the order given per key. Rejects with {@link RecordTooLarge} or
   * {@link UnknownTopic} before anything is stored, or with {@link BusClosed}.
   */
  publish(messages: readonly BusMessage[]): Promise<void>;
  /** Starts a group's consumer. Deliveries of one group come one batch at a time, in order. */
  subscribe(subscription: Subscription): Promise<BusConsumer>;
  /** Records not yet acknowledged by the group, per topic. */
  lag(group: string): Promise<Readonly<Record<string, number>>>;
  health(): Promise<BusHealth>;
  /** Waits for handlers that run, acknowledges what they handled, then closes. Idempotent. */
  close(): Promise<void>;
}

export interface BusConsumer {
  /** Stops taking new batches and waits for the running one. Idempotent. */
  close(): Promise<void>;
}

export class RecordTooLarge extends Error {
  constructor(
    readonly bytes: number,
    readonly limit: number,
    readonly topic: string,
  ) {
    super(`a record of ${bytes} bytes for ${topic} is over the limit of ${limit}`);
    this.name = 'RecordTooLarge';
  }
}
export class UnknownTopic extends Error {
  constructor(readonly topic: string) {
    super(`there is no topic ${topic}; ensureTopics creates it`);
    this.name = 'UnknownTopic';
  }
}
export class BusClosed extends Error {
  constructor() {
    super('the bus has been closed');
    this.name = 'BusClosed';
  }
}
