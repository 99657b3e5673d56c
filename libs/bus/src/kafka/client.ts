import { Kafka, logLevel, type KafkaConfig, type RetryOptions } from 'kafkajs';
import { applyCpuPatch } from './cpu-patch.js';
import { applyProducePatch } from './produce-patch.js';
import { logTo } from './log-creator.js';
import type { KafkaBusOptions } from './options.js';

/** Short: whoever calls has its own pauses and deadline, and what fails for long is built anew. */
export const shortRetries: RetryOptions = {
  initialRetryTime: 100,
  maxRetryTime: 1_000,
  factor: 0.2,
  multiplier: 2,
  retries: 4,
};

export function kafkaClient(options: KafkaBusOptions): Kafka {
  applyCpuPatch();
  applyProducePatch();
  const { brokers, clientId = 'lienthong', sasl, ssl, socketFactory, onLog } = options;
  const config: KafkaConfig = {
    brokers: [...brokers],
    clientId,
    logLevel: onLog ? logLevel.INFO : logLevel.NOTHING,
    logCreator: logTo(onLog),
    connectionTimeout: 3_000,
    authenticationTimeout: 5_000,
    requestTimeout: 10_000,
    retry: shortRetries,
  };
  if (sasl) config.sasl = sasl;
  if (ssl !== undefined) config.ssl = ssl;
  if (socketFactory) config.socketFactory = socketFactory;
  return new Kafka(config);
}
