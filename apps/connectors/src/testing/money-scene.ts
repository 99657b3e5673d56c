import { randomBytes, randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { openConnectorsSide, type Connector, type ConnectorsSide } from '@lienthong/connector-kit';
import { eventually, type Served } from '@lienthong/connector-kit/testing';
import {
  envelope,
  openEnvelope,
  topics,
  type CreditReceived,
  type PaymentClaimed,
  type PaymentExpected,
} from '@lienthong/contracts';
import { Keyring, MasterKey } from '@lienthong/seal';
import { startSandbox, type Sandbox } from '@lienthong/sandbox';
import { scheduleTimers, type OutboxMessage, type Tx } from '@lienthong/store';
import { pgliteTestStore, tempFolder, type TestStore } from '@lienthong/store/testing';
import { serveCallbacks } from './callbacks/callbacks-server.module.js';

/** The sandbox's money parties and a connectors' side that they call, with what it told the gateway. */
export class MoneyScene {
  readonly published: OutboxMessage[] = [];
  readonly trouble: unknown[] = [];
  #sandbox!: Sandbox;
  #folder = tempFolder('money-scene');
  #database!: TestStore;
  #side: ConnectorsSide | undefined;
  #served: Served | undefined;
  readonly #keyring = new Keyring(new MasterKey(randomBytes(32)));

  constructor(private readonly connectorsOf: (sandboxUrl: string) => readonly Connector[]) {}

  async open(): Promise<this> {
    this.#sandbox = await startSandbox({ port: 0, dataDir: this.#folder.path });
    this.#database = await pgliteTestStore();
    await this.start();
    return this;
  }

  get sandboxUrl(): string {
    return this.#sandbox.url;
  }
  get side(): ConnectorsSide {
    return this.#side!;
  }

  /** A process of connectors over the store; the sandbox calls it. */
  async start(): Promise<void> {
    this.#side = await openConnectorsSide({
      store: this.#database.store,
      bus: { publish: (messages) => Promise.resolve(void this.published.push(...messages)) },
      keyring: this.#keyring,
      connectors: this.connectorsOf(this.#sandbox.url),
      owner: `scene-${randomUUID()}`,
      onEvent: (event) => void this.trouble.push(event),
    });
    this.#served = await serveCallbacks(this.#side.inbound, { requestTimeoutMs: 5_000 });
    await this.drive('PUT', '/bank/settings', { callbackBase: this.#served.url, speed: 600 });
  }

  async stop(): Promise<void> {
    await this.#served?.close();
    await this.#side?.stop();
    this.#served = this.#side = undefined;
  }

  async close(): Promise<void> {
    await this.#sandbox?.close();
    await this.stop();
    await this.#database?.dispose();
    this.#folder.remove();
  }

  async drive<T = unknown>(method: string, path: string, body?: object): Promise<T> {
    const sent = body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {};
    const answer = await fetch(this.#sandbox.url + path, { method, ...sent });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json().catch(() => undefined)) as T;
  }

  /** As the gateway announces what it expects. */
  async expect(more: Partial<PaymentExpected> & Pick<PaymentExpected, 'account' | 'method' | 'reference'>) {
    const payment = more.payment ?? randomUUID();
    const at = new Date().toISOString();
    const data: PaymentExpected = {
      ...{ payment, subject: `payment:${payment}`, amount: 150_000, state: 'open', version: 1, at, createdAt: at },
      expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
      ...more,
    };
    const headers = envelope({
      ...{ id: randomUUID(), type: 'payment.expected', source: 'test' },
      subject: data.subject,
      time: at,
    });
    const place = { topic: topics.exchanges, partition: 0, offset: '1', appendedAt: new Date() };
    const value = Buffer.from(JSON.stringify(data));
    const [verdict] = await this.side.handle([{ ...place, key: data.subject, headers, value }]);
    if (verdict !== 'handled') throw new Error(JSON.stringify(verdict));
    return data;
  }

  told<T>(type: string): T[] {
    return this.published
      .map(openEnvelope)
      .filter((message) => message.type === type)
      .map(({ data }) => data as T);
  }

  /** Of an account, when there are at least so many. */
  credits(account: string, count: number): Promise<CreditReceived[]> {
    const all = () => this.told<CreditReceived>('credit.received').filter((credit) => credit.account === account);
    return eventually(`${count} credits of ${account}`, all, (credits) => credits.length >= count);
  }

  claims(reference: string, count: number): Promise<PaymentClaimed[]> {
    const all = () => this.told<PaymentClaimed>('payment.claimed').filter((claim) => claim.reference === reference);
    return eventually(`${count} claims of ${reference}`, all, (claims) => claims.length >= count);
  }

  /** How often a partner was asked behind one moment (epoch milliseconds) until another one, as its journal says. */
  async questions(partner: string, operation: string, from: number, until: string): Promise<number> {
    const path = `/journal/calls?partner=${partner}&operation=${operation}&limit=1000`;
    const { items } = await this.drive<{ items: { readonly arrivedAt: string }[] }>('GET', path);
    const times = items.map(({ arrivedAt }) => Date.parse(arrivedAt));
    return times.filter((at) => at > from && at <= Date.parse(until)).length;
  }

  /** A job runs now, whenever it stands for. */
  runSoon(kind: string, subject: string): Promise<void> {
    return scheduleTimers(this.#database.store.db('connectors') as unknown as Tx, 'connectors', [
      { kind, subject, due: new Date(0) },
    ]);
  }

  /** Timers of a kind that stand. */
  async timers(kind: string): Promise<{ readonly subject: string; readonly due: Date; readonly payload: string }[]> {
    const { rows } = await sql<{ subject: string; due: Date; payload: string }>`
      select subject, due, payload from connectors.timer where kind = ${kind} order by subject`.execute(
      this.#database.store.db('connectors'),
    );
    return rows;
  }
}
