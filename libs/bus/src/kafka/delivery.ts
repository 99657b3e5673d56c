import type { KafkaMessage } from 'kafkajs';
import type { Delivery } from '../port.js';

const nothing = new Uint8Array(0);

/** A fetched record as the port says it. Others may have written it: a header can be repeated, a key or value missing. */
export function deliveryOf(topic: string, partition: number, message: KafkaMessage): Delivery {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(message.headers ?? {})) {
    const last = Array.isArray(value) ? value.at(-1) : value;
    headers[name] = last?.toString() ?? '';
  }
  return {
    topic,
    partition,
    offset: message.offset,
    key: message.key?.toString() ?? '',
    headers,
    value: message.value ?? nothing,
    appendedAt: new Date(Number(message.timestamp)),
  };
}
