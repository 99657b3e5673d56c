import {
  openEnvelope,
  type CommandAnswered,
  type ExchangeChanged,
  type MessageType,
  type StrayCall,
} from '@lienthong/contracts';
import type { BusMessage } from '@lienthong/bus';

const patienceMs = 20_000;

/** What a feed tells has a contract of its own; keys are offered by the clock. */
const besides: ReadonlySet<MessageType> = new Set([
  'delivery.tracked',
  'handover.told',
  'row.unreadable',
  'passingKey.offered',
]);

/** Takes what the connectors' side publishes and lets tests wait for it. */
export class Recorder {
  readonly messages: BusMessage[] = [];
  readonly changes: ExchangeChanged[] = [];
  readonly answers: CommandAnswered[] = [];
  readonly strayCalls: StrayCall[] = [];
  readonly #looking = new Set<() => void>();

  publish(messages: readonly BusMessage[]): Promise<void> {
    for (const message of messages) {
      this.messages.push(message);
      const opened = openEnvelope(message);
      if (opened.type === 'exchange.changed') this.changes.push(opened.data);
      else if (opened.type === 'exchange.commandAnswered') this.answers.push(opened.data);
      else if (opened.type === 'exchange.strayCall') this.strayCalls.push(opened.data);
      else if (!besides.has(opened.type)) throw new Error(`the connectors' side published ${opened.type}`);
    }
    for (const look of [...this.#looking]) look();
    return Promise.resolve();
  }

  of(exchange: string): readonly ExchangeChanged[] {
    return this.changes.filter((change) => change.exchange === exchange);
  }

  /** The newest version that was told of an exchange. */
  last(exchange: string): ExchangeChanged | undefined {
    return this.of(exchange).reduce<ExchangeChanged | undefined>(
      (newest, change) => (newest && newest.version >= change.version ? newest : change),
      undefined,
    );
  }

  /** Waits until something published makes `find` give a value. */
  until<T>(what: string, find: () => T | undefined): Promise<T> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#looking.delete(look);
        reject(new Error(`waited ${patienceMs} ms in vain for ${what}; last published: ${this.#tail()}`));
      }, patienceMs);
      const look = (): void => {
        const found = find();
        if (found === undefined) return;
        clearTimeout(timer);
        this.#looking.delete(look);
        resolve(found);
      };
      this.#looking.add(look);
      look();
    });
  }

  untilState(exchange: string, ...states: ExchangeChanged['state'][]): Promise<ExchangeChanged> {
    return this.until(`${states.join(' or ')} of ${exchange}`, () => {
      const last = this.last(exchange);
      return last && states.includes(last.state) ? last : undefined;
    });
  }

  #tail(): string {
    return this.changes
      .slice(-6)
      .map(
        (c) => `${c.operation} ${c.subject}/${c.number} v${c.version} ${c.state} ${c.outcome ?? ''} ${c.cause ?? ''}`,
      )
      .join(' | ');
  }
}
