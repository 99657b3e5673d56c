import { CompressionTypes, type Kafka, type Producer, type RecordMetadata, type TopicMessages } from 'kafkajs';
import { defaultPauses, endsWithin, pause, pauseAfter } from '../backoff.js';
import type { OnBusEvent } from '../events.js';
import { faultOf } from '../fault-of.js';
import { BusClosed, type BusMessage } from '../port.js';
import { recordBytes } from '../record-size.js';
import { BusUnavailable } from './options.js';
import { asOutage, isUnknownTopic } from './outage.js';
import { rootOf } from './root-of.js';
import { shortRetries } from './client.js';
import { keyPartitioner } from './partitioner.js';

/** What one request carries at most: as many bytes fit into one batch of one partition, whatever the partition. */
const sendBytes = 1024 * 1024;
const sendRecords = 2_000;
const storeMillis = 10_000;

export interface AppenderOptions {
  readonly publishMillis: number;
  readonly compression: 'none' | 'gzip';
  readonly onEvent?: OnBusEvent | undefined;
  /** A topic that the brokers do not know any more. */
  readonly onUnknownTopics: (topics: Iterable<string>) => void;
}

/** What one call of `publish` still wants stored. */
interface Wanted {
  readonly messages: readonly BusMessage[];
  /** How many are in a request or stored. */
  taken: number;
  stored: number;
  over: boolean;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/**
 * Stores what is published, in the order of the calls: one request at a time, with all that has come meanwhile. While the
 * brokers are away it pauses between tries, so nobody who publishes again at once can make it spin.
 */
export class Appender {
  private readonly queue: Wanted[] = [];
  private readonly abort = new AbortController();
  private producer: Producer | undefined;
  private running: Promise<void> | undefined;
  private closing = false;
  private failures = 0;
  /** The last offset that was answered, by partition: one that falls back is of a new topic. */
  private readonly newest = new Map<string, bigint>();

  constructor(
    private readonly kafka: Kafka,
    private readonly options: AppenderOptions,
  ) {}

  /** @throws {BusUnavailable} after the deadline; then it may be stored or not, or is not even tried any more */
  append(messages: readonly BusMessage[]): Promise<void> {
    if (this.closing) return Promise.reject(new BusClosed());
    return new Promise((resolve, reject) => {
      const { publishMillis } = this.options;
      const wanted: Wanted = {
        messages,
        taken: 0,
        stored: 0,
        over: false,
        resolve: () => end(resolve),
        reject: (error) => end(() => reject(error)),
      };
      const end = (how: () => void): void => {
        if (wanted.over) return;
        wanted.over = true;
        clearTimeout(timer);
        how();
      };
      const timer = setTimeout(
        () => wanted.reject(new BusUnavailable(`the brokers did not store it within ${publishMillis} ms`)),
        publishMillis,
      );
      this.queue.push(wanted);
      this.running ??= this.run();
    });
  }

  /** Stores what has been taken in, within the time; refuses the rest. */
  async close(millis: number): Promise<void> {
    this.closing = true;
    if (this.failures > 0) this.abort.abort();
    if (this.running) await endsWithin(millis, this.running);
    this.abort.abort();
    for (const wanted of this.queue.splice(0)) wanted.reject(new BusClosed());
    await this.forget();
  }

  private async run(): Promise<void> {
    // Those who publish in the same turn go together.
    await Promise.resolve();
    const { signal } = this.abort;
    while (this.queue.length > 0 && !signal.aborted) {
      if (this.failures > 0) await pause(pauseAfter(this.failures, defaultPauses), signal);
      if (!signal.aborted) await this.sendOnce();
    }
    this.running = undefined;
  }

