import type { KafkaBusOptions, KafkaTopicUpkeep } from './options.js';

/** Topics and groups from the side of whoever keeps the store; no connection is made before the first question. */
export async function createTopicUpkeep(options: KafkaBusOptions): Promise<KafkaTopicUpkeep> {
  // As the bus itself, loaded when it is wanted.
  const { OpenTopicUpkeep } = await import('./topic-upkeep.js');
  return new OpenTopicUpkeep(options);
}
