import { randomUUID } from 'node:crypto';
import { createKafkaBus } from '../kafka/create-kafka-bus.js';
import type { KafkaBus, KafkaBusOptions } from '../kafka/options.js';
import type { BusEvent } from '../events.js';
import type { BusHarness } from './harness.js';
import { Stage } from './stage.js';

/** A stage on a real broker, for the tests of one fault, with what each of its buses told. */
export interface KafkaStage {
  readonly stage: Stage;
  readonly events: BusEvent[];
  /** One more bus on the same brokers, as of another process. */
  another(more?: Partial<KafkaBusOptions>): Promise<KafkaBus>;
  /** Closes every bus. */
  close(): Promise<void>;
}

export async function kafkaStage(options: KafkaBusOptions): Promise<KafkaStage> {
  const events: BusEvent[] = [];
  const buses: KafkaBus[] = [];
  const another = async (more: Partial<KafkaBusOptions> = {}): Promise<KafkaBus> => {
    const bus = await createKafkaBus({
      closeMillis: 2_000,
      onEvent: (event) => events.push(event),
      ...options,
      ...more,
    });
    buses.push(bus);
    return bus;
  };
  const close = async (): Promise<void> => void (await Promise.all(buses.map((bus) => bus.close())));
  const capabilities = {} as BusHarness['capabilities'];
  const bus = await another();
  const harness = {
    capabilities,
    closeMillis: 2_000,
    bufferBytes: 0,
    create: () => Promise.reject(new Error('unused')),
  };
  const stage = new Stage(`fault-${randomUUID().slice(0, 13)}`, { bus, teardown: close }, harness);
  return { stage, events, another, close };
}
