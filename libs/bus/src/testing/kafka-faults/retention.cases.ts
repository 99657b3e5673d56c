/// <reference types="jest" />
import { randomUUID } from 'node:crypto';
import { createKafkaBus } from '../../kafka/create-kafka-bus.js';
import type { KafkaServer } from '../kafka-server.js';

const day = 24 * 60 * 60 * 1000;

export const retention = (kafka: () => KafkaServer): void =>
  describe('how long topics keep their records', () => {
    test('is set when a topic is created; one that keeps them longer than work outlives is refused by name', async () => {
      const { brokers } = kafka();
      const topic = `kept-${randomUUID().slice(0, 8)}`;
      const seven = await createKafkaBus({ brokers, partitions: 1 });
      const two = await createKafkaBus({ brokers, partitions: 1, retentionMillis: 2 * day });
      try {
        expect([seven.retentionMillis, two.retentionMillis]).toEqual([7 * day, 2 * day]);
        await seven.ensureTopics([topic]);
        await seven.ensureTopics([topic]);
        await expect(two.ensureTopics([topic])).rejects.toThrow(
          `the topic ${topic} keeps its records for 7 days, longer than bus.retentionDays says (for 2 days)`,
        );
      } finally {
        await Promise.all([seven.close(), two.close()]);
      }
    });
  });
