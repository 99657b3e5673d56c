import { hostname } from 'node:os';
import type { KafkaBusOptions } from '@lienthong/bus';
import { revealSecrets, type BusConfig, type BusSasl, type BusTls } from '@lienthong/config';

/** What the configuration says of the brokers, in the adapter's words. `name`: of the process, as brokers know it. */
export function kafkaOptions(name: string, brokers: readonly string[], config: BusConfig): KafkaBusOptions {
  return {
    brokers,
    clientId: `lienthong-${name}-${hostname()}-${process.pid}`,
    partitions: config.partitions,
    retentionMillis: config.retentionDays * 24 * 60 * 60 * 1000,
    replication: config.replication,
    sessionTimeoutMillis: config.sessionTimeoutMs,
    ...(config.tls ? { ssl: sslOf(config.tls) } : {}),
    ...(config.sasl ? { sasl: saslOf(config.sasl) } : {}),
  };
}

const sslOf = (tls: BusTls) => {
  const { ca, cert, key } = revealSecrets(tls) as Readonly<Record<keyof BusTls, string | undefined>>;
  return { ...(ca ? { ca } : {}), ...(cert ? { cert } : {}), ...(key ? { key } : {}) };
};

const saslOf = ({ mechanism, username, password }: BusSasl) => ({ mechanism, username, password: password.reveal() });
