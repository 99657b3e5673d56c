import { PartitionAssigners, type Consumer, type EachBatchPayload, type Kafka, type PartitionAssigner } from 'kafkajs';
import { endsWithin } from '../backoff.js';
import type { OnBusEvent } from '../events.js';
import type { Subscription } from '../port.js';
import { shortRetries } from './client.js';
import { Collector } from './collector.js';
import { Committer, type Progress } from './committer.js';
import { LostMembership } from './lost-membership.js';
import type { Positions } from './positions.js';
import { SpinGuard } from './spin-guard.js';
import type { Turn } from './turn.js';

/** How long the brokers hold an empty fetch; closing waits for it, so it is short. */
const fetchWaitMillis = 500;
const fetchBytes = 5 * 1024 * 1024;
const partitionBytes = 1024 * 1024;
const partitionsAtOnce = 64;
const shortestDisconnectMillis = 1_000;
const longestDisconnectMillis = 3_000;

export interface SessionOptions {
  readonly kafka: Kafka;
  readonly subscription: Subscription;
  readonly turn: Turn;
  readonly positions: Positions;
  readonly sessionTimeoutMillis: number;
  readonly rebalanceTimeoutMillis: number;
  readonly onEvent?: OnBusEvent | undefined;
  readonly onJoined: (partitions: number) => void;
  readonly onJoining: () => void;
}

/** One kafkajs consumer from its connection to its end. It never restarts itself: whoever owns it builds another. */
export class Session {
  /** Resolves with what ended it. */
  readonly ended: Promise<unknown>;
  /** When the brokers last answered a fetch, or the group this member that has no partition. */
  lastActivity = performance.now();
  fetched = false;
  private readonly consumer: Consumer;
  private readonly end: (reason: unknown) => void;
  private readonly spin = new SpinGuard(() => this.end(new Error('fetches without asking the brokers')));
  private partitions = 0;
  private membership: Membership | undefined;
  private over = false;

  constructor(private readonly options: SessionOptions) {
    const { promise, resolve } = Promise.withResolvers<unknown>();
    this.ended = promise;
    this.end = resolve;
    const { kafka, subscription, sessionTimeoutMillis, rebalanceTimeoutMillis } = options;
    this.consumer = kafka.consumer({
      groupId: subscription.group,
      sessionTimeout: sessionTimeoutMillis,
      rebalanceTimeout: rebalanceTimeoutMillis,
      heartbeatInterval: this.heartbeatMillis,
      maxWaitTimeInMs: fetchWaitMillis,
      maxBytes: fetchBytes,
      maxBytesPerPartition: partitionBytes,
      metadataMaxAge: 60_000,
      allowAutoTopicCreation: false,
      partitionAssigners: [this.assigner],
      retry: { ...shortRetries, retries: 8, restartOnFailure: async () => false },
    });
    this.watch();
  }

  get busy(): boolean {
    return this.membership?.collector.busy === true;
  }

  async start(): Promise<void> {
    const { consumer, options } = this;
    try {
      await consumer.connect();
      await consumer.subscribe({ topics: [...options.subscription.topics], fromBeginning: true });
      if (this.over) return;
      await consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        partitionsConsumedConcurrently: partitionsAtOnce,
        eachBatch: (payload) => this.take(payload),
      });
    } catch (error) {
      this.end(error);
    }
  }

  /** Waits for the running handler, commits what it settled, leaves the group. */
  async close(millis: number): Promise<void> {
    this.over = true;
    const { membership } = this;
    if (membership && !(await endsWithin(millis, membership.collector.stop()))) {
      this.options.onEvent?.({ kind: 'consumer.abandoned', group: this.options.subscription.group });
      this.lose(membership);
      membership.collector.abandon();
    }
    this.end(undefined);
    await endsWithin(
      Math.max(shortestDisconnectMillis, Math.min(longestDisconnectMillis, millis)),
      this.consumer.disconnect(),
    );
  }

  private get heartbeatMillis(): number {
    return Math.min(2_000, Math.floor(this.options.sessionTimeoutMillis / 5));
  }

  /** Hands over what was fetched of one partition. */
  private async take(payload: EachBatchPayload): Promise<void> {
    const { membership } = this;
    if (this.over || !membership) return;
    membership.commitOffsets = (progress) => payload.commitOffsetsIfNecessary(offsetsOf(progress));
    this.options.positions.fetched(payload.batch);
    if (membership.collector.stopped && membership.stands) membership.collector = this.collectorOf(membership);
    await membership.collector.add(payload);
  }

  private watch(): void {
    const { consumer } = this;
    const { events } = consumer;
    consumer.on(events.CRASH, ({ payload }) => this.end(payload.error));
    consumer.on(events.GROUP_JOIN, ({ payload }) => this.joined(Object.values(payload.memberAssignment).flat().length));
    consumer.on(events.FETCH, ({ payload }) => this.spin.turned(payload.duration));
    consumer.on(events.REQUEST, ({ payload }) => {
      if (payload.apiName !== 'Fetch') return;
      this.spin.asked();
      this.active();
    });
    consumer.on(events.HEARTBEAT, () => {
      if (this.partitions === 0) this.active();
    });
  }

  private active(): void {
    this.lastActivity = performance.now();
    this.fetched = true;
  }

  private joined(partitions: number): void {
    const membership: Membership = {
      stands: true,
      committer: new Committer((progress) => {
        if (!membership.stands || !membership.commitOffsets) throw new LostMembership();
        return membership.commitOffsets(progress);
      }),
      collector: undefined as never,
    };
    membership.collector = this.collectorOf(membership);
    this.membership = membership;
    this.partitions = partitions;
    this.lastActivity = performance.now();
    this.options.onJoined(partitions);
  }

  /** Asked by the library just before it joins: from here on what was fetched before is not ours any more. */
  private joining(): void {
    const { membership } = this;
    if (membership) {
      this.lose(membership);
      void membership.collector.stop(new LostMembership());
    }
    this.options.onJoining();
  }

  private lose(membership: Membership): void {
    membership.stands = false;
  }

  private collectorOf(membership: Membership): Collector {
    const { subscription, turn, positions, onEvent } = this.options;
    return new Collector({
      subscription,
      committer: membership.committer,
      turn,
      heartbeatMillis: this.heartbeatMillis,
      onEvent,
      isMember: () => membership.stands,
      onSettled: (progress) => positions.settled(progress),
      onIdle: () => (this.lastActivity = performance.now()),
    });
  }

  private readonly assigner: PartitionAssigner = (config) => {
    const inner = PartitionAssigners.roundRobin(config);
    return {
      ...inner,
      assign: (group) => inner.assign(group),
      protocol: (subscription) => {
        this.joining();
        return inner.protocol(subscription);
      },
    };
  };
}

/** One generation of the group that this process is a member of. */
interface Membership {
  stands: boolean;
  readonly committer: Committer;
  collector: Collector;
  commitOffsets?: (progress: readonly Progress[]) => Promise<void>;
}

function offsetsOf(progress: readonly Progress[]): { topics: { topic: string; partitions: Progress[] }[] } {
  const topics = Map.groupBy(progress, ({ topic }) => topic);
  return { topics: [...topics].map(([topic, partitions]) => ({ topic, partitions })) };
}
