import type { ICustomPartitioner } from 'kafkajs';
import { murmur2 } from './murmur2.js';

/**
 * The partition of a key: murmur2 over its bytes modulo the number of partitions, as the Java client does, so that other
 * producers agree. An empty key is a key too.
 */
export function partitionOf(key: string, partitions: number): number {
  return (murmur2(Buffer.from(key)) & 0x7fffffff) % partitions;
}

export const keyPartitioner: ICustomPartitioner =
  () =>
  ({ message, partitionMetadata }) =>
    partitionOf(message.key?.toString() ?? '', partitionMetadata.length);
