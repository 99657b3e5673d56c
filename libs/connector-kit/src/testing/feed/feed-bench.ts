import { randomUUID } from 'node:crypto';
import type { BusMessage } from '@lienthong/bus';
import { openEnvelope, type DeliveryTracked, type UnreadableRowFound } from '@lienthong/contracts';
import type { Keyring } from '@lienthong/seal';
import type { Store } from '@lienthong/store';
import { openConnectorsSide, type ConnectorsSide, type SideEvent } from '../../side.js';
import type { FeedHarness } from './harness.js';

/** A process that reads the feed: side, and what it published. */
export class FeedBench {
  readonly messages: BusMessage[] = [];
  readonly events: SideEvent[] = [];
  #side!: ConnectorsSide;

  static async open(
    harness: FeedHarness,
    parts: { readonly store: Store; readonly keyring: Keyring; readonly baseUrl: string; readonly pageRows?: number },
  ): Promise<FeedBench> {
    const bench = new FeedBench();
    const { store, keyring, baseUrl, pageRows = 5 } = parts;
    bench.#side = await openConnectorsSide({
      ...{ store, keyring, connectors: [harness.connector({ baseUrl, pageRows })], owner: `feed-${randomUUID()}` },
      bus: { publish: (messages) => Promise.resolve(void bench.messages.push(...messages)) },
      settings: { stopWaitMs: 100 },
      leaseTtlMs: 1_000,
      outboxTuning: { closeWaitMs: 100, sweepEveryMs: 200, leaseMs: 1_000 },
      onEvent: (event) => bench.events.push(event),
    });
    return bench;
  }

  tracked(): readonly DeliveryTracked[] {
    return this.messages
      .map(openEnvelope)
      .filter((message) => message.type === 'delivery.tracked')
      .map(({ data }) => data as DeliveryTracked);
  }

  /** What the gateway was told of rows that nobody could read. */
  unreadable(): readonly UnreadableRowFound[] {
    return this.messages
      .map(openEnvelope)
      .filter((message) => message.type === 'row.unreadable')
      .map(({ data }) => data as UnreadableRowFound);
  }

  stop(): Promise<void> {
    return this.#side.stop();
  }
}
