import { Partitioners } from 'kafkajs';
import { partitionOf } from './partitioner.js';

const theirs = Partitioners.DefaultPartitioner();
const metadata = (partitions: number) =>
  Array.from({ length: partitions }, (_, partitionId) => ({
    partitionId,
    leader: 1,
    replicas: [],
    isr: [],
    partitionErrorCode: 0,
  }));

test('a key has the partition that other clients of Kafka give it', () => {
  const keys = ['a', 'ab', 'abc', 'abcd', 'abcde', 'H01.G02-2026-000123', 'hồ sơ/đất đai', '😀'];
  for (let n = 0; n < 500; n += 1) keys.push(`key-${n * 7919}`);
  for (const partitions of [1, 3, 16, 50]) {
    for (const key of keys) {
      const wanted = theirs({ topic: 't', partitionMetadata: metadata(partitions), message: { key, value: null } });
      expect([key, partitionOf(key, partitions)]).toEqual([key, wanted]);
    }
  }
});

test('an empty key always has the same one', () => {
  expect(new Set(Array.from({ length: 10 }, () => partitionOf('', 16))).size).toBe(1);
});
