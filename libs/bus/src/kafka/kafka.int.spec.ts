import type { Bus } from '../port.js';
import { describeBusContract, describeWithKafka, startKafka, type KafkaServer } from '../testing/index.js';
import { brokerRestart } from '../testing/kafka-faults/broker-restart.cases.js';
import { brokersDown } from '../testing/kafka-faults/brokers-down.cases.js';
import { frozenMember } from '../testing/kafka-faults/frozen-member.cases.js';
import { offsets } from '../testing/kafka-faults/offsets.cases.js';
import { rebalance } from '../testing/kafka-faults/rebalance.cases.js';
import { retention } from '../testing/kafka-faults/retention.cases.js';
import { topicRecreated } from '../testing/kafka-faults/topic-recreated.cases.js';
import { watchdog } from '../testing/kafka-faults/watchdog.cases.js';
import { severableSockets } from '../testing/severable-sockets.js';
import { createKafkaBus } from './create-kafka-bus.js';

const mebibyte = 1024 * 1024;
const closeMillis = 2_000;

describeWithKafka('Kafka', () => {
  let started: KafkaServer | undefined;
  const kafka = (): KafkaServer => {
    if (!started) throw new Error('Kafka is not started');
    return started;
  };
  // One broker for everything: starting one costs more than most of the tests.
  beforeAll(async () => {
    started = await startKafka();
  }, 180_000);
  afterAll(() => started?.stop());

  // First: these kill the broker, which comes back the sooner the less it holds.
  brokerRestart(kafka);
  brokersDown(kafka);
  retention(kafka);

  describeBusContract('Kafka', {
    create: async () => {
      const { brokers, minSessionMillis } = kafka();
      const buses: Bus[] = [];
      let sockets = severableSockets();
      const openBus = async (): Promise<Bus> => {
        const bus = await createKafkaBus({
          brokers,
          partitions: 4,
          closeMillis,
          sessionTimeoutMillis: Math.max(1_500, minSessionMillis),
          socketFactory: sockets.socketFactory,
        });
        buses.push(bus);
        return bus;
      };
      return {
        bus: await openBus(),
        reopen: () => {
          sockets.sever();
          sockets = severableSockets();
          return openBus();
        },
        teardown: async () => void (await Promise.all(buses.map((bus) => bus.close()))),
      };
    },
    capabilities: {
      reopen: true,
      newGroupFromStart: true,
      refusesUnknownTopics: true,
      refusesWholePublish: true,
      boundedMemory: true,
      independentGroups: true,
    },
    closeMillis,
    bufferBytes: 16 * mebibyte,
  });

  rebalance(kafka);
  offsets(kafka);
  topicRecreated(kafka);
  frozenMember(kafka);
  watchdog(kafka);
});
