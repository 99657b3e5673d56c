/// <reference types="jest" />
import { describeWithKafka, type KafkaServer } from '../kafka-server.js';
import { whyNoKafkaJars } from '../kafka-jars.js';
import { startOwnKafka, type OwnKafka } from '../own-kafka.js';
import { buildKafkaChild, runKafkaChild, type KafkaChild } from '../run-kafka-child.js';
import { until } from '../stage.js';

const downMillis = 6_000;
const shareOfCore = 0.05;

/** On the broker that is there if it can be killed, else on one of its own. */
export const brokersDown = (server: () => KafkaServer): void =>
  describeWithKafka(
    'all brokers down',
    () => {
      let kafka: OwnKafka | undefined;
      let child: KafkaChild | undefined;
      beforeAll(async () => {
        buildKafkaChild();
        kafka = server().own ?? (await startOwnKafka());
      }, 180_000);
      afterAll(async () => {
        await child?.end();
        if (kafka !== server().own) await kafka?.stop();
      });

      test('cost less than 5 % of a core, though publishing is tried again at once; then everything goes on (kafkajs PR 1402)', async () => {
        const { brokers } = kafka as OwnKafka;
        const running = runKafkaChild({
          brokers,
          topic: 'down',
          group: 'g',
          sessionTimeoutMillis: 2_000,
          publishes: true,
        });
        child = running;
        const said = (word: string) => running.said.filter((line) => line.startsWith(`${word} `)).length;
        await until('it publishes and handles', () => said('published') > 10 && said('handled') > 5);
        await kafka?.kill();
        await until('it notices', () => said('outage') > 0);
        const used = running.processorMillis();
        const refusals = said('outage');
        await new Promise((resolve) => setTimeout(resolve, downMillis));
        expect(running.processorMillis() - used).toBeLessThan(shareOfCore * downMillis);
        expect(said('outage')).toBeGreaterThan(refusals);
        expect(said('refused')).toBe(0);
        expect(running.said).not.toContain('fatal');
        const [published, handled] = [said('published'), said('handled')];
        await kafka?.start();
        await until('it publishes again', () => said('published') > published + 5);
        await until('it handles again', () => said('handled') > handled);
      }, 60_000);
    },
    whyNoKafkaJars(),
  );
