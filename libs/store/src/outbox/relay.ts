import { reached } from '@lienthong/contracts';
import { type Backlog } from './backlog.js';
import type { Numbered } from './message.js';
import type { OutboxEvent, OutboxTuning } from './options.js';
import type { Publisher } from '../port.js';

/** Rows after `after` up to `until`, at most a publish batch; `complete` when there are no more of them. */
export type ReadTable = (
  after: number,
  until: number,
) => Promise<{ readonly messages: readonly Numbered[]; readonly lastN: number; readonly complete: boolean }>;

export interface RelayParts {
  readonly publisher: Publisher;
  readonly readTable: ReadTable;
  readonly backlog: Backlog;
  readonly tuning: OutboxTuning;
  readonly onEvent: (event: OutboxEvent) => void;
  /** Called after each batch that has been published. */
  readonly onPublished: () => void;
}

/**
 * Publishes what has been committed, in order, one batch in flight. Between batches it lets other work of the same bus run
 * (`insert`): the tails of dead writers, so that theirs come before ours at the start.
 */
export class Relay {
  #running: Promise<void> | undefined;
  #inserted: (() => Promise<void>)[] = [];
  #failures = 0;
  #closed = false;
  #wakeFromBackoff: (() => void) | undefined;
  #rest: NodeJS.Timeout | undefined;

  constructor(private readonly parts: RelayParts) {}

  /** Something has been added to the backlog. */
  wake(): void {
    if (this.#closed || this.#running || (this.#rest && this.#inserted.length === 0)) return;
    this.#running = this.#run().finally(() => {
      this.#running = undefined;
      if (!this.#closed && this.#hasWork()) this.wake();
    });
  }

  /** Runs `work` between two batches. */
  insert(work: () => Promise<void>): void {
    this.#inserted.push(work);
    this.wake();
  }

  /** Publishes a batch that does not come from the backlog. Only from inside inserted work. */
  async publish(messages: readonly Numbered[]): Promise<void> {
    if (messages.length === 0) return;
    reached('relay.beforePublish', messages.length);
    await this.parts.publisher.publish(messages.map(({ message }) => message));
    reached('relay.published', messages.length);
  }

  /** Stops after the batch in flight. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#rest);
    this.#wakeFromBackoff?.();
    await this.#running;
  }

  #hasWork(): boolean {
    return this.#inserted.length > 0 || this.#next() !== undefined;
  }

  #restFor(millis: number): void {
    if (millis === 0) return;
    this.#rest = setTimeout(() => {
      this.#rest = undefined;
      this.wake();
    }, millis);
  }

  #next() {
    return this.parts.backlog.next(this.parts.tuning.publishMessages, this.parts.tuning.publishBytes);
  }

  async #run(): Promise<void> {
    while (!this.#closed && this.#hasWork()) {
      const inserted = this.#inserted.shift();
      if (inserted) await inserted();
      else if (this.#rest) return;
      else await this.#batch();
    }
  }

  async #batch(): Promise<void> {
    this.#restFor(this.parts.tuning.publishRestMs);
    try {
      await this.#publishNext();
      this.#failures = 0;
    } catch (error) {
      await this.#backOff(error);
    }
  }

  async #publishNext(): Promise<void> {
    const { backlog, readTable, onPublished } = this.parts;
    const next = this.#next();
    if (next === undefined) return;
    if (next.from === 'memory') {
      await this.publish(next.items);
      backlog.done(next.items.at(-1)!.n);
    } else {
      const { messages, lastN, complete } = await readTable(next.after, next.until);
      await this.publish(messages);
      backlog.done(complete ? next.until : lastN);
    }
    onPublished();
  }

  async #backOff(error: unknown): Promise<void> {
    const { tuning, onEvent } = this.parts;
    this.#failures += 1;
    const retryInMs = Math.min(tuning.retryMaxMs, tuning.retryFirstMs * 2 ** Math.min(this.#failures - 1, 16));
    onEvent({ kind: 'outbox.publishFailed', error, failures: this.#failures, retryInMs });
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, retryInMs);
      this.#wakeFromBackoff = () => (clearTimeout(timer), resolve());
    });
    this.#wakeFromBackoff = undefined;
  }
}
