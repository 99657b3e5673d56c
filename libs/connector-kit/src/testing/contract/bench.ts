import { randomBytes, randomUUID } from 'node:crypto';
import {
  envelope,
  sealContext,
  topics,
  type After,
  type ChangeDetail,
  type ExchangeAnnounced,
  type ExchangeChanged,
  type ExchangeCommand,
} from '@lienthong/contracts';
import type { Delivery } from '@lienthong/bus';
import { Keyring, MasterKey, open, seal } from '@lienthong/seal';
import { migrate, type Store } from '@lienthong/store';
import type { Connector, PartnerLimits } from '../../port.js';
import {
  openConnectorsSide,
  startConnectorsSide,
  type ConnectorsSide,
  type ConnectorsSideOptions,
  type SideEvent,
} from '../../side.js';
import { connectorsSchema } from '../../work-store/migrations.js';
import type { ContractHarness, StandIn } from './harness.js';
import { Recorder } from './recorder.js';

export interface BenchOptions {
  readonly hardDeadlineMs?: number;
  readonly settlingMs?: number;
  readonly leaseTtlMs?: number;
  readonly stopWaitMs?: number;
  readonly limits?: Partial<PartnerLimits>;
  readonly store?: Store;
  /** Clock of the leases, for a process whose own stands still. */
  readonly monotonicNow?: () => number;
  /** What another side of the same test has published goes on here. */
  readonly recorder?: Recorder;
  readonly keyring?: Keyring;
}

export interface Announcement {
  readonly operation: string;
  readonly subject: string;
  readonly number: number;
  readonly payload?: unknown;
  readonly after?: After;
  readonly due?: Date;
}

/** The exchange of an operator's act, as the operator saw it. */
type ActedOn = Pick<ExchangeChanged, 'exchange' | 'subject' | 'version'> & Pick<ExchangeCommand, 'orNewer'>;

export const contractLimits: PartnerLimits = {
  concurrency: 64,
  ratePerSecond: 10_000,
  retryFirstMs: 20,
  retryMaxMs: 200,
  breakerFailures: 1_000,
  breakerOpenMs: 200,
  maxBrokenContract: 5,
};

/** Processes of one store have one master key. */
const commonKeyring = new Keyring(new MasterKey(randomBytes(32)));

/** Stand-in, store and harness of one run of the contract. */
export interface Stage {
  readonly harness: ContractHarness;
  readonly standIn: StandIn;
  readonly store: Store;
}

/** Deadlines of the contract: short, but long enough for a machine that is busy. */
export const usual = { hardDeadlineMs: 1_000, settlingMs: 150 } as const;

/** A real connectors' side over a real store; what it publishes is recorded, announcements are handed to it. */
export class Bench {
  readonly recorder: Recorder;
  readonly keyring: Keyring;
  readonly events: SideEvent[] = [];
  side!: ConnectorsSide;
  connector!: Connector;
  readonly #keys = new Map<string, ReturnType<Keyring['newDataKey']>>();
  #offset = 0;
  #stopped = false;

  private constructor(
    readonly stage: Stage,
    options: BenchOptions,
  ) {
    this.recorder = options.recorder ?? new Recorder();
    this.keyring = options.keyring ?? commonKeyring;
  }

  static async open(stage: Stage, options: BenchOptions = {}): Promise<Bench> {
    const bench = new Bench(stage, options);
    bench.connector = stage.harness.connector({
      baseUrl: stage.standIn.baseUrl,
      hardDeadlineMs: options.hardDeadlineMs ?? usual.hardDeadlineMs,
      settlingMs: options.settlingMs ?? usual.settlingMs,
      limits: { ...contractLimits, ...options.limits },
      maxResponseBytes: 256 * 1024,
    });
    const side: ConnectorsSideOptions = {
      store: options.store ?? stage.store,
      bus: bench.recorder,
      keyring: bench.keyring,
      connectors: [bench.connector],
      owner: `contract-${randomUUID()}`,
      leaseTtlMs: options.leaseTtlMs ?? 5_000,
      settings: { storeRetryMs: 50, ...(options.stopWaitMs === undefined ? {} : { stopWaitMs: options.stopWaitMs }) },
      onEvent: (event) => bench.events.push(event),
    };
    bench.side = await (options.monotonicNow ? openWithClock(side, options.monotonicNow) : openConnectorsSide(side));
    return bench;
  }

