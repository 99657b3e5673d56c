import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { createKafkaBus, type ConsumerStuck, type KafkaBus } from '@lienthong/bus';
import type { BusConfig, ClusterEnvironment, Log } from '@lienthong/config';
import { topics } from '@lienthong/contracts';
import { openStore, type Store } from '@lienthong/store';
import { kafkaOptions } from './kafka-options.js';
import { logEvent } from './log-event.js';
import { patientBus, type PatientBus } from './patient-bus.js';
import { prefixedBus } from './prefixed-bus.js';

/** What gateway and connectors share as separate processes. */
export interface Cluster {
  readonly store: Store;
  readonly bus: PatientBus;
  readonly consumerState: KafkaBus['consumerState'];
  /** Names this process in leases; unlike that of any other start. */
  readonly owner: string;
  /** Told events of what uses store and bus. */
  readonly onEvent: (what: string) => (detail: unknown) => void;
}

export interface OpenCluster {
  /** `gateway`, `connectors`: as brokers know it. */
  readonly name: string;
  readonly environment: ClusterEnvironment;
  readonly bus: BusConfig;
  readonly log: Log;
  /** Only a new process helps; whoever runs this one ends it, non-zero. */
  readonly onFatal: (error: ConsumerStuck) => void;
}

/**
 * Opens PostgreSQL and Apache Kafka. Does not wait for the brokers: work is taken in while they are away.
 * @throws {CannotOpenStore}
 */
export async function openCluster({ name, environment, bus: config, log, onFatal }: OpenCluster): Promise<Cluster> {
  const onEvent = (what: string) => (detail: unknown) => logEvent(log, what, detail);
  const store = await openStore({ databaseUrl: environment.databaseUrl.reveal(), onEvent: onEvent('store') });
  const kafka = await createKafkaBus({
    ...kafkaOptions(name, environment.kafkaBrokers, config),
    onEvent: onEvent('bus'),
    // What belongs to running is told by our own events.
    onLog: ({ level, message, fields }) => log[level === 'info' ? 'debug' : level](fields, `kafka: ${message}`),
    onFatal,
  });
  const named = prefixedBus(kafka, config.prefix);
  const bus = patientBus({
    bus: named,
    topics: Object.values(topics),
    onWaiting: (wait) => log.warn(wait, 'the bus cannot be heard yet'),
  });
  const owner = `${hostname()}-${process.pid}-${randomUUID()}`;
  return { store, bus, consumerState: (group) => named.consumerState(group), owner, onEvent };
}
