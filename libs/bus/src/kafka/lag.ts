import type { Admin } from 'kafkajs';
import { isUnknownTopic } from './outage.js';

/** Records not committed by the group, per topic: those subscribed and those with anything committed. */
export async function lagOf(
  admin: Admin,
  group: string,
  subscribed: readonly string[],
): Promise<Readonly<Record<string, number>>> {
  const committed = new Map(
    (await admin.fetchOffsets({ groupId: group })).map(({ topic, partitions }) => [
      topic,
      new Map(partitions.map(({ partition, offset }) => [partition, offset])),
    ]),
  );
  const topics = [...new Set([...subscribed, ...committed.keys()])];
  const lags = topics.map(async (topic): Promise<[string, number]> => {
    let records = 0n;
    for (const { partition, low, high } of await endsOf(admin, topic)) {
      const offset = BigInt(committed.get(topic)?.get(partition) ?? -1);
      const from = offset < BigInt(low) ? BigInt(low) : offset;
      if (BigInt(high) > from) records += BigInt(high) - from;
    }
    return [topic, Number(records)];
  });
  return Object.fromEntries(await Promise.all(lags));
}

/** Empty for a topic that has been deleted. */
function endsOf(admin: Admin, topic: string): ReturnType<Admin['fetchTopicOffsets']> {
  return admin.fetchTopicOffsets(topic).catch((error: unknown) => {
    if (isUnknownTopic(error)) return [];
    throw error;
  });
}
