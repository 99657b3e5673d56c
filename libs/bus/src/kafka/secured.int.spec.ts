import { tempFolder } from '@lienthong/store/testing';
import { describeWithKafka, startOwnKafka, type OwnKafka } from '../testing/index.js';
import { whyNoKafkaJars } from '../testing/kafka-jars.js';
import { makeSecuredDoor, mechanisms, type SecuredDoor } from '../testing/secured-door.js';
import { createKafkaBus } from './create-kafka-bus.js';
import type { KafkaBus, KafkaBusOptions } from './options.js';

const record = { key: 'k', headers: { h: 'v' }, value: Buffer.from('over TLS') };

// A broker of its own: what stands in KAFKA_BROKERS has its own rules, and an image brings no certificate.
describeWithKafka(
  'a broker behind TLS and SASL',
  () => {
    const folder = tempFolder('secured-kafka');
    let door: SecuredDoor;
    let kafka: OwnKafka | undefined;
    const buses: KafkaBus[] = [];

    beforeAll(async () => {
      door = await makeSecuredDoor(folder.path, 'lienthong', 'a-password-of-tests');
      kafka = await startOwnKafka({ secured: door });
    }, 180_000);
    afterEach(async () => void (await Promise.all(buses.splice(0).map((bus) => bus.close()))));
    afterAll(async () => {
      await kafka?.stop();
      folder.remove();
    });

    const open = async (options: Partial<KafkaBusOptions>): Promise<KafkaBus> => {
      const bus = await createKafkaBus({ brokers: [`127.0.0.1:${door.port}`], partitions: 1, ...options });
      buses.push(bus);
      return bus;
    };
    const known = (mechanism: (typeof mechanisms)[number], password = door.password): Partial<KafkaBusOptions> => ({
      ssl: { ca: door.ca },
      sasl: { mechanism, username: door.username, password } as NonNullable<KafkaBusOptions['sasl']>,
    });

    test.each(mechanisms)('%s: records go in and come out', async (mechanism) => {
      const topic = `secured-${mechanism}`;
      const bus = await open(known(mechanism));
      await bus.ensureTopics([topic]);
      await bus.publish([{ topic, ...record }]);
      const heard = new Promise<Buffer>((resolve) => {
        void bus.subscribe({
          group: topic,
          topics: [topic],
          handler: async (deliveries) => {
            resolve(Buffer.from(deliveries[0]!.value));
            return deliveries.map(() => 'handled' as const);
          },
          quarantine: async () => undefined,
        });
      });
      expect((await heard).toString()).toBe('over TLS');
      expect(await bus.health()).toMatchObject({ state: 'up' });
    });

    test.each(mechanisms)('%s: a wrong password is refused, and health says so', async (mechanism) => {
      const bus = await open({ ...known(mechanism, 'not the password'), publishMillis: 3_000 });
      await expect(bus.publish([{ topic: 'secured-plain', ...record }])).rejects.toMatchObject({ outage: true });
      const health = await bus.health();
      expect(health.state).toBe('down');
      expect(JSON.stringify(health)).not.toContain('not the password');
    });

    test('a broker whose authority is not trusted gets no password', async () => {
      const bus = await open({ ...known('plain'), ssl: true, publishMillis: 3_000 });
      await expect(bus.publish([{ topic: 'secured-plain', ...record }])).rejects.toMatchObject({ outage: true });
      expect(await bus.health()).toMatchObject({ state: 'down' });
    });
  },
  whyNoKafkaJars(),
);
