/// <reference types="jest" />
import { Kafka, logLevel } from 'kafkajs';
import type { KafkaServer } from '../kafka-server.js';
import { kafkaStage, type KafkaStage } from '../kafka-stage.js';
import { series, until } from '../stage.js';
import { textOf } from '../text.js';

export const topicRecreated = (kafka: () => KafkaServer): void =>
  describe('a topic that is deleted', () => {
    let on: KafkaStage | undefined;
    beforeEach(async () => {
      const { brokers, minSessionMillis } = kafka();
      on = await kafkaStage({ brokers, partitions: 2, sessionTimeoutMillis: Math.max(3_000, minSessionMillis) });
      await on.stage.bus.ensureTopics([on.stage.topic]);
    });
    afterEach(() => on?.close());

    /** An operator with a tool of their own. */
    async function operate(work: (admin: ReturnType<Kafka['admin']>) => Promise<unknown>): Promise<void> {
      const admin = new Kafka({ brokers: [...kafka().brokers], logLevel: logLevel.NOTHING }).admin();
      await admin.connect();
      await work(admin).finally(() => admin.disconnect());
    }

    const publishUntilStored = (stage: KafkaStage['stage'], ...bodies: readonly string[]): Promise<void> =>
      until('it is published', () =>
        stage.publish(...bodies).then(
          () => true,
          () => false,
        ),
      );

    test.each(['the bus itself creates it again', 'an operator creates it again'] as const)(
      'and %s: publisher and consumer go on, from its beginning, and say so',
      async (who) => {
        const { stage, events } = on as KafkaStage;
        const { handled } = await stage.consume();
        await stage.publish(...series(20));
        await until('the first are handled', () => handled.length === 20);
        await until('and committed', async () => (await stage.bus.lag(stage.group))[stage.topic] === 0);
        await operate(async (admin) => {
          await admin.deleteTopics({ topics: [stage.topic] });
          if (who === 'an operator creates it again')
            await admin.createTopics({ topics: [{ topic: stage.topic, numPartitions: 2 }] });
        });
        await publishUntilStored(stage, 'again0');
        await publishUntilStored(stage, 'again1', 'again2');
        await until('all of the new topic are handled', () => new Set(handled.map(textOf)).size === 23);
        expect([...new Set(handled.slice(20).map(textOf))]).toEqual(series(3, 'again'));
        await until('it was said', () => events.some(({ kind }) => kind === 'topic.recreated'));
        expect(events.filter(({ kind }) => kind === 'consumer.stuck')).toEqual([]);
      },
      40_000,
    );
  });
