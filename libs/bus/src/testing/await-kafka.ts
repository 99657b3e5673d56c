import { kafkaClient } from '../kafka/client.js';

const startMillis = 60_000;

/**
 * Waits until brokers serve: the cluster describes itself and a group's coordinator answers, which is later than the port.
 * @param look throws when there is no use in waiting any longer
 */
export async function awaitKafka(brokers: readonly string[], look: () => void = () => undefined): Promise<void> {
  const until = Date.now() + startMillis;
  for (;;) {
    const fault = await serves(brokers).catch((error: unknown) => error);
    if (fault === undefined) return;
    look();
    if (Date.now() > until) throw new Error(`Kafka does not serve after ${startMillis} ms`, { cause: fault });
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function serves(brokers: readonly string[]): Promise<undefined> {
  const admin = kafkaClient({ brokers }).admin({ retry: { retries: 0, initialRetryTime: 50 } });
  try {
    await admin.connect();
    await admin.describeCluster();
    await admin.fetchOffsets({ groupId: 'does-the-coordinator-answer' });
    return undefined;
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
}
