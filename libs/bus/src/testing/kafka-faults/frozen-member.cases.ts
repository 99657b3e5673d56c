/// <reference types="jest" />
import type { KafkaServer } from '../kafka-server.js';
import { kafkaStage, type KafkaStage } from '../kafka-stage.js';
import { buildKafkaChild, runKafkaChild, type KafkaChild } from '../run-kafka-child.js';
import { series, until } from '../stage.js';
import { textOf } from '../text.js';

export const frozenMember = (kafka: () => KafkaServer): void =>
  describe('a member frozen past its session', () => {
    let on: KafkaStage | undefined;
    let child: KafkaChild | undefined;
    beforeAll(buildKafkaChild, 180_000);
    afterAll(async () => {
      await child?.end();
      await on?.close();
    });

    test('and woken in mid-batch commits nothing of what another member owns now', async () => {
      const { brokers, minSessionMillis } = kafka();
      const sessionTimeoutMillis = Math.max(2_000, minSessionMillis);
      on = await kafkaStage({ brokers, partitions: 1, sessionTimeoutMillis });
      const { stage } = on;
      const { topic, group } = stage;
      await stage.bus.ensureTopics([topic]);
      await stage.publish(...series(10));
      const frozen = runKafkaChild({ brokers, topic, group, sessionTimeoutMillis, holdFirst: true });
      child = frozen;
      await until('the child has the batch', () => frozen.said.some((line) => line.startsWith('asked ')));
      frozen.signal('SIGSTOP');

      const { handled } = await stage.consume();
      await stage.publish(...series(10, 'later'));
      const lag = async (): Promise<number | undefined> => (await stage.bus.lag(group))[topic];
      await until(
        'the other member has handled and committed all',
        async () => handled.length === 20 && (await lag()) === 0,
      );

      const lags: (number | undefined)[] = [];
      frozen.go();
      frozen.signal('SIGCONT');
      await until('the woken one has ended its batch', () => frozen.said.some((line) => line.startsWith('handled ')));
      const joins = (): number => frozen.said.filter((line) => line === 'consumer.joined').length;
      await until('and has joined again', async () => {
        lags.push(await lag());
        return joins() > 1;
      });
      await stage.publish(...series(5, 'last'));
      const inChild = (): string[] =>
        frozen.said.filter((line) => line.startsWith('handled ')).flatMap((line) => line.split(' ').slice(1));
      await until('the last are handled', () => handled.length + inChild().length === 35);
      expect(new Set(lags)).toEqual(new Set([0]));
      // What it was frozen in, and nothing of it again; of the rest each once.
      expect(inChild().slice(0, 10)).toEqual(series(10));
      expect([...handled.map(textOf), ...inChild().slice(10)].sort()).toEqual(
        [...series(10), ...series(10, 'later'), ...series(5, 'last')].sort(),
      );
    }, 60_000);
  });
