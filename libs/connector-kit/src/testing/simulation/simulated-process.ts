import type { Publisher } from '@lienthong/store';
import type { Delivery, Verdict } from '@lienthong/bus';
import type { Keyring } from '@lienthong/seal';
import type { RunnerDeps } from '../../runner/deps.js';
import { startConnectorsSide, type ConnectorsSide, type SideEvent } from '../../side.js';
import type { Partner } from './partner.js';
import { simulatedConnector } from './simulated-connector.js';
import { simulatedStore, type Connections } from './simulated-store.js';
import { SimulatedTransport, type FirstByte } from './simulated-transport.js';
import { running } from './virtual-timers.js';
import type { Actor } from './world.js';

export const leaseTtlMs = 2_400;

export interface ProcessParts {
  readonly connections: Connections;
  readonly partner: Partner;
  readonly keyring: Keyring;
  readonly publish: (actor: Actor, messages: Parameters<Publisher['publish']>[0]) => Promise<void>;
  readonly firstByte: FirstByte;
  readonly waitingInMemory: number;
  readonly onTransition: NonNullable<RunnerDeps['onTransition']>;
  readonly onEvent: (actor: Actor, event: SideEvent) => void;
}

/** One process of the connectors' side: all of it real, but for the ends where it meets the world. */
export class SimulatedProcess {
  #side: ConnectorsSide | undefined;
  /** Set when a graceful stop has ended. */
  stopped = false;
  stopping = false;

  constructor(
    readonly actor: Actor,
    parts: ProcessParts,
    failed: (process: SimulatedProcess) => void,
  ) {
    void running
      .run(actor, () => this.#start(parts))
      .catch((error: unknown) => {
        actor.world.log(`${actor.name} does not start: ${String(error)}`);
        failed(this);
      });
  }

  get ready(): boolean {
    return this.#side !== undefined && !this.stopping && this.actor.state === 'live';
  }

  get starting(): boolean {
    return this.#side === undefined;
  }

  handle(deliveries: readonly Delivery[]): Promise<Verdict[]> {
    return running.run(this.actor, () => this.#side!.handle(deliveries));
  }

  stop(): void {
    this.stopping = true;
    void running.run(this.actor, () =>
      this.#side!.stop().then(
        () => {
          this.actor.world.log(`${this.actor.name} has stopped`);
          this.stopped = true;
        },
        (error: unknown) => this.actor.world.log(`${this.actor.name} stops badly: ${String(error)}`),
      ),
    );
  }

  async #start(parts: ProcessParts): Promise<void> {
    const { actor } = this;
    const { world } = actor;
    const transport = new SimulatedTransport(actor, parts.partner, parts.firstByte);
    const clock = (): number => world.now;
    this.#side = await startConnectorsSide(
      {
        store: simulatedStore(actor, parts.connections),
        bus: { publish: (messages) => parts.publish(actor, messages) },
        keyring: parts.keyring,
        connectors: [simulatedConnector(transport, () => parts.partner.fates.payloadReadable())],
        owner: actor.name,
        leaseTtlMs,
        settings: { stopWaitMs: 1_000, storeRetryMs: 150, commitRestMs: 0, waitingInMemory: parts.waitingInMemory },
        // Money is told elsewhere; here these rounds would only be further steps of every schedule.
        retelling: { reannounceEveryMillis: 3_600_000 },
        random: () => 0.5,
        onEvent: (event) => parts.onEvent(actor, event),
        onTransition: parts.onTransition,
        outboxTuning: {
          publishRestMs: 0,
          leaseMs: 3_000,
          sweepEveryMs: 3_000,
          cursorEveryMs: 1_500,
          upkeepEveryMs: 60_000,
          closeWaitMs: 1_000,
        },
      },
      { now: clock, monotonicNow: clock },
    );
  }
}
