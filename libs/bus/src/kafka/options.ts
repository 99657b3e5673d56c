import type { ConnectionOptions } from 'node:tls';
import type { ISocketFactory, SASLOptions } from 'kafkajs';
import type { OnBusEvent } from '../events.js';
import type { Bus } from '../port.js';

export interface KafkaBusOptions {
  /** `host:port`, one or more. */
  readonly brokers: readonly string[];
  /** Name that brokers log (`lienthong`). */
  readonly clientId?: string;
  /** Partitions of a topic that is created (16). */
  readonly partitions?: number;
  /** Replicas of a topic that is created (1). */
  readonly replication?: number;
  readonly sasl?: SASLOptions;
  readonly ssl?: ConnectionOptions | boolean;
  /** How long a topic that is created keeps its records (7 days); one that keeps them longer is refused. */
  readonly retentionMillis?: number;
  /** Without a heartbeat for so long, a member loses its partitions (15 s). */
  readonly sessionTimeoutMillis?: number;
  /** How long a rebalance waits for members whose handler runs (30 s). */
  readonly rebalanceTimeoutMillis?: number;
  /** Value plus headers of a record at most (1 MiB). Topics are created with room for it. */
  readonly maxRecordBytes?: number;
  /** How long closing waits for handlers that run (15 s); after that their deliveries come again. */
  readonly closeMillis?: number;
  /** After so long without being stored, a publish is rejected with {@link BusUnavailable} (10 s). */
  readonly publishMillis?: number;
  /** A consumer that has fetched nothing, not even an empty answer, for so long is built anew (75 s; longer than a rebalance). */
  readonly silenceMillis?: number;
  /** `none` (default) or `gzip`. */
  readonly compression?: 'none' | 'gzip';
  readonly onEvent?: OnBusEvent;
  /** What the client library says; never holds a record's key, headers or value. */
  readonly onLog?: (entry: KafkaLogEntry) => void;
  /**
   * The brokers answer, but a consumer that was built anew twice still fetches nothing: only a new process helps.
   * Whoever runs the process ends it, non-zero.
   */
  readonly onFatal?: (error: ConsumerStuck) => void;
  /** For tests: how connections are opened. */
  readonly socketFactory?: ISocketFactory;
}

export interface KafkaLogEntry {
  readonly level: 'error' | 'warn' | 'info' | 'debug';
  readonly message: string;
  readonly fields: Readonly<Record<string, string | number>>;
}

export interface ConsumerState {
  /**
   * `running`: has its partitions; `joining`: the group is being rebalanced; `rebuilding`: the consumer failed and is built
   * anew; `down`: the brokers cannot be reached, or the group has no consumer on this bus.
   */
  readonly state: 'running' | 'joining' | 'rebuilding' | 'down';
  /** How many partitions this process has. */
  readonly partitions: number;
  readonly lastRebalanceAt?: Date;
  readonly rebalances: number;
  readonly rebuilds: number;
  /**
   * Records fetched or known to be waiting, of the partitions this process has, as of the last fetch: no request is made.
   * {@link Bus.lag} asks the brokers.
   */
  readonly lag: number;
}

export interface KafkaBus extends Bus {
  readonly name: 'kafka';
  consumerState(group: string): ConsumerState;
}

/** What upkeep of the store does at the brokers while no process is at work. Each rejects with {@link BusUnavailable}. */
export interface KafkaTopicUpkeep {
  /** How many there are. */
  brokers(): Promise<number>;
  /** How many members these groups have together; one that was killed counts until its session has ended. */
  members(groups: readonly string[]): Promise<number>;
  /** Deletes those of them that are there with all that is in them, and the positions of their groups; creates all of them. */
  recreate(topics: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** The brokers did not store, or answer, in time. What was published may or may not be stored; publish it again later. */
export class BusUnavailable extends Error {
  /** What `isOutage` looks at. */
  readonly outage = true;
  constructor(what: string, cause?: unknown) {
    super(what, { cause });
    this.name = 'BusUnavailable';
  }
}

export class ConsumerStuck extends Error {
  constructor(
    readonly group: string,
    readonly rebuilds: number,
  ) {
    super(
      `the consumer of ${group} fetches nothing although the brokers answer and it was built anew ${rebuilds} times`,
    );
    this.name = 'ConsumerStuck';
  }
}
