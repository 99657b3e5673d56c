/// <reference types="jest" />
import type { Delivery } from '../../port.js';
import type { KafkaServer } from '../kafka-server.js';
import { kafkaStage, type KafkaStage } from '../kafka-stage.js';
import { gate, series, until } from '../stage.js';
import { textOf } from '../text.js';

export const rebalance = (kafka: () => KafkaServer): void =>
  describe('a rebalance', () => {
    let on: KafkaStage | undefined;
    let sessionTimeoutMillis = 0;
    beforeEach(async () => {
      const { brokers, minSessionMillis } = kafka();
      sessionTimeoutMillis = Math.max(3_000, minSessionMillis);
      on = await kafkaStage({ brokers, partitions: 8, sessionTimeoutMillis });
      await on.stage.bus.ensureTopics([on.stage.topic]);
    });
    afterEach(() => on?.close());

    const place = ({ partition, offset }: Delivery): string => `${partition}/${offset}`;

    test('in mid-batch crashes nothing: the batch is ended and committed once, then its partitions are shared (kafkajs #558)', async () => {
      const { stage, events, another } = on as KafkaStage;
      const publish = (round: string) =>
        stage.bus.publish(series(40).map((n) => stage.message(`key${n}`, `${round}${n}`)));
      await publish('first');
      const door = gate();
      const first = await stage.consume({ act: (_, { asked }) => (asked.length === 1 ? door.passed : undefined) });
      await until('the first has its batch', () => first.asked.length === 1);
      const second = await stage.consume({ bus: await another() });
      // The first learns of the rebalance while its handler runs, longer than a session; it must not join before that has
      // ended, and must not be taken for dead.
      await new Promise((resolve) => setTimeout(resolve, 1.5 * sessionTimeoutMillis));
      expect(events.filter(({ kind }) => kind === 'consumer.joined')).toHaveLength(1);
      door.open();
      await until('both have joined', () => events.filter(({ kind }) => kind === 'consumer.joined').length >= 3);
      await publish('then');
      await until('all handled', () => first.handled.length + second.handled.length >= 80);
      await until('all committed', async () => (await stage.bus.lag(stage.group))[stage.topic] === 0);
      const handled = [...first.handled, ...second.handled];
      expect(new Set(handled.map(place)).size).toBe(handled.length);
      expect(handled.map(textOf).sort()).toEqual([...series(40, 'first'), ...series(40, 'then')].sort());
      expect(second.handled.length).toBeGreaterThan(0);
      expect(events.filter(({ kind }) => kind === 'consumer.rebuilt')).toEqual([]);
    });

    test('a member that closes hands its partitions over at once, not after its session', async () => {
      const { stage, another } = on as KafkaStage;
      const leaving = await another();
      const first = await stage.consume({ bus: leaving });
      const second = await stage.consume();
      const state = () => (stage.bus as Awaited<ReturnType<KafkaStage['another']>>).consumerState(stage.group);
      await until('they share', () => leaving.consumerState(stage.group).partitions === 4 && state().partitions === 4);
      await first.consumer.close();
      const closed = performance.now();
      await until('the second has all', () => state().partitions === 8);
      expect(performance.now() - closed).toBeLessThan(2_500);
      await stage.bus.publish(series(40).map((n) => stage.message(`key${n}`, n)));
      await until('all handled', () => second.handled.length === 40);
      expect(first.handled).toEqual([]);
    });
  });
