import type { Bus } from '../port.js';
import { describeBusContract, describeWithKafka, startKafka, type KafkaServer } from '../testing/index.js';
import { severableSockets } from '../testing/severable-sockets.js';
import { createKafkaBus } from './create-kafka-bus.js';

const mebibyte = 1024 * 1024;
const closeMillis = 2_000;

describeWithKafka('Kafka', () => {
  let kafka: KafkaServer | undefined;
  beforeAll(async () => {
    kafka = await startKafka();
  }, 180_000);
  afterAll(() => kafka?.stop());

  describeBusContract('Kafka', {
    create: async () => {
      if (!kafka) throw new Error('Kafka is not started');
      const { brokers, minSessionMillis } = kafka;
      const buses: Bus[] = [];
      let sockets = severableSockets();
      const openBus = async (): Promise<Bus> => {
        const bus = await createKafkaBus({
          brokers,
          partitions: 4,
          closeMillis,
          sessionTimeoutMillis: Math.max(1_500, minSessionMillis),
          socketFactory: sockets.socketFactory,
          onEvent: (e) => process.env.DBG && process.stderr.write((Date.now() % 100000) + JSON.stringify(e) + '\n'),
          onLog: (e) => process.env.DBG && process.stderr.write((Date.now() % 100000) + JSON.stringify(e) + '\n'),
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
});
