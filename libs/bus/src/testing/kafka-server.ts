/// <reference types="jest" />
import { spawnSync } from 'node:child_process';
import { containerHost, dockerMayBeHere } from '@lienthong/store/testing';
import { awaitKafka } from './await-kafka.js';
import { startDockerKafka } from './docker-kafka.js';
import { unlessTheJarsWillDo } from './unless-the-jars-will-do.js';
import { whyNoKafkaJars } from './kafka-jars.js';
import { type OwnKafka, type OwnKafkaOptions, startOwnKafka } from './own-kafka.js';

/** A real Kafka of whatever source. */
export interface KafkaServer {
  readonly source: 'KAFKA_BROKERS' | 'docker' | 'jars';
  readonly brokers: readonly string[];
  /** Shortest session that the broker allows a group's member (milliseconds). */
  readonly minSessionMillis: number;
  /** The broker itself when it is of Apache Kafka's own jars: it can be killed and started again. */
  readonly own?: OwnKafka;
  /** Ends what was started; leaves brokers of `KAFKA_BROKERS` alone. Idempotent. */
  stop(): Promise<void>;
}

const given = (): string[] => (process.env.KAFKA_BROKERS ?? '').split(',').filter((broker) => broker !== '');

/**
 * A real Kafka: that of `KAFKA_BROKERS`, else in a container (`KAFKA_IMAGE`), else Apache Kafka's own jars, fetched by Maven
 * once. Rejects with the reasons when none of them can be had.
 */
export async function startKafka(options: Pick<OwnKafkaOptions, 'heapMegabytes'> = {}): Promise<KafkaServer> {
  const brokers = given();
  if (brokers.length > 0) {
    await awaitKafka(brokers);
    return { source: 'KAFKA_BROKERS', brokers, minSessionMillis: 6_000, stop: async () => undefined };
  }
  const host = await containerHost();
  const why = whyNoKafkaJars();
  if (host !== undefined) {
    const container = await startDockerKafka(host, options.heapMegabytes).catch((error: unknown) =>
      unlessTheJarsWillDo(error, { whyNoJars: why, image: process.env.KAFKA_IMAGE }),
    );
    if (container) return { source: 'docker', minSessionMillis: 500, ...container };
  }
  if (why !== undefined) throw new Error(noKafka(why));
  const own = await startOwnKafka(options);
  const { source, minSessionMillis, stop } = own;
  return { source, brokers: own.brokers, minSessionMillis, own, stop };
}

/** Why no Kafka can be started here, for a suite that has to decide before it runs; undefined when one can. */
export function whyNoKafka(): string | undefined {
  if (given().length > 0) return undefined;
  const why = whyNoKafkaJars();
  if (why === undefined) return undefined;
  if (!dockerMayBeHere()) return noKafka(why);
  const probe = "require('testcontainers').getContainerRuntimeClient().then(() => 0, () => 1).then(process.exit)";
  const { status } = spawnSync(process.execPath, ['-e', probe], { stdio: 'ignore', timeout: 20_000 });
  return status === 0 ? undefined : noKafka(why);
}

const noKafka = (whyNoJars: string): string =>
  `KAFKA_BROKERS is not set, no container runtime answers, and ${whyNoJars}`;

/**
 * A suite that needs a real Kafka, or a skipped one that says why in its title. With `CI=true` it fails instead: what is not
 * run there is not tested anywhere.
 */
export function describeWithKafka(name: string, suite: () => void, why: string | undefined = whyNoKafka()): void {
  if (why === undefined) return describe(name, suite);
  if (process.env.CI === 'true') return test(`${name}: needs Kafka`, () => Promise.reject(new Error(why)));
  console.warn(`SKIPPED, ${name}: ${why}`);
  describe.skip(`${name} (skipped: ${why})`, suite);
}
