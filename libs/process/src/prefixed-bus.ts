import type { KafkaBus, Subscription } from '@lienthong/bus';

/** The same bus with a name before those of topics and groups, which nobody on this side of it sees. */
export function prefixedBus(bus: KafkaBus, prefix: string): KafkaBus {
  if (prefix === '') return bus;
  const there = (name: string): string => prefix + name;
  const here = (name: string): string => name.slice(prefix.length);
  const subscriptionThere = ({ group, topics, handler, quarantine, ...rest }: Subscription): Subscription => ({
    ...rest,
    group: there(group),
    topics: topics.map(there),
    handler: (deliveries) => handler(deliveries.map((delivery) => ({ ...delivery, topic: here(delivery.topic) }))),
    quarantine: (delivery, reason) => quarantine({ ...delivery, topic: here(delivery.topic) }, reason),
  });
  return {
    name: bus.name,
    maxRecordBytes: bus.maxRecordBytes,
    ...(bus.retentionMillis === undefined ? {} : { retentionMillis: bus.retentionMillis }),
    ensureTopics: (topics) => bus.ensureTopics(topics.map(there)),
    publish: (messages) => bus.publish(messages.map((message) => ({ ...message, topic: there(message.topic) }))),
    subscribe: (subscription) => bus.subscribe(subscriptionThere(subscription)),
    lag: async (group) =>
      Object.fromEntries(Object.entries(await bus.lag(there(group))).map(([topic, lag]) => [here(topic), lag])),
    health: () => bus.health(),
    close: () => bus.close(),
    consumerState: (group) => bus.consumerState(there(group)),
  };
}
