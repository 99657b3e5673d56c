import { freePort, startContainer } from '@lienthong/store/testing';
import { awaitKafka } from './await-kafka.js';

/** `KAFKA_IMAGE`: one that is configured by `KAFKA_…` variables as Apache's own is. */
const image = (): string => process.env.KAFKA_IMAGE || 'apache/kafka:4.3.1';

const environment = (advertised: string): Record<string, string> => ({
  KAFKA_ADVERTISED_LISTENERS: advertised,
  KAFKA_NODE_ID: '1',
  KAFKA_PROCESS_ROLES: 'broker,controller',
  KAFKA_LISTENERS: 'PLAINTEXT://0.0.0.0:9092,CONTROLLER://127.0.0.1:9093',
  KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
  KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
  KAFKA_CONTROLLER_QUORUM_VOTERS: '1@127.0.0.1:9093',
  KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '1',
  KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS: '4',
  KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: '1',
  KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: '1',
  KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR: '1',
  KAFKA_SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR: '1',
  KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: '0',
  KAFKA_GROUP_MIN_SESSION_TIMEOUT_MS: '500',
  KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
  KAFKA_MESSAGE_MAX_BYTES: String(8 * 1024 * 1024),
});

export interface DockerKafka {
  readonly brokers: readonly string[];
  stop(): Promise<void>;
}

/**
 * A broker in a container, on a port that is chosen beforehand, since it has to advertise it.
 * @param host where the container runtime publishes ports
 */
export async function startDockerKafka(host: string, heapMegabytes = 512): Promise<DockerKafka> {
  const { GenericContainer } = await import('testcontainers');
  const port = await freePort();
  const brokers = [`${host}:${port}`];
  const container = await startContainer(
    image(),
    new GenericContainer(image())
      .withEnvironment({ ...environment(`PLAINTEXT://${host}:${port}`), KAFKA_HEAP_OPTS: `-Xmx${heapMegabytes}m` })
      .withExposedPorts({ container: 9092, host: port })
      .withStartupTimeout(120_000),
  );
  try {
    await awaitKafka(brokers);
  } catch (error) {
    await container.stop();
    throw error;
  }
  return { brokers, stop: async () => void (await container.stop()) };
}
