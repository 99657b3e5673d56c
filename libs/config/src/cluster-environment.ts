import { readEnvironment, type Environment } from './environment.js';
import type { Secret } from './secret.js';

/** What gateway and connectors need to run as separate processes. */
export interface ClusterEnvironment extends Environment {
  readonly databaseUrl: Secret;
  readonly kafkaBrokers: readonly string[];
  readonly listenHost: string;
}
export type ReadClusterEnvironment =
  | { readonly ok: true; readonly environment: ClusterEnvironment }
  | { readonly ok: false; readonly sentences: readonly string[] };

/** Nothing here has a default that would be right: a process with a store, a key or rules of its own belongs to no cluster. */
const required: Readonly<Record<string, string>> = {
  DATABASE_URL: 'the PostgreSQL that all processes share, postgres://user:password@host:port/database',
  KAFKA_BROKERS: 'the brokers of Apache Kafka, host:port, several separated by commas',
  LIENTHONG_MASTER_KEY:
    'the key that seals personal values, the same for all processes, 32 bytes in base64 or file:<path>',
  LIENTHONG_CONFIG: 'the configuration file, the same for all processes',
};

/** Reads and checks every variable; each one that is missing or wrong is one sentence. */
export function readClusterEnvironment(
  variables: Readonly<Record<string, string | undefined>>,
): ReadClusterEnvironment {
  const missing = Object.entries(required)
    .filter(([name]) => !variables[name])
    .map(([name, what]) => `${name} is not set: ${what}.`);
  const read = readEnvironment(variables);
  const sentences = [...missing, ...(read.ok ? [] : read.sentences)];
  if (!read.ok || sentences.length > 0) return { ok: false, sentences };
  const { databaseUrl, kafkaBrokers, listenHost = '0.0.0.0' } = read.environment;
  if (!databaseUrl || !kafkaBrokers) throw new TypeError('required variables were checked above');
  return { ok: true, environment: { ...read.environment, databaseUrl, kafkaBrokers, listenHost } };
}
