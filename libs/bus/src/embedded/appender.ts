import { reached } from '@lienthong/contracts';
import type { OnBusEvent } from '../events.js';
import { faultOf } from '../fault-of.js';
import type { BusMessage, Delivery } from '../port.js';
import { recordBytes } from '../record-size.js';
import type { TopicBatch } from './encode-batch.js';
import { type Appended, appendRecords, type Db, deliveryOf } from './log-table.js';

/** Records and bytes of one append at most; a larger publish is stored in several, in order. */
const maxRecords = 2_000;
const maxBytes = 4 * 1024 * 1024;

export type OnAppended = (topic: string, firstOffset: number, deliveries: readonly Delivery[]) => void;

/** One call of `publish`. */
interface Publish {
  readonly messages: readonly BusMessage[];
  stored: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}
/** The next messages of a publish, as many as one append takes. */
interface Share {
  readonly publish: Publish;
  readonly messages: readonly BusMessage[];
}

/**
 * Appends what is published: one append in flight, what arrives meanwhile is the next batch, no linger. Nothing is
 * encoded or copied before its turn, so that waiting publishers cost no memory beyond what they hold themselves.
 */
export class Appender {
  private waiting: Publish[] = [];
  private running: Promise<void> | undefined;

  constructor(
    private readonly db: Db,
    private readonly onAppended: OnAppended,
    private readonly onEvent?: OnBusEvent,
  ) {}

  append(messages: readonly BusMessage[]): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ messages, stored: 0, resolve, reject });
      this.running ??= this.run();
    });
  }

  /** Resolves when everything accepted so far has been stored or refused. */
  async drained(): Promise<void> {
    await this.running;
  }

  private async run(): Promise<void> {
    await Promise.resolve(); // publishes of the same turn go together
    while (this.waiting.length > 0) await this.appendNext();
    this.running = undefined;
  }

  private async appendNext(): Promise<void> {
    const shares = this.takeShares();
    try {
      const batches = byTopic(shares.flatMap(({ messages }) => messages));
      const appended = await appendRecords(this.db, batches);
      reached('bus.appended', appended);
      for (const batch of batches) this.announce(batch, appended);
      for (const { publish, messages } of shares) {
        publish.stored += messages.length;
        if (publish.stored === publish.messages.length) publish.resolve();
      }
    } catch (error) {
      const records = shares.reduce((sum, { messages }) => sum + messages.length, 0);
      this.onEvent?.({ kind: 'append.failed', records, fault: faultOf(error) });
      const failed = new Set(shares.map(({ publish }) => publish));
      this.waiting = this.waiting.filter((publish) => !failed.has(publish));
      for (const publish of failed) publish.reject(error);
    }
  }

  /** Takes from the oldest publishes on what one append may have. A publish that is not taken whole stays first in line. */
  private takeShares(): readonly Share[] {
    const shares: Share[] = [];
    let records = 0;
    let bytes = 0;
    let finished = 0;
    filling: for (const publish of this.waiting) {
      const from = publish.stored;
      let to = from;
      for (; to < publish.messages.length; to += 1) {
        const size = recordBytes(publish.messages[to] as BusMessage);
        if (records > 0 && (records === maxRecords || bytes + size > maxBytes)) {
          if (to > from) shares.push({ publish, messages: publish.messages.slice(from, to) });
          break filling;
        }
        records += 1;
        bytes += size;
      }
      shares.push({ publish, messages: publish.messages.slice(from, to) });
      finished += 1;
    }
    this.waiting.splice(0, finished);
    return shares;
  }

  private announce({ topic, messages }: TopicBatch, appended: readonly Appended[]): void {
    const place = appended.find((candidate) => candidate.topic === topic);
    if (!place) throw new Error(`the topic ${topic} is no longer in bus.topic; nothing may delete topics`);
    const { firstOffset, appendedAt } = place;
    // A copy of the value, so that what the publisher does with its buffer afterwards reaches no consumer.
    const deliveries = messages.map((message, i) =>
      deliveryOf(firstOffset + i, appendedAt, { ...message, value: new Uint8Array(message.value) }),
    );
    this.onAppended(topic, firstOffset, deliveries);
  }
}

function byTopic(messages: readonly BusMessage[]): readonly TopicBatch[] {
  const topics = new Map<string, BusMessage[]>();
  for (const message of messages) {
    const same = topics.get(message.topic);
    if (same) same.push(message);
    else topics.set(message.topic, [message]);
  }
  return [...topics].map(([topic, own]) => ({ topic, messages: own }));
}
