import { Partitioners, type ICustomPartitioner } from 'kafkajs';

/**
 * The partition of a key: murmur2 over its bytes modulo the number of partitions, as the Java client does, so that other
 * producers agree. An empty key counts as a key, and has its place too.
 */
export const keyPartitioner: ICustomPartitioner = () => {
  const ofKey = Partitioners.DefaultPartitioner();
  return (args) =>
    args.message.key === '' || args.message.key === null || args.message.key === undefined ? 0 : ofKey(args);
};
