import { sql } from 'kysely';
import { migrate, type Store } from '@lienthong/store';
import { endsWithin } from '../backoff.js';
import type { OnBusEvent } from '../events.js';
import { faultOf } from '../fault-of.js';
import { type Bus, BusClosed, type BusHealth, type BusMessage, type Subscription, UnknownTopic } from '../port.js';
import { refuseTooLarge } from '../record-size.js';
import { Appender } from './appender.js';
import { GroupConsumer } from './group-consumer.js';
import { createTopics, type Db } from './log-table.js';
import { busMigrations } from './migrations.js';
import { PositionSaver } from './position-saver.js';
import { readPositions, startPositions } from './position-table.js';
import { TopicLog } from './topic-log.js';
import { defaultRetention, type Retention, Upkeep } from './upkeep.js';

export interface EmbeddedBusOptions {
  /** Stays open when the bus closes; whoever opened it closes it afterwards. */
  readonly store: Store;
  /** Value plus headers of a record at most (1 MiB). */
  readonly maxRecordBytes?: number;
  /** 7 days, 1 GiB per topic. A record that some group has not handled yet is never deleted. */
  readonly retention?: Partial<Retention>;
  /** Newest records per topic that are kept in memory while a consumer has not passed them (16 MiB). */
  readonly tailBytes?: number;
  /** How long closing waits for handlers that run (15 s); after that their deliveries come again at the next start. */
  readonly closeMillis?: number;
  /** How often old records are looked for (60 s). */
  readonly upkeepMillis?: number;
  readonly onEvent?: OnBusEvent;
}

const safetyPollMillis = 5_000;
const healthMillis = 2_000;

/** A bus whose log is tables of the store, for one process that holds both sides. */
export async function createEmbeddedBus(options: EmbeddedBusOptions): Promise<Bus> {
  await migrate(options.store, busMigrations);
  const bus = new EmbeddedBus(options);
  await bus.open();
  return bus;
}

class EmbeddedBus implements Bus {
  readonly name = 'embedded';
  readonly maxRecordBytes: number;
  readonly retentionMillis: number;
  private readonly db: Db;
  private readonly log: TopicLog;
  private readonly appender: Appender;
  private readonly saver: PositionSaver;
  private readonly upkeep: Upkeep;
  private readonly consumers = new Map<string, GroupConsumer | 'starting'>();
  private readonly onEvent: OnBusEvent | undefined;
  private readonly closeMillis: number;
  private safetyPoll: NodeJS.Timeout | undefined;
  private closing: Promise<void> | undefined;

  constructor(options: EmbeddedBusOptions) {
    const { store, onEvent } = options;
    this.maxRecordBytes = options.maxRecordBytes ?? 1024 * 1024;
    this.closeMillis = options.closeMillis ?? 15_000;
    this.onEvent = onEvent;
    this.db = store.db('bus');
    this.log = new TopicLog(this.db, options.tailBytes ?? 16 * 1024 * 1024);
    this.appender = new Appender(this.db, (...appended) => this.log.appended(...appended), onEvent);
    this.saver = new PositionSaver(this.db, onEvent);
    const retention = { ...defaultRetention, ...options.retention };
    this.retentionMillis = retention.millis;
    this.upkeep = new Upkeep(this.db, retention, options.upkeepMillis ?? 60_000, onEvent);
  }

  async open(): Promise<void> {
    await this.log.refresh();
    // An append whose answer was lost leaves records that nobody was woken for.
    const look = () => this.log.refresh().catch(() => undefined);
    this.safetyPoll = setInterval(() => void look(), safetyPollMillis).unref();
  }

  async ensureTopics(topics: readonly string[]): Promise<void> {
    this.refuseClosed();
    if (topics.every((topic) => this.log.has(topic))) return;
    await createTopics(this.db, topics);
    await this.log.refresh();
  }

  async publish(messages: readonly BusMessage[]): Promise<void> {
    this.refuseClosed();
    this.refuseUnknown(messages.map(({ topic }) => topic));
    refuseTooLarge(messages, this.maxRecordBytes);
    if (messages.length > 0) await this.appender.append(messages);
  }

  async subscribe(subscription: Subscription): Promise<GroupConsumer> {
    this.refuseClosed();
    const { group, topics } = subscription;
    this.refuseUnknown(topics);
    if (this.consumers.has(group)) throw new Error(`the group ${group} already has a consumer on this bus`);
    this.consumers.set(group, 'starting');
    try {
      const start = await startPositions(this.db, group, topics);
      this.refuseClosed();
      const consumer = this.consumerOf(subscription, start);
      this.consumers.set(group, consumer);
      consumer.start();
      return consumer;
    } catch (error) {
      this.consumers.delete(group);
      throw error;
    }
  }

  async lag(group: string): Promise<Readonly<Record<string, number>>> {
    const consumer = this.consumers.get(group);
    if (consumer instanceof GroupConsumer) return consumer.lag();
    const positions = await readPositions(this.db, group);
    return Object.fromEntries(positions.map(({ topic, offset }) => [topic, this.log.head(topic) - offset]));
  }

  async health(): Promise<BusHealth> {
    if (this.closing) return { state: 'down', cause: 'closed' };
    let fault: string | undefined;
    const asked = sql`select 1 from bus.topic limit 1`.execute(this.db).catch((error: unknown) => {
      fault = faultOf(error);
    });
    if (!(await endsWithin(healthMillis, asked)))
      return { state: 'down', cause: `no answer within ${healthMillis} ms` };
    return fault === undefined ? { state: 'up' } : { state: 'down', cause: fault };
  }

  close(): Promise<void> {
    return (this.closing ??= this.end());
  }

  private async end(): Promise<void> {
    clearInterval(this.safetyPoll);
    const consumers = [...this.consumers.values()].filter((consumer) => consumer instanceof GroupConsumer);
    await Promise.all(consumers.map((consumer) => consumer.close()));
    await endsWithin(this.closeMillis, Promise.all([this.appender.drained(), this.upkeep.stop()]));
    this.saver.stop();
  }

  private consumerOf(subscription: Subscription, start: Awaited<ReturnType<typeof startPositions>>): GroupConsumer {
    const { log, saver, onEvent, closeMillis } = this;
    const onClosed = () => this.consumers.delete(subscription.group);
    return new GroupConsumer(subscription, start, { log, saver, onEvent, closeMillis, onClosed });
  }

  private refuseClosed(): void {
    if (this.closing) throw new BusClosed();
  }

  private refuseUnknown(topics: readonly string[]): void {
    const unknown = topics.find((topic) => !this.log.has(topic));
    if (unknown !== undefined) throw new UnknownTopic(unknown);
  }
}
