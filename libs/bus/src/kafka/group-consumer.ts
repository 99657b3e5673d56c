import type { Kafka } from 'kafkajs';
import { defaultPauses, endsWithin, pause, pauseAfter } from '../backoff.js';
import type { OnBusEvent } from '../events.js';
import { faultOf } from '../fault-of.js';
import type { BusConsumer, Subscription } from '../port.js';
import { ConsumerStuck, type ConsumerState } from './options.js';
import { Positions } from './positions.js';
import { rootOf } from './root-of.js';
import { Session } from './session.js';
import type { Topics } from './topics.js';
import { Turn } from './turn.js';

export interface GroupConsumerOptions {
  readonly kafka: Kafka;
  readonly topics: Topics;
  readonly sessionTimeoutMillis: number;
  readonly rebalanceTimeoutMillis: number;
  readonly closeMillis: number;
  readonly silenceMillis: number;
  readonly onEvent?: OnBusEvent | undefined;
  readonly onFatal?: ((error: ConsumerStuck) => void) | undefined;
  readonly onClosed: () => void;
}

/** So many rebuilds in a row that brought no fetch, while the brokers answer, are enough. */
const barrenRebuilds = 2;
const lookMillis = 1_000;

/** Keeps one group's consumer alive: builds another when it crashes or falls silent. */
export class GroupConsumer implements BusConsumer {
  private readonly abort = new AbortController();
  private readonly turn = new Turn();
  private readonly positions: Positions;
  private session: Session | undefined;
  private running: Promise<void> = Promise.resolve();
  private closing: Promise<void> | undefined;
  private current: Omit<ConsumerState, 'lag'> = { state: 'joining', partitions: 0, rebalances: 0, rebuilds: 0 };
  /** Sessions in a row without a fetch. */
  private barren = 0;
  private lastFetch = performance.now();
  private saidStuck = false;

  constructor(
    private readonly subscription: Subscription,
    private readonly options: GroupConsumerOptions,
  ) {
    this.positions = new Positions((topic) => options.onEvent?.({ kind: 'topic.recreated', topic }));
  }

  start(): void {
    this.running = this.run();
  }

  state(): ConsumerState {
    return { ...this.current, lag: this.positions.lag() };
  }

  close(): Promise<void> {
    return (this.closing ??= this.end());
  }

  private async end(): Promise<void> {
    this.abort.abort();
    const { closeMillis } = this.options;
    await this.session?.close(closeMillis);
    await endsWithin(closeMillis, this.running);
    this.become({ state: 'down', partitions: 0 });
    this.options.onClosed();
  }

  private async run(): Promise<void> {
    const { signal } = this.abort;
    for (let failures = 0; !signal.aborted;) {
      const fault = (await this.notReady()) ?? (await this.runSession());
      if (signal.aborted) return;
      failures = this.session?.fetched ? 1 : failures + 1;
      this.session = undefined;
      const pauseMillis = pauseAfter(failures, defaultPauses);
      const { group } = this.subscription;
      this.options.onEvent?.({ kind: 'consumer.rebuilt', group, fault: faultOf(rootOf(fault)), pauseMillis });
      this.options.topics.doubt(this.subscription.topics);
      await pause(pauseMillis, signal);
    }
  }

  /** Why no consumer can be built: the brokers are away, or a topic is. */
  private async notReady(): Promise<unknown> {
    try {
      await this.options.topics.require(this.subscription.topics);
      return undefined;
    } catch (error) {
      this.become({ state: 'down', partitions: 0 });
      // An outage is no fault of the consumer.
      this.barren = Math.min(this.barren, 1);
      return error;
    }
  }

  /** Runs one consumer to its end and says what ended it. */
  private async runSession(): Promise<unknown> {
    if (this.abort.signal.aborted) return undefined;
    if (this.barren >= barrenRebuilds) this.sayStuck();
    this.become({ state: this.current.rebuilds === 0 && this.barren === 0 ? 'joining' : 'rebuilding' });
    const session = new Session({
      ...this.options,
      subscription: this.subscription,
      turn: this.turn,
      positions: this.positions,
      onJoining: () => this.become({ state: 'joining', partitions: 0 }),
      onJoined: (partitions) => this.joined(partitions),
    });
    this.session = session;
    const look = setInterval(() => this.look(session), Math.min(lookMillis, this.options.silenceMillis / 4));
    void session.start();
    const fault = (await Promise.race([session.ended, this.silence(session)])) ?? undefined;
    clearInterval(look);
    this.noteFetch(session);
    if (!session.fetched) this.barren += 1;
    if (!this.closing) {
      this.become({ state: 'rebuilding', partitions: 0, rebuilds: this.current.rebuilds + 1 });
      await session.close(this.options.closeMillis);
    }
    return fault;
  }

  private onSilence: () => void = () => undefined;

  private silence(session: Session): Promise<unknown> {
    return new Promise((resolve) => {
      this.onSilence = () => {
        if (this.session === session) resolve(new SilentConsumer());
      };
    });
  }

  /** Looks after a running consumer once in a while. */
  private look(session: Session): void {
    this.noteFetch(session);
    if (session.busy) session.lastActivity = performance.now();
    if (performance.now() - session.lastActivity > this.options.silenceMillis) this.onSilence();
  }

  private noteFetch(session: Session): void {
    if (!session.fetched) return;
    this.lastFetch = Math.max(this.lastFetch, session.lastActivity);
    this.barren = 0;
    this.saidStuck = false;
  }

  private sayStuck(): void {
    if (this.saidStuck || performance.now() - this.lastFetch < this.options.silenceMillis) return;
    this.saidStuck = true;
    const { group } = this.subscription;
    const { rebuilds } = this.current;
    this.options.onEvent?.({ kind: 'consumer.stuck', group, rebuilds });
    this.options.onFatal?.(new ConsumerStuck(group, rebuilds));
  }

  private joined(partitions: number): void {
    const { rebalances } = this.current;
    this.positions.forget();
    this.become({ state: 'running', partitions, rebalances: rebalances + 1, lastRebalanceAt: new Date() });
    this.options.onEvent?.({ kind: 'consumer.joined', group: this.subscription.group, partitions });
  }

  private become(change: Partial<Omit<ConsumerState, 'lag'>>): void {
    this.current = { ...this.current, ...change };
  }
}

class SilentConsumer extends Error {
  constructor() {
    super('the consumer has fetched nothing for too long');
    this.name = 'SilentConsumer';
  }
}
