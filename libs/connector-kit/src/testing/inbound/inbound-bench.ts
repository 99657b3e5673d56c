import { randomUUID } from 'node:crypto';
import { Agent, request as httpRequest, type OutgoingHttpHeaders } from 'node:http';
import {
  envelope,
  openEnvelope,
  topics,
  unreadableRowSubject,
  type CreditReceived,
  type RowReadAgain,
  type RowReRead,
  type UnreadableRowFound,
} from '@lienthong/contracts';
import type { BusMessage } from '@lienthong/bus';
import type { Keyring } from '@lienthong/seal';
import type { Store } from '@lienthong/store';
import type { InboundAnswer, InboundRequest, InboundRoute } from '../../inbound/port.js';
import { openConnectorsSide, type ConnectorsSide, type SideEvent } from '../../side.js';
import { eventually } from '../contract/eventually.js';
import type { InboundHarness, InboundSpeaker, Served } from './harness.js';

export type Answered = Pick<InboundAnswer, 'status' | 'body'>;

/** A process with the connector's routes: side, server, and what it published. */
export class InboundBench {
  readonly messages: BusMessage[] = [];
  readonly events: SideEvent[] = [];
  #asked = 0;
  #bus: 'takes' | 'away' = 'takes';
  #side!: ConnectorsSide;
  #served!: Served;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 32 });

  static async open(
    { connector, serve }: InboundHarness,
    parts: { readonly store: Store; readonly keyring: Keyring; readonly storeWaitMs?: number },
  ): Promise<InboundBench> {
    const bench = new InboundBench();
    const { store, keyring, storeWaitMs = 4_000 } = parts;
    bench.#side = await openConnectorsSide({
      ...{ store, keyring, connectors: [connector()], owner: `inbound-${randomUUID()}` },
      bus: { publish: (messages) => bench.#publish(messages) },
      settings: { stopWaitMs: 100 },
      outboxTuning: { closeWaitMs: 100, sweepEveryMs: 200, leaseMs: 1_000 },
      door: { storeWaitMs },
      onEvent: (event) => bench.events.push(event),
    });
    bench.#served = await serve(bench.#side.inbound, { requestTimeoutMs: 700 });
    return bench;
  }

  get port(): number {
    return Number(new URL(this.#served.url).port);
  }

  /** What was told from now on does not reach the bus: as if the process had been killed before it could. */
  loseBus(): void {
    this.#bus = 'away';
  }

  /** Messages that are stored and have not reached the bus. */
  get untold(): number {
    return this.#side.stats().outbox.rows;
  }

  credits(): readonly CreditReceived[] {
    return this.told<CreditReceived>('credit.received');
  }

  /** Calls that were refused, as operators are told of them. */
  rows(): readonly UnreadableRowFound[] {
    return this.told<UnreadableRowFound>('row.unreadable');
  }

  /** An operator asks for one to be read again; what is said to that. */
  async readAgain(row: string): Promise<RowReadAgain> {
    const [reading, subject, at] = [randomUUID(), unreadableRowSubject(row), new Date()];
    const asked: RowReRead = { row, subject, reading, operator: 'an', at: at.toISOString() };
    const headers = envelope({ id: reading, type: 'row.reRead', source: 'test', subject, time: asked.at });
    const value = Buffer.from(JSON.stringify(asked));
    const place = { topic: topics.exchanges, partition: 0, offset: String((this.#asked += 1)), appendedAt: at };
    await this.#side.handle([{ ...place, key: subject, headers, value }]);
    const answers = () => this.told<RowReadAgain>('row.readAgain').filter((one) => one.reading === reading);
    return (await eventually('an answer', answers, ({ length }) => length > 0))[0]!;
  }

  /** What was published of one type. */
  told<Data>(type: string): readonly Data[] {
    return this.messages
      .map((message) => openEnvelope(message))
      .flatMap((one) => (one.type === type ? [one.data as Data] : []));
  }

  /** Over HTTP, each value of a header on a line of its own. */
  send({ method, path, query, headers, body }: InboundRequest): Promise<Answered> {
    return new Promise((resolve, reject) => {
      const address = `/callbacks/${path}${query === '' ? '' : `?${query}`}`;
      const lines: Record<string, string | readonly string[]> = {
        'content-type': 'application/json',
        'content-length': String(body.byteLength),
        ...headers,
      };
      const options = { port: this.port, host: '127.0.0.1', agent: this.#agent, method, path: address };
      const sent = httpRequest({ ...options, headers: lines as OutgoingHttpHeaders }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => resolve({ status: answer.statusCode!, body: Buffer.concat(chunks).toString('utf8') }));
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }

  /** Without HTTP, for requests by the hundred. */
  handle({ method, path }: InboundSpeaker, request: InboundRequest): Promise<Answered> {
    return this.#side.inbound.handle(this.#side.inbound.routeOf(method, path) as InboundRoute, request);
  }

  async stop(): Promise<void> {
    this.#agent.destroy();
    await this.#served.close();
    await this.#side.stop();
  }

  #publish(messages: readonly BusMessage[]): Promise<void> {
    if (this.#bus === 'away') return Promise.reject(new Error('the bus is away'));
    this.messages.push(...messages);
    return Promise.resolve();
  }
}
