import { BusUnavailable, createTopicUpkeep, faultOf } from '@lienthong/bus';
import { loadConfig, type Environment } from '@lienthong/config';
import { groups, topics } from '@lienthong/contracts';
import { kafkaOptions, StartRefused } from '@lienthong/process';

/** Topics with records of a time that a restored store does not know. */
export interface TopicsOfBefore {
  readonly names: readonly string[];
  /**
   * Deletes them with what is in them and creates them as the configuration says: the store announces what is open.
   * @throws {StartRefused} what is left to be done by hand
   */
  renew(): Promise<void>;
  close(): Promise<void>;
}

const byHand = '--leave-topics restores the store alone; then delete them by hand before the first start';

/**
 * Looks whether the topics can be made anew after the restore, before anything is changed.
 * @param variables of the environment, for what the configuration file takes from there
 * @throws {StartRefused}
 */
export async function topicsOfBefore(
  { kafkaBrokers, configFile }: Environment,
  variables: Readonly<Record<string, string | undefined>>,
): Promise<TopicsOfBefore> {
  if (!kafkaBrokers) {
    throw new StartRefused([
      `KAFKA_BROKERS is not set: what stands in the topics is of a time that the restored store does not know, and the command makes them anew. ${byHand}.`,
    ]);
  }
  if (!configFile.required) {
    throw new StartRefused(['LIENTHONG_CONFIG is not set: the configuration file says how the topics are called.']);
  }
  const loaded = loadConfig({ file: configFile.path, env: variables });
  if (!loaded.ok) throw new StartRefused(loaded.sentences);
  const { bus } = loaded.config;
  const upkeep = await createTopicUpkeep(kafkaOptions('upkeep', kafkaBrokers, bus));
  const prefixed = (all: Readonly<Record<string, string>>): string[] =>
    Object.values(all).map((name) => bus.prefix + name);
  const names = prefixed(topics);
  const at = kafkaBrokers.join(', ');
  try {
    const brokers = await upkeep.brokers();
    if (brokers < bus.replication) {
      throw new StartRefused([
        `bus.replication is ${bus.replication} and ${brokers} broker(s) answer at ${at}: topics that are deleted could not be created again. Start the others, or change the configuration.`,
      ]);
    }
    const members = await upkeep.members(prefixed(groups));
    if (members > 0) {
      throw new StartRefused([
        `${members} process(es) hear the topics ${names.join(' and ')}, or were killed in the last seconds: stop them, and try again.`,
      ]);
    }
  } catch (error) {
    await upkeep.close();
    if (error instanceof StartRefused) throw error;
    throw new StartRefused([
      `Kafka at ${at} does not answer (${reason(error)}); nothing has been changed. Start it and try again; or ${byHand}.`,
    ]);
  }
  return {
    names,
    renew: async () => {
      try {
        await upkeep.recreate(names);
      } catch (error) {
        throw new StartRefused([
          `The store is restored; the topics ${names.join(' and ')} could not be made anew (${reason(error)}): delete them by hand before the first start.`,
        ]);
      }
    },
    close: () => upkeep.close(),
  };
}

/** Our own words where they are ours; else the kind of the error, and what Kafka calls it. */
function reason(error: unknown): string {
  const { type, cause } = error as { type?: unknown; cause?: unknown };
  if (typeof type === 'string' && /^[A-Z_]{1,64}$/.test(type)) return type;
  if (!(error instanceof BusUnavailable)) return faultOf(error);
  return cause === undefined ? error.message : reason(cause);
}
