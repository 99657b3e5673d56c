import { type CustomTransportStrategy, type MessageHandler, Server } from '@nestjs/microservices';
import { defaultIfEmpty, isObservable, lastValueFrom } from 'rxjs';
import type { Bus, BusConsumer, Delivery, Subscription, Verdict } from '../port.js';
import { runsOfOneTopic } from './runs-of-one-topic.js';

export interface LogServerOptions extends Pick<Subscription, 'group' | 'quarantine' | 'maxBatch'> {
  readonly bus: Bus;
  /** Which `@EventPattern` methods belong to this server. */
  readonly transportId: symbol;
}

/**
 * A Nest microservice over a bus: `@EventPattern<string>(topic, transportId)` methods receive `Delivery[]` of their topic
 * and answer `Verdict[]`, or a promise or an observable of it. One subscription serves all topics of the server.
 */
export class LogServer extends Server implements CustomTransportStrategy {
  override readonly transportId: symbol;
  /** Errors go to the bus, which reports them; Nest need not. */
  override readonly propagatesEventHandlerErrors = true;
  private consumer: BusConsumer | undefined;

  constructor(private readonly options: LogServerOptions) {
    super();
    this.transportId = options.transportId;
    this.initializeSerializer({});
    this.initializeDeserializer({});
  }

  async listen(callback: (error?: unknown) => void): Promise<void> {
    try {
      const { bus, group, quarantine, maxBatch } = this.options;
      const handler = (deliveries: readonly Delivery[]) => this.handle(deliveries);
      const subscription = { group, topics: this.topics(), handler, quarantine };
      this.consumer = await bus.subscribe(maxBatch === undefined ? subscription : { ...subscription, maxBatch });
      callback();
    } catch (error) {
      callback(error);
    }
  }

  /** Waits for the batch that runs. The bus stays open. */
  async close(): Promise<void> {
    await this.consumer?.close();
  }

  on(): never {
    throw new TypeError('a LogServer has no events of its own; the bus reports through onEvent');
  }

  unwrap<T>(): T {
    return this.options.bus as unknown as T;
  }

  private topics(): readonly string[] {
    const own = String(this.transportId.description);
    if (this.messageHandlers.size === 0) throw new TypeError(`no @EventPattern method names the transport ${own}`);
    for (const [topic, handler] of this.messageHandlers) {
      if (handler.next)
        throw new TypeError(`${topic} has two @EventPattern methods on ${own}: their verdicts could differ`);
      if (!handler.isEventHandler)
        throw new TypeError(`${topic} on ${own} needs @EventPattern; a log answers no requests`);
    }
    return [...this.messageHandlers.keys()];
  }

  private async handle(deliveries: readonly Delivery[]): Promise<readonly Verdict[]> {
    const verdicts: Verdict[] = [];
    for (const run of runsOfOneTopic(deliveries)) verdicts.push(...(await this.handleRun(run)));
    return verdicts;
  }

  private async handleRun(run: readonly Delivery[]): Promise<readonly Verdict[]> {
    const topic = run[0]?.topic ?? '';
    const handler = this.messageHandlers.get(topic) as MessageHandler<readonly Delivery[]> | undefined;
    if (!handler) throw new TypeError(`a delivery of ${topic}, which this server did not subscribe to`);
    const answer = await resultOf(handler, run).catch((error: unknown) => {
      throw isNestsReplacement(error) ? new HandlerErrorLost(topic) : error;
    });
    if (!Array.isArray(answer) || answer.length !== run.length) throw new VerdictsMissing(topic, run.length, answer);
    return answer as readonly Verdict[];
  }
}

async function resultOf(handler: MessageHandler<readonly Delivery[]>, run: readonly Delivery[]): Promise<unknown> {
  const result: unknown = await handler(run, {});
  return isObservable(result) ? lastValueFrom(result.pipe(defaultIfEmpty(undefined))) : result;
}

/** What Nest's default filter makes of every error. */
function isNestsReplacement(error: unknown): boolean {
  return !(error instanceof Error) && (error as { status?: unknown } | null)?.status === 'error';
}

/**
 * A handler failed and Nest has thrown its error away, so nobody can tell whether a delivery is to blame: the bus waits
 * and tries again, for nothing may be quarantined on a guess. The developer must add the filter.
 */
export class HandlerErrorLost extends Error {
  readonly code = 'bus.handlerErrorLost';
  readonly outage = true;
  constructor(topic: string) {
    super(`the handler of ${topic} failed and Nest replaced its error: put @UseFilters(RethrowFilter) on its class`);
    this.name = 'HandlerErrorLost';
  }
}

/** A handler of a topic did not answer one verdict per delivery: a fault of the program. */
export class VerdictsMissing extends Error {
  readonly code = 'bus.verdictsMissing';
  constructor(topic: string, deliveries: number, answer: unknown) {
    const received = Array.isArray(answer)
      ? `${answer.length} verdicts`
      : `${answer === undefined ? 'nothing' : typeof answer}`;
    super(`the handler of ${topic} answered ${received} to ${deliveries} deliveries`);
    this.name = 'VerdictsMissing';
  }
}
