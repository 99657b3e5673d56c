/// <reference types="jest" />
import { describeWithKafka, type KafkaServer } from '../kafka-server.js';
import { whyNoKafkaJars } from '../kafka-jars.js';
import { startOwnKafka, type OwnKafka } from '../own-kafka.js';
import { kafkaStage, type KafkaStage } from '../kafka-stage.js';
import { series, until } from '../stage.js';
import { textOf } from '../text.js';

/** On the broker that is there if it can be killed, else on one of its own. */
export const brokerRestart = (server: () => KafkaServer): void =>
  describeWithKafka(
    'a broker that is killed and comes back',
    () => {
      let kafka: OwnKafka | undefined;
      let on: KafkaStage | undefined;
      beforeAll(async () => {
        kafka = server().own ?? (await startOwnKafka());
        const { brokers } = kafka;
        on = await kafkaStage({ brokers, partitions: 4, sessionTimeoutMillis: 2_000, publishMillis: 1_500 });
      }, 180_000);
      afterAll(async () => {
        await on?.close();
        if (kafka !== server().own) await kafka?.stop();
      });

      test('readiness says so, publishing fails as an outage, and everything goes on by itself: nothing lost, nothing from the start (Camel 8447)', async () => {
        const { stage, events } = on as KafkaStage;
        await stage.bus.ensureTopics([stage.topic]);
        const { handled } = await stage.consume();
        const before = series(200).map((n) => stage.message(`key${n}`, n));
        await stage.bus.publish(before);
        await until('the first are handled', () => handled.length === 200);
        await until('and committed', async () => (await stage.bus.lag(stage.group))[stage.topic] === 0);

        await kafka?.kill();
        await expect(stage.publish('away')).rejects.toMatchObject({ outage: true });
        expect(await stage.bus.health()).toMatchObject({ state: 'down' });
        await kafka?.start();

        const again = async (): Promise<boolean> =>
          stage.publish('back').then(
            () => true,
            () => false,
          );
        await until('publishing works again', again);
        expect(await stage.bus.health()).toEqual({ state: 'up' });
        await until('it is handled', () => handled.map(textOf).includes('back'));
        await stage.bus.publish(series(200, 'then').map((n) => stage.message(n, n)));
        await until('all are handled', () => series(200, 'then').every((n) => handled.map(textOf).includes(n)));
        const numbers = handled.map(textOf).filter((text) => /^\d+$/.test(text));
        expect(numbers.sort()).toEqual(series(200).sort());
        expect(events.filter(({ kind }) => kind === 'consumer.stuck')).toEqual([]);
      }, 60_000);
    },
    whyNoKafkaJars(),
  );