  private async sendOnce(): Promise<void> {
    const parts = this.take();
    if (parts.length === 0) return;
    const messages = parts.flatMap(({ wanted, from, to }) => wanted.messages.slice(from, to));
    try {
      const producer = (this.producer ??= await this.connect());
      const answered = await producer.sendBatch({
        acks: -1,
        timeout: storeMillis,
        compression: this.options.compression === 'gzip' ? CompressionTypes.GZIP : CompressionTypes.None,
        topicMessages: byTopic(messages),
      });
      this.failures = 0;
      this.noteOffsets(answered);
      for (const { wanted, from, to } of parts) {
        wanted.stored += to - from;
        if (wanted.stored === wanted.messages.length) wanted.resolve();
      }
    } catch (error) {
      this.failed(error, parts, messages);
    }
  }

  private failed(error: unknown, parts: readonly Part[], messages: readonly BusMessage[]): void {
    const thrown = asOutage(error, 'the brokers did not store it');
    this.options.onEvent?.({ kind: 'append.failed', records: messages.length, fault: faultOf(rootOf(error)) });
    if (isUnknownTopic(error)) this.options.onUnknownTopics(new Set(messages.map(({ topic }) => topic)));
    for (const { wanted } of parts) wanted.reject(thrown);
    if (!(thrown instanceof BusUnavailable)) return;
    this.failures += 1;
    // What waits behind would overtake what is tried again.
    for (const wanted of this.queue.splice(0)) wanted.reject(thrown);
    void this.forget();
  }

  /** The next records, of one call or several, up to what a request carries. */
  private take(): Part[] {
    const parts: Part[] = [];
    let bytes = 0;
    let records = 0;
    for (let first = this.queue[0]; first && records < sendRecords; first = this.queue[0]) {
      const from = first.taken;
      while (!first.over && first.taken < first.messages.length && records < sendRecords) {
        const message = first.messages[first.taken] as BusMessage;
        const size = recordBytes(message) + message.key.length + 80;
        if (records > 0 && bytes + size > sendBytes) break;
        bytes += size;
        records += 1;
        first.taken += 1;
      }
      if (first.taken > from) parts.push({ wanted: first, from, to: first.taken });
      if (!first.over && first.taken < first.messages.length) break;
      this.queue.shift();
    }
    return parts;
  }

  private async connect(): Promise<Producer> {
    const producer = this.kafka.producer({
      allowAutoTopicCreation: false,
      metadataMaxAge: 60_000,
      maxInFlightRequests: 8,
      retry: shortRetries,
      createPartitioner: keyPartitioner,
    });
    try {
      await producer.connect();
      return producer;
    } catch (error) {
      void producer.disconnect().catch(() => undefined);
      throw error;
    }
  }

  private async forget(): Promise<void> {
    const { producer } = this;
    this.producer = undefined;
    if (producer) await endsWithin(1_000, producer.disconnect());
  }

  private noteOffsets(answered: readonly RecordMetadata[]): void {
    for (const { topicName, partition, baseOffset } of answered) {
      if (baseOffset === undefined) continue;
      const key = `${topicName}/${partition}`;
      const offset = BigInt(baseOffset);
      const before = this.newest.get(key);
      this.newest.set(key, offset);
      if (before === undefined || offset > before) continue;
      for (const known of this.newest.keys()) if (known.startsWith(`${topicName}/`)) this.newest.delete(known);
      this.newest.set(key, offset);
      this.options.onEvent?.({ kind: 'topic.recreated', topic: topicName });
    }
  }
}

interface Part {
  readonly wanted: Wanted;
  readonly from: number;
  readonly to: number;
}

function byTopic(messages: readonly BusMessage[]): TopicMessages[] {
  const topics = new Map<string, TopicMessages>();
  for (const { topic, key, headers, value } of messages) {
    let of = topics.get(topic);
    if (!of) topics.set(topic, (of = { topic, messages: [] }));
    of.messages.push({
      key,
      headers: { ...headers },
      value: Buffer.from(value.buffer, value.byteOffset, value.byteLength),
    });
  }
  return [...topics.values()];
}
