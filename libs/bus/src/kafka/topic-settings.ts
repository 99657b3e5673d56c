import type { KafkaBusOptions } from './options.js';
import type { TopicSettings } from './topics.js';

/** How long an answer of the brokers is waited for, milliseconds. */
export const askMillis = 10_000;

/** How our topics are created, and what those of others are held against. */
export function topicSettings(options: KafkaBusOptions): TopicSettings {
  const { onEvent, partitions = 16, replication = 1, publishMillis = 10_000 } = options;
  return {
    partitions,
    replication,
    maxRecordBytes: options.maxRecordBytes ?? 1024 * 1024,
    retentionMillis: options.retentionMillis ?? 7 * 24 * 60 * 60 * 1000,
    askMillis: Math.min(askMillis, publishMillis),
    onEvent,
  };
}
