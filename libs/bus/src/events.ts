/** What a bus tells its application, which logs and counts it. Never carries a value, a key or an error's text. */
export type BusEvent =
  /** Nothing is acknowledged; the same deliveries come again after the pause. */
  | { readonly kind: 'consumer.paused'; readonly group: string; readonly fault: string; readonly pauseMillis: number }
  | { readonly kind: 'consumer.resumed'; readonly group: string }
  /** A batch failed through no outage and is halved to find the delivery that causes it. */
  | { readonly kind: 'batch.bisected'; readonly group: string; readonly deliveries: number; readonly fault: string }
  | {
      readonly kind: 'delivery.quarantined';
      readonly group: string;
      readonly topic: string;
      readonly partition: number;
      readonly offset: string;
      readonly reason: string;
    }
  /** The delivery stays unacknowledged and holds its group until it can be quarantined. */
  | { readonly kind: 'quarantine.failed'; readonly group: string; readonly fault: string; readonly pauseMillis: number }
  /** A handler did not end within the time that closing allows; its deliveries come again at the next start. */
  | { readonly kind: 'consumer.abandoned'; readonly group: string }
  | { readonly kind: 'read.failed'; readonly group: string; readonly fault: string }
  | { readonly kind: 'append.failed'; readonly records: number; readonly fault: string }
  | { readonly kind: 'position.failed'; readonly fault: string }
  | { readonly kind: 'upkeep.failed'; readonly fault: string }
  | { readonly kind: 'records.dropped'; readonly topic: string; readonly records: number }
  /** The group was rebalanced; this process has so many partitions now. */
  | { readonly kind: 'consumer.joined'; readonly group: string; readonly partitions: number }
  /** The consumer failed, or was silent for too long, and is built anew. */
  | { readonly kind: 'consumer.rebuilt'; readonly group: string; readonly fault: string; readonly pauseMillis: number }
  /** The brokers answer, yet a consumer built anew several times fetches nothing: the process should end, non-zero. */
  | { readonly kind: 'consumer.stuck'; readonly group: string; readonly rebuilds: number }
  /** What was handled is not acknowledged yet; it is tried again, or its partition's next owner handles it once more. */
  | { readonly kind: 'commit.failed'; readonly group: string; readonly fault: string }
  /** A topic that this bus used has been deleted and is there again: what it held is gone and has to be published again. */
  | { readonly kind: 'topic.recreated'; readonly topic: string };

export type OnBusEvent = (event: BusEvent) => void;