  /** Stops the side; once. */
  async stop(): Promise<void> {
    if (this.#stopped) return;
    this.#stopped = true;
    await this.side.stop();
  }

  /** Hands announcements over as one batch from the bus; the exchanges' ids. */
  async announce(...announcements: readonly Announcement[]): Promise<string[]> {
    const made = announcements.map((announcement) => this.deliveryOf(announcement));
    await this.deliver(...made.map(({ delivery }) => delivery));
    return made.map(({ exchange }) => exchange);
  }

  async announceOne(announcement: Announcement): Promise<string> {
    return (await this.announce(announcement))[0]!;
  }

  async deliver(...deliveries: readonly Delivery[]): Promise<void> {
    const verdicts = await this.side.handle(deliveries);
    const poison = verdicts.find((verdict) => verdict !== 'handled');
    if (poison) throw new Error(`an announcement of the contract was not taken: ${JSON.stringify(poison)}`);
  }

  /** An announcement as the gateway makes it. `spoil` breaks the sealed payload. */
  deliveryOf(
    { operation, subject, number, payload, after, due = new Date() }: Announcement,
    spoil = false,
  ): { readonly delivery: Delivery; readonly exchange: string } {
    const exchange = randomUUID();
    const content = payload ?? this.stage.harness.operations[operation]!.payload(subject, number);
    const { key, wrapped } = this.keyOf(subject);
    const box = seal(
      key,
      Buffer.from(JSON.stringify(content)),
      spoil ? 'another place' : sealContext.payload(exchange),
    );
    const announced: ExchangeAnnounced = {
      exchange,
      subject,
      partner: this.connector.partner,
      operation,
      lane: this.connector.operations[operation]!.lane,
      number,
      ...(after ? { after } : {}),
      due: due.toISOString(),
      client: 'contract',
      createdAt: new Date().toISOString(),
      payload: { key: wrapped.toString('base64'), box: box.toString('base64') },
    };
    return { exchange, delivery: this.#delivery('exchange.announced', exchange, subject, announced) };
  }

  /** An operator's act; resolves with the owner's verdict. */
  async command(kind: ExchangeCommand['kind'], of: ActedOn, finding?: 'done' | 'notDone'): Promise<string> {
    const { command, delivery } = this.commandOf(kind, of, finding);
    await this.deliver(delivery, delivery);
    const answered = await this.recorder.until(`the verdict on ${kind}`, () =>
      this.recorder.answers.find((answer) => answer.command === command),
    );
    return answered.verdict === 'done' ? 'done' : (answered.reason ?? 'refused without a reason');
  }

  /** An operator's act as the gateway announces it. */
  commandOf(
    kind: ExchangeCommand['kind'],
    of: ActedOn,
    finding?: 'done' | 'notDone',
  ): { readonly delivery: Delivery; readonly command: string } {
    const command: ExchangeCommand = {
      command: randomUUID(),
      kind,
      exchange: of.exchange,
      subject: of.subject,
      expectedVersion: of.version,
      ...(of.orNewer ? { orNewer: true } : {}),
      operator: 'an operator',
      ...(finding ? { finding } : {}),
      at: new Date().toISOString(),
    };
    return {
      command: command.command,
      delivery: this.#delivery('exchange.command', command.command, of.subject, command),
    };
  }

  keyOf(subject: string): ReturnType<Keyring['newDataKey']> {
    let key = this.#keys.get(subject);
    if (!key) this.#keys.set(subject, (key = this.keyring.newDataKey()));
    return key;
  }

  /** The sealed part of a published change. */
  detailOf(change: ExchangeChanged): ChangeDetail | undefined {
    if (!change.detail) return undefined;
    const key = this.keyring.unwrap(Buffer.from(change.detail.key, 'base64'));
    const plain = open(
      key,
      Buffer.from(change.detail.box, 'base64'),
      sealContext.detail(change.exchange, change.version),
    );
    return JSON.parse(plain.toString('utf8')) as ChangeDetail;
  }

  #delivery(
    type: 'exchange.announced' | 'exchange.command',
    id: string,
    subject: string,
    data: ExchangeAnnounced | ExchangeCommand,
  ): Delivery {
    const time = new Date();
    return {
      topic: topics.exchanges,
      key: subject,
      headers: envelope({ id, type, source: 'urn:lienthong:gateway', subject, time: time.toISOString() }),
      value: Buffer.from(JSON.stringify(data), 'utf8'),
      partition: 0,
      offset: String(++this.#offset),
      appendedAt: time,
    };
  }
}

/** A test's database is on this machine: its time is ours. */
async function openWithClock(options: ConnectorsSideOptions, monotonicNow: () => number): Promise<ConnectorsSide> {
  await migrate(options.store, connectorsSchema);
  return startConnectorsSide(options, { now: Date.now, monotonicNow });
}
