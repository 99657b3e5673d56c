import { defaultPauses, pause, pauseAfter, endsWithin } from '../backoff.js';
import { deliver } from '../deliver.js';
import type { OnBusEvent } from '../events.js';
import { faultOf } from '../fault-of.js';
import type { BusConsumer, Delivery, Subscription } from '../port.js';
import type { ReadLimits } from './log-table.js';
import type { PositionSaver } from './position-saver.js';
import type { Position } from './position-table.js';
import type { Reader, TopicLog } from './topic-log.js';

const defaultMaxBatch = 500;
/** A batch has this much at most, whatever it counts. */
const maxBatchBytes = 8 * 1024 * 1024;

export interface GroupConsumerOptions {
  readonly log: TopicLog;
  readonly saver: PositionSaver;
  readonly onEvent?: OnBusEvent | undefined;
  /** How long closing waits for the handler that runs. */
  readonly closeMillis: number;
  readonly onClosed: () => void;
}

/** Brings one group its deliveries: one batch of one topic at a time, the topics in turn. */
export class GroupConsumer implements BusConsumer, Reader {
  private readonly positions: Map<string, number>;
  private readonly abort = new AbortController();
  private readonly limits: ReadLimits;
  private running: Promise<void> = Promise.resolve();
  private closing: Promise<void> | undefined;
  private wakeUp: () => void = () => undefined;
  private abandoned = false;

  constructor(
    private readonly subscription: Subscription,
    start: readonly Position[],
    private readonly options: GroupConsumerOptions,
  ) {
    this.positions = new Map(start.map(({ topic, offset }) => [topic, offset]));
    this.limits = { records: subscription.maxBatch ?? defaultMaxBatch, bytes: maxBatchBytes };
  }

  start(): void {
    this.options.log.attach(this);
    this.running = this.run();
  }

  positionOf(topic: string): number | undefined {
    return this.positions.get(topic);
  }

  wake(topic: string): void {
    if (this.positions.has(topic)) this.wakeUp();
  }

  lag(): Record<string, number> {
    const { log } = this.options;
    return Object.fromEntries([...this.positions].map(([topic, position]) => [topic, log.head(topic) - position]));
  }

  close(): Promise<void> {
    return (this.closing ??= this.end());
  }

  private async end(): Promise<void> {
    const { log, saver, closeMillis, onEvent, onClosed } = this.options;
    this.abort.abort();
    this.wakeUp();
    if (!(await endsWithin(closeMillis, this.running))) {
      this.abandoned = true;
      onEvent?.({ kind: 'consumer.abandoned', group: this.subscription.group });
    }
    log.detach(this);
    await endsWithin(closeMillis, saver.flush());
    onClosed();
  }

  private async run(): Promise<void> {
    const { signal } = this.abort;
    while (!signal.aborted) {
      const topic = this.nextTopic();
      if (topic === undefined) await this.awaitWork();
      else await this.runBatch(topic);
    }
  }

  /** A topic with something to handle; the one served last has to wait for the others. */
  private nextTopic(): string | undefined {
    for (const [topic, position] of this.positions) {
      if (this.options.log.head(topic) <= position) continue;
      this.positions.delete(topic);
      this.positions.set(topic, position);
      return topic;
    }
    return undefined;
  }

  private async awaitWork(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.wakeUp = resolve;
      if (this.abort.signal.aborted) resolve();
    });
  }

  private async runBatch(topic: string): Promise<void> {
    const { signal } = this.abort;
    const batch = await this.read(topic);
    if (!batch) return;
    const { group, handler, quarantine } = this.subscription;
    const { onEvent } = this.options;
    const settled = (count: number): void => {
      if (count > 0) this.moveTo(topic, Number(batch[count - 1]?.offset) + 1);
    };
    await deliver(batch, { group, handler, quarantine, signal, settled, onEvent });
  }

  /** The next batch; undefined when closing came first. */
  private async read(topic: string): Promise<readonly Delivery[] | undefined> {
    const { signal } = this.abort;
    for (let failures = 1; !signal.aborted; failures += 1) {
      try {
        const batch = await this.options.log.read(topic, this.positions.get(topic) ?? 0, this.limits);
        if (batch.length === 0) throw new Error(`the log of ${topic} ends before its head`);
        return batch;
      } catch (error) {
        this.options.onEvent?.({ kind: 'read.failed', group: this.subscription.group, fault: faultOf(error) });
        await pause(pauseAfter(failures, defaultPauses), signal);
      }
    }
    return undefined;
  }

  private moveTo(topic: string, offset: number): void {
    if (this.abandoned) return;
    this.positions.set(topic, offset);
    this.options.saver.moveTo({ group: this.subscription.group, topic, offset });
    this.options.log.passed(topic);
  }
}
