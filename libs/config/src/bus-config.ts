import { whole } from './schema-parts.js';
import type { Secret } from './secret.js';

/** Apache Kafka as separate processes use it; what the embedded log needs is not configured. */
export interface BusConfig {
  /** Of each topic, when it is created. At most so many processes of one kind hear the bus at once. */
  readonly partitions: number;
  /** Copies of each partition, when the topic is created; not more than there are brokers. */
  readonly replication: number;
  /** How long a topic keeps its records; work and exchanges must be kept longer. */
  readonly retentionDays: number;
  /** A process silent for so long loses its partitions to the others. */
  readonly sessionTimeoutMs: number;
  /** Put before the names of topics and consumer groups, for brokers that several systems share. */
  readonly prefix: string;
  readonly tls?: BusTls;
  readonly sasl?: BusSasl;
}
/** An empty mapping: TLS with the authorities that the system trusts. PEM texts, usually as `file:<path>`. */
export interface BusTls {
  readonly ca?: string | Secret;
  readonly cert?: string | Secret;
  readonly key?: Secret;
}
const saslMechanisms = ['plain', 'scram-sha-256', 'scram-sha-512'] as const;
export interface BusSasl {
  readonly mechanism: (typeof saslMechanisms)[number];
  readonly username: string;
  readonly password: Secret;
}

export const defaultBus: BusConfig = {
  partitions: 12,
  replication: 3,
  retentionDays: 7,
  // The least that brokers allow as they come: what is started again after a kill hears nothing before it is over.
  sessionTimeoutMs: 6_000,
  prefix: '',
};

const pem = (description: string, more: object = {}) => ({
  type: 'string',
  minLength: 1,
  maxLength: 100_000,
  description,
  ...more,
});

export const busSchema = {
  type: 'object',
  description: 'Apache Kafka, for gateway and connectors as separate processes',
  additionalProperties: false,
  required: [],
  properties: {
    partitions: whole(
      1,
      1_000,
      defaultBus.partitions,
      'Partitions of a topic that is created; the most processes of one kind that hear the bus at once',
    ),
    replication: whole(
      1,
      9,
      defaultBus.replication,
      'Copies of each partition of a topic that is created; at most the number of brokers',
    ),
    retentionDays: whole(
      1,
      7,
      defaultBus.retentionDays,
      'How long a topic that is created keeps its records; work is kept longer, and a topic that keeps them longer is refused',
    ),
    sessionTimeoutMs: whole(
      6_000,
      300_000,
      defaultBus.sessionTimeoutMs,
      'A process silent for so long loses its partitions to the others',
    ),
    prefix: {
      type: 'string',
      pattern: '^[A-Za-z0-9._-]{0,60}$',
      default: defaultBus.prefix,
      description: 'Before the names of topics and consumer groups, for brokers that several systems share',
    },
    tls: {
      type: 'object',
      description: 'TLS to the brokers; empty: with the authorities that the system trusts',
      additionalProperties: false,
      required: [],
      properties: {
        ca: pem('Authority of the brokers, PEM; file:path'),
        cert: pem('Our certificate, PEM; file:path'),
        key: pem('Its key, PEM; file:path', { writeOnly: true }),
      },
    },
    sasl: {
      type: 'object',
      description: 'How we prove who we are',
      additionalProperties: false,
      required: ['mechanism', 'username', 'password'],
      properties: {
        mechanism: { enum: [...saslMechanisms] },
        username: { type: 'string', minLength: 1, maxLength: 500 },
        password: {
          type: 'string',
          writeOnly: true,
          minLength: 1,
          maxLength: 500,
          description: '${NAME} or file:path',
        },
      },
    },
  },
} as const;
