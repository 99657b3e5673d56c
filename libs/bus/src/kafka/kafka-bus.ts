import type { Kafka } from 'kafkajs';
import { faultOf } from '../fault-of.js';
import { BusClosed, type BusHealth, type BusMessage, type Subscription } from '../port.js';
import { refuseTooLarge } from '../record-size.js';
import { AdminLine } from './admin-line.js';
import { Appender } from './appender.js';
import { kafkaClient } from './client.js';
import { GroupConsumer } from './group-consumer.js';
import { lagOf } from './lag.js';
import { BusUnavailable, type ConsumerState, type KafkaBus, type KafkaBusOptions } from './options.js';
import { rootOf } from './root-of.js';
import { askMillis, topicSettings } from './topic-settings.js';
import { Topics } from './topics.js';

const healthMillis = 2_000;
const absent: ConsumerState = { state: 'down', partitions: 0, rebalances: 0, rebuilds: 0, lag: 0 };

export class OpenKafkaBus implements KafkaBus {
  readonly name = 'kafka';
  readonly maxRecordBytes: number;
  readonly retentionMillis: number;
  private readonly kafka: Kafka;
  private readonly admin: AdminLine;
  private readonly topics: Topics;
  private readonly appender: Appender;
  private readonly consumers = new Map<string, GroupConsumer | 'starting'>();
  private readonly subscribed = new Map<string, readonly string[]>();
  private readonly closeMillis: number;
  private closing: Promise<void> | undefined;

  constructor(private readonly options: KafkaBusOptions) {
    const settings = topicSettings(options);
    this.maxRecordBytes = settings.maxRecordBytes;
    this.retentionMillis = settings.retentionMillis;
    this.closeMillis = options.closeMillis ?? 15_000;
    this.kafka = kafkaClient(options);
    this.admin = new AdminLine(this.kafka);
    this.topics = new Topics(this.admin, settings);
    this.appender = new Appender(this.kafka, {
      publishMillis: options.publishMillis ?? 10_000,
      compression: options.compression ?? 'none',
      onEvent: options.onEvent,
      onUnknownTopics: (names) => this.topics.doubt(names),
    });
  }

  async ensureTopics(topics: readonly string[]): Promise<void> {
    this.refuseClosed();
    await this.topics.ensure(topics);
  }

  async publish(messages: readonly BusMessage[]): Promise<void> {
    this.refuseClosed();
    refuseTooLarge(messages, this.maxRecordBytes);
    if (messages.length === 0) return;
    const topics = messages.map(({ topic }) => topic);
    // Taken in within this turn where nothing has to be asked: a close that follows still stores it.
    if (!this.topics.knows(topics)) await this.topics.require(topics);
    await this.appender.append(messages);
  }

  /** Resolves before the group has been joined, which also happens later when the brokers are away now. */
  async subscribe(subscription: Subscription): Promise<GroupConsumer> {
    this.refuseClosed();
    const { group, topics } = subscription;
    if (this.consumers.has(group)) throw new Error(`the group ${group} already has a consumer on this bus`);
    this.consumers.set(group, 'starting');
    try {
      await this.topics.require(topics).catch(unlessOutage);
      this.refuseClosed();
      const consumer = this.consumerOf(subscription);
      this.consumers.set(group, consumer);
      this.subscribed.set(group, topics);
      consumer.start();
      return consumer;
    } catch (error) {
      this.consumers.delete(group);
      throw error;
    }
  }

  lag(group: string): Promise<Readonly<Record<string, number>>> {
    const subscribed = this.consumers.has(group) ? (this.subscribed.get(group) ?? []) : [];
    return this.admin.ask('lag', askMillis, (admin) => lagOf(admin, group, subscribed));
  }

  consumerState(group: string): ConsumerState {
    const consumer = this.consumers.get(group);
    return consumer instanceof GroupConsumer ? consumer.state() : absent;
  }

  async health(): Promise<BusHealth> {
    if (this.closing) return { state: 'down', cause: 'closed' };
    try {
      await this.admin.ask('health', healthMillis, (admin) => admin.describeCluster());
      return { state: 'up' };
    } catch (error) {
      return { state: 'down', cause: faultOf(rootOf(error)) };
    }
  }

  close(): Promise<void> {
    return (this.closing ??= this.end());
  }

  private async end(): Promise<void> {
    const consumers = [...this.consumers.values()].filter((consumer) => consumer instanceof GroupConsumer);
    await Promise.all([...consumers.map((consumer) => consumer.close()), this.appender.close(this.closeMillis)]);
    await this.admin.close();
  }

  private consumerOf(subscription: Subscription): GroupConsumer {
    const { kafka, topics, closeMillis, options } = this;
    return new GroupConsumer(subscription, {
      kafka,
      topics,
      closeMillis,
      sessionTimeoutMillis: options.sessionTimeoutMillis ?? 15_000,
      rebalanceTimeoutMillis: options.rebalanceTimeoutMillis ?? 30_000,
      silenceMillis: options.silenceMillis ?? 75_000,
      onEvent: options.onEvent,
      onFatal: options.onFatal,
      onClosed: () => this.consumers.delete(subscription.group),
    });
  }

  private refuseClosed(): void {
    if (this.closing) throw new BusClosed();
  }
}

function unlessOutage(error: unknown): void {
  if (!(error instanceof BusUnavailable)) throw error;
}
