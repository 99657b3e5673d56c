/// <reference types="jest" />
import type { KafkaServer } from '../kafka-server.js';
import { kafkaStage, type KafkaStage } from '../kafka-stage.js';
import { severableSockets } from '../severable-sockets.js';
import { outage, series, until } from '../stage.js';
import { textOf } from '../text.js';

export const offsets = (kafka: () => KafkaServer): void =>
  describe('offsets of a group', () => {
    let on: KafkaStage | undefined;
    beforeAll(async () => {
      const { brokers, minSessionMillis } = kafka();
      on = await kafkaStage({ brokers, partitions: 1, sessionTimeoutMillis: Math.max(1_500, minSessionMillis) });
    });
    afterAll(() => on?.close());

    test('are never committed past what was not handled, whatever fails and dies, nor set back to the start (Camel 11935, 11959, 8447)', async () => {
      const { stage, another } = on as KafkaStage;
      const { topic, group } = stage;
      await stage.bus.ensureTopics([topic]);
      await stage.publish(...series(10));
      const lag = async (): Promise<number | undefined> => (await stage.bus.lag(group))[topic];
      /** Takes what comes before 6 and refuses the rest as long as it lives. */
      const act = (deliveries: Parameters<typeof textOf>[0][]): void => {
        if (deliveries.some((delivery) => Number(textOf(delivery)) >= 6)) throw outage();
      };
      const closing = await stage.consume({ maxBatch: 2, act: (deliveries) => act([...deliveries]) });
      await until('six are committed', async () => (await lag()) === 4);
      await closing.consumer.close();
      expect(await lag()).toBe(4);

      const sockets = severableSockets();
      const dying = await another({ socketFactory: sockets.socketFactory });
      const second = await stage.consume({ bus: dying, maxBatch: 2, act: (deliveries) => act([...deliveries]) });
      await until('the rest was refused', () => second.asked.length > 2);
      sockets.sever();
      await dying.close();
      expect(second.asked[0]).toEqual(['6', '7']);

      const third = await stage.consume();
      await until('the rest is handled', () => third.handled.length === 4);
      expect(third.handled.map(textOf)).toEqual(['6', '7', '8', '9']);
      await until('and committed', async () => (await lag()) === 0);
      await third.consumer.close();

      const fourth = await stage.consume();
      await stage.publish('new');
      await until('the new one is handled', () => fourth.handled.length > 0);
      expect(fourth.handled.map(textOf)).toEqual(['new']);
    }, 40_000);
  });
