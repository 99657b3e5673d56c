import type { Admin } from 'kafkajs';
import type { OnBusEvent } from '../events.js';
import { UnknownTopic } from '../port.js';
import type { AdminLine } from './admin-line.js';
import { BusUnavailable } from './options.js';

/** Room in a record for its key and what the format adds. */
const recordMargin = 64 * 1024;

export interface TopicSettings {
  readonly partitions: number;
  readonly replication: number;
  readonly maxRecordBytes: number;
  readonly retentionMillis: number;
  readonly askMillis: number;
  readonly onEvent?: OnBusEvent | undefined;
}

/** A topic was created by others with too little room for our records. Whoever runs the brokers must act. */
export class TopicTooNarrow extends Error {
  constructor(topic: string, allowed: number, needed: number) {
    super(
      `the topic ${topic} allows records of ${allowed} bytes but ${needed} are needed: set max.message.bytes of the topic`,
    );
    this.name = 'TopicTooNarrow';
  }
}

/** A topic was created by others and keeps records longer than work is promised to outlive. Whoever runs the brokers must act. */
export class TopicKeepsTooLong extends Error {
  constructor(topic: string, found: number, allowed: number) {
    const days = (millis: number): string =>
      millis < 0 ? 'for ever' : `for ${+(millis / 86_400_000).toFixed(2)} days`;
    super(
      `the topic ${topic} keeps its records ${days(found)}, longer than bus.retentionDays says (${days(allowed)}): set retention.ms of the topic, or the configuration`,
    );
    this.name = 'TopicKeepsTooLong';
  }
}

/** Which topics there are, and those that this bus is responsible for. */
export class Topics {
  /** Asked to exist by `ensure`. */
  private readonly ensured = new Set<string>();
  private readonly known = new Set<string>();

  constructor(
    private readonly admin: AdminLine,
    private readonly settings: TopicSettings,
  ) {}

  async ensure(topics: readonly string[]): Promise<void> {
    for (const topic of topics) this.ensured.add(topic);
    const missing = await this.missing(topics);
    if (missing.length > 0) await this.create(missing);
    const there = topics.filter((topic) => !missing.includes(topic));
    if (there.length > 0) await this.refuseUnfit(there);
  }

  /**
   * Resolves when all are there. One that this bus was once asked to create and that has been deleted since is created again.
   * @throws {UnknownTopic} for one that nobody created
   * @throws {BusUnavailable} when the brokers do not say
   */
  async require(topics: Iterable<string>): Promise<void> {
    const unsure = [...new Set(topics)].filter((topic) => !this.known.has(topic));
    if (unsure.length === 0) return;
    const missing = await this.missing(unsure);
    const unknown = missing.find((topic) => !this.ensured.has(topic));
    if (unknown !== undefined) throw new UnknownTopic(unknown);
    if (missing.length === 0) return;
    await this.create(missing);
    for (const topic of missing) this.settings.onEvent?.({ kind: 'topic.recreated', topic });
  }

  /**
   * What stood in them is gone, whatever it was: those that are there are deleted, and all are created. Nobody may use them.
   * @throws {BusUnavailable} when the brokers do not say, or still have an old one after a while
   */
  async recreate(topics: readonly string[]): Promise<void> {
    const missing = await this.missing(topics);
    const there = topics.filter((topic) => !missing.includes(topic));
    this.doubt(topics);
    if (there.length > 0) await this.remove(there);
    await this.create(topics);
  }

  knows(topics: readonly string[]): boolean {
    return topics.every((topic) => this.known.has(topic));
  }

  /** What was known of them is no longer sure. */
  doubt(topics: Iterable<string>): void {
    for (const topic of topics) this.known.delete(topic);
  }

  private async missing(topics: readonly string[]): Promise<string[]> {
    const listed = await this.admin.ask('list topics', this.settings.askMillis, (admin) => admin.listTopics());
    const there = new Set(listed);
    for (const topic of topics) if (there.has(topic)) this.known.add(topic);
    return topics.filter((topic) => !there.has(topic));
  }

  /** Brokers delete behind what they answer; until they list it no more, it cannot be created again. */
  private async remove(topics: readonly string[]): Promise<void> {
    const { askMillis } = this.settings;
    await this.admin.ask('delete topics', askMillis, (admin) =>
      admin.deleteTopics({ topics: [...topics], timeout: askMillis }),
    );
    for (const end = Date.now() + removalMillis; (await this.missing(topics)).length < topics.length;) {
      if (Date.now() > end) throw new BusUnavailable(`${topics.join(', ')} not deleted after ${removalMillis} ms`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    this.doubt(topics);
  }

  private async create(topics: readonly string[]): Promise<void> {
    const { partitions, replication, askMillis } = this.settings;
    const configEntries = [
      { name: 'max.message.bytes', value: String(this.neededBytes()) },
      { name: 'retention.ms', value: String(this.settings.retentionMillis) },
    ];
    await this.admin.ask('create topics', askMillis, async (admin) => {
      await admin.createTopics({
        topics: topics.map((topic) => ({
          topic,
          numPartitions: partitions,
          replicationFactor: replication,
          configEntries,
        })),
        waitForLeaders: false,
        timeout: askMillis,
      });
      const end = Date.now() + askMillis;
      for (const topic of topics) await led(admin, topic, end);
    });
    for (const topic of topics) this.known.add(topic);
  }

  private neededBytes(): number {
    return this.settings.maxRecordBytes + recordMargin;
  }

  private async refuseUnfit(topics: readonly string[]): Promise<void> {
    const resources = topics.map((name) => ({
      type: topicResource,
      name,
      configNames: ['max.message.bytes', 'retention.ms'],
    }));
    const described = await this.admin.ask('describe topics', this.settings.askMillis, (admin) =>
      admin.describeConfigs({ resources, includeSynonyms: false }),
    );
    for (const { resourceName, configEntries } of described.resources) {
      const valueOf = (wanted: string): number | undefined => {
        const value = configEntries.find(({ configName }) => configName === wanted)?.configValue;
        return value === undefined || value === null ? undefined : Number(value);
      };
      const { maxRecordBytes, retentionMillis } = this.settings;
      const allowed = valueOf('max.message.bytes') ?? Infinity;
      if (allowed < maxRecordBytes) throw new TopicTooNarrow(resourceName, allowed, maxRecordBytes);
      const kept = valueOf('retention.ms') ?? 0;
      if (kept < 0 || kept > retentionMillis) throw new TopicKeepsTooLong(resourceName, kept, retentionMillis);
    }
  }
}

const removalMillis = 30_000;

/** ConfigResourceTypes.TOPIC */
const topicResource = 2;

/**
 * A topic is described before its partitions are really led: until then publishing would be refused in part and repeated.
 * Ends with the deadline of whoever asked.
 */
async function led(admin: Admin, topic: string, end: number): Promise<void> {
  for (;;) {
    try {
      await admin.fetchTopicOffsets(topic);
      return;
    } catch (error) {
      if (Date.now() > end) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
