import type { KafkaBus, KafkaBusOptions } from './options.js';

/**
 * A bus over Apache Kafka. Does not wait for the brokers: while they are away `health` says so, `ensureTopics` and `publish`
 * reject with {@link BusUnavailable}, and consumers join as soon as they can.
 */
export async function createKafkaBus(options: KafkaBusOptions): Promise<KafkaBus> {
  // Loaded when it is wanted: the embedded program needs no client of Kafka.
  const { OpenKafkaBus } = await import('./kafka-bus.js');
  return new OpenKafkaBus(options);
}
