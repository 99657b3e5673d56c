import { randomBytes, randomUUID } from 'node:crypto';
import { v7 } from 'uuid';
import type { Bus, BusMessage, Delivery } from '@lienthong/bus';
import {
  envelope,
  topics,
  type ChangeDetail,
  type CommandAnswered,
  type ExchangeAnnounced,
  type ExchangeChanged,
  type ExchangeCommand,
  type MessageType,
  type SealedBox,
  type StrayCall,
} from '@lienthong/contracts';
import { Keyring, MasterKey } from '@lienthong/seal';
import type { Store } from '@lienthong/store';
import type { AddStep, PutDossier } from '../core.js';
import { createGatewayCore } from '../create-core.js';
import type { GatewayCoreOptions, OpenGatewayCore } from '../core-options.js';
import { keyringSealer } from '../pipeline/keyring-sealer.js';
import { letEventsOnlyBeAppended } from './only-appended.js';
import { sampleRules } from './sample-accounts.js';
import { sampleDossier, sampleStep } from './sample-dossier.js';

/** A bus that keeps what the core says, for the test to read. */
export class ListeningBus implements Pick<Bus, 'publish' | 'maxRecordBytes' | 'health'> {
  maxRecordBytes = 1_048_576;
  readonly messages: BusMessage[] = [];
  publish(messages: readonly BusMessage[]): Promise<void> {
    this.messages.push(...messages);
    return Promise.resolve();
  }
  health() {
    return Promise.resolve({ state: 'up' } as const);
  }
}

/** A core over a store of the test's own, with a clock that the test moves. Whatever the test does, events may only be appended. */
export class CoreHarness {
  offset = 0;
  core!: OpenGatewayCore;
  #offsets = 0;

  private constructor(
    readonly store: Store,
    readonly bus: ListeningBus,
    readonly keyring: Keyring,
    private readonly options: Partial<GatewayCoreOptions>,
  ) {}

  static async open(store: Store, options: Partial<GatewayCoreOptions> = {}): Promise<CoreHarness> {
    const harness = new CoreHarness(store, new ListeningBus(), new Keyring(new MasterKey(randomBytes(32))), options);
    harness.core = await harness.another();
    await letEventsOnlyBeAppended(store);
    return harness;
  }

  /** One more process over the same store. */
  another(options: Partial<GatewayCoreOptions> = {}): Promise<OpenGatewayCore> {
    const { store, bus, keyring } = this;
    const clock = () => this.now();
    const newId = () => v7({ msecs: this.now() });
    const unitName = () => 'UBND phường Mẫu';
    const own = { store, bus, keyring, owner: randomUUID(), clock, newId, unitName, payments: sampleRules };
    return createGatewayCore({ ...own, ...this.options, ...options });
  }

  now(): number {
    return Date.now() + this.offset;
  }

  /** States a dossier; the exchange that was announced for it. */
  async put(code: string, revision = 1): Promise<ExchangeAnnounced> {
    await this.core.putDossier(aPut(code, revision));
    return (await this.announced()).at(-1)!;
  }

  /** Everything announced so far, in order. */
  async announced(): Promise<ExchangeAnnounced[]> {
    await this.core.drained();
    return this.#said<ExchangeAnnounced>('exchange.announced');
  }
  async commands(): Promise<ExchangeCommand[]> {
    await this.core.drained();
    return this.#said<ExchangeCommand>('exchange.command');
  }
  payloadOf<T>(announced: ExchangeAnnounced): T {
    const sealer = keyringSealer(this.keyring);
    const key = sealer.unwrap(Buffer.from(announced.payload.key, 'base64'));
    const context = `exchange/${announced.exchange}/payload`;
    return JSON.parse(sealer.open(key, Buffer.from(announced.payload.box, 'base64'), context)) as T;
  }
  detail(exchange: string, version: number, detail: ChangeDetail): SealedBox {
    const sealer = keyringSealer(this.keyring);
    const wrapped = sealer.newWrappedKey();
    const box = sealer.seal(sealer.unwrap(wrapped), JSON.stringify(detail), `exchange/${exchange}/detail/${version}`);
    return { key: wrapped.toString('base64'), box: box.toString('base64') };
  }

  /** What the connectors say of an exchange. */
  changed(of: ExchangeAnnounced, change: Partial<ExchangeChanged>): Delivery {
    const { exchange, subject, partner, operation, number } = of;
    const at = new Date(this.now()).toISOString();
    const data: ExchangeChanged = {
      ...{ exchange, subject, partner, operation, number, at },
      ...{ version: 1, state: 'settled', attempts: 1 },
      ...change,
    };
    return this.delivery('exchange.changed', subject, data);
  }
  done(of: ExchangeAnnounced, version = 1): Delivery {
    const at = new Date(this.now()).toISOString();
    const attempt = { attempt: 1, startedAt: at, endedAt: at, outcome: 'done' } as const;
    return this.changed(of, { version, outcome: 'done', attempt });
  }
  answered(command: ExchangeCommand, answer: Partial<CommandAnswered>): Delivery {
    const { exchange, subject } = command;
    const at = new Date(this.now()).toISOString();
    const data = { command: command.command, exchange, subject, verdict: 'done', at, ...answer };
    return this.delivery('exchange.commandAnswered', subject, data);
  }
  /** A call that went out without a lease, of the first attempt. */
  strayCall(of: ExchangeAnnounced, stray: Partial<StrayCall> = {}): Delivery {
    const { exchange, subject, partner, operation, number } = of;
    const at = new Date(this.now()).toISOString();
    const call = { kind: 'strayCall', attempt: 1, startedAt: at, endedAt: at, outcome: 'unknown' } as const;
    const data: StrayCall = {
      ...{ exchange, subject, partner, operation, number, call, at },
      ...{ process: 'connectors-1', leftWithoutLease: true },
      ...stray,
    };
    return this.delivery('exchange.strayCall', subject, data);
  }
  delivery(type: MessageType, key: string, data: unknown): Delivery {
    return {
      topic: topics.outcomes,
      key,
      headers: envelope({ id: randomUUID(), type, source: 'urn:test', subject: key, time: new Date().toISOString() }),
      value: Buffer.from(JSON.stringify(data), 'utf8'),
      partition: 0,
      offset: String(this.#offsets++),
      appendedAt: new Date(),
    };
  }

  #said<T>(type: string): T[] {
    return this.bus.messages
      .filter(({ headers }) => headers['ce_type'] === `vn.lienthong.${type}`)
      .map(({ value }) => JSON.parse(Buffer.from(value).toString('utf8')) as T);
  }
}

export const aPut = (code: string, revision = 1, change: Partial<PutDossier> = {}): PutDossier => ({
  client: 'demo',
  code,
  content: sampleDossier({ revision }),
  mayUseUnit: (unit) => unit.startsWith('H44'),
  ...change,
});

export const aStep = (code: string, key = 'step-1', change: Partial<AddStep> = {}): AddStep => ({
  client: 'demo',
  code,
  step: sampleStep({ key }),
  mayUseUnit: (unit) => unit.startsWith('H44'),
  ...change,
});
