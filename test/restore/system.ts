import { randomUUID } from 'node:crypto';
import { createEmbeddedBus, type Bus, type BusConsumer } from '@lienthong/bus';
import { openConnectorsSide, type ConnectorsSide } from '@lienthong/connector-kit';
import { createReferenceConnector } from '@lienthong/connector-kit/testing';
import { groups, topics } from '@lienthong/contracts';
import { createGatewayCore, type OpenGatewayCore, type PartnerPlan } from '@lienthong/gateway';
import type { Keyring } from '@lienthong/seal';
import type { Store } from '@lienthong/store';

/** Each dossier is registered (idempotent) and reserved (resolvable) once, its state is told at every revision. */
const plan: PartnerPlan = {
  partner: 'reference',
  facet: 'reference',
  follow(event, state) {
    if (event.kind !== 'dossierStated') return [];
    const payload = { text: `revision ${event.content.revision}` };
    const reserved = [...state.lanes.values()].some((lane) => lane.operation === 'reserve');
    return [
      { partner: 'reference', operation: 'setState', lane: 'latest', payload, snapshot: event.contentHash },
      { partner: 'reference', operation: 'appendNote', lane: 'append', payload },
      ...(reserved ? [] : [{ partner: 'reference', operation: 'reserve', lane: 'once', payload } as const]),
    ];
  },
};

export interface System {
  readonly core: OpenGatewayCore;
  readonly side: ConnectorsSide;
  readonly poison: string[];
  stop(): Promise<void>;
}

/** Both sides over a store and a log inside it, talking to a reference partner. */
export async function startSystem(store: Store, keyring: Keyring, partnerUrl: string): Promise<System> {
  const owner = randomUUID();
  const bus = await createEmbeddedBus({ store });
  await bus.ensureTopics(Object.values(topics));
  const core = await createGatewayCore({
    ...{ store, bus, keyring, owner, plans: [plan] },
    settings: { silenceFirstMillis: 300, reannounceEveryMillis: 500 },
  });
  const side = await openConnectorsSide({
    ...{ store, bus, keyring, owner },
    connectors: [createReferenceConnector({ baseUrl: partnerUrl, hardDeadlineMs: 1_500, settlingMs: 100 })],
    leaseTtlMs: 3_000,
  });
  const poison: string[] = [];
  const consumers: BusConsumer[] = [];
  for (const [group, topic, handle] of [
    [groups.connectors, topics.exchanges, side.handle.bind(side)],
    [groups.gateway, topics.outcomes, core.handleOutcomes.bind(core)],
  ] as const) {
    consumers.push(
      await bus.subscribe({
        ...{ group, topics: [topic], handler: (deliveries) => handle(deliveries) },
        quarantine: (_delivery, reason) => Promise.resolve(void poison.push(reason)),
      }),
    );
  }
  return { core, side, poison, stop: () => stop(bus, core, side, consumers) };
}

async function stop(bus: Bus, core: OpenGatewayCore, side: ConnectorsSide, consumers: BusConsumer[]): Promise<void> {
  await Promise.all(consumers.map((consumer) => consumer.close()));
  await side.stop();
  await core.close();
  await bus.close();
}
