import { createInterface } from 'node:readline';
import { isOutage } from '@lienthong/store';
import { createKafkaBus } from '../kafka/create-kafka-bus.js';
import { bytesOf, textOf } from './text.js';

/** What a child process is told on its command line, as JSON. */
export interface KafkaChildOrders {
  readonly brokers: readonly string[];
  readonly topic: string;
  readonly group: string;
  readonly sessionTimeoutMillis: number;
  /** The first batch is held until a line comes on standard input. */
  readonly holdFirst?: boolean;
  /** Publishes `0`, `1`, … without end, each again and again until it is stored. */
  readonly publishes?: boolean;
}

/** Says one thing that happened, as a word and its details, on a line of standard output. */
const say = (word: string, ...details: readonly string[]): void =>
  void process.stdout.write(`${[word, ...details].join(' ')}\n`);

async function run(orders: KafkaChildOrders): Promise<void> {
  const { brokers, topic, group, sessionTimeoutMillis } = orders;
  const told = createInterface({ input: process.stdin });
  const bus = await createKafkaBus({
    brokers,
    partitions: 1,
    sessionTimeoutMillis,
    publishMillis: 2_000,
    // Shorter than the brokers are away, longer than a join.
    silenceMillis: 5_000,
    onFatal: () => say('fatal'),
    onEvent: (event) => say(event.kind),
  });
  await bus.ensureTopics([topic]);
  let held = orders.holdFirst === true;
  await bus.subscribe({
    group,
    topics: [topic],
    quarantine: () => Promise.reject(new Error('nothing here is poisonous')),
    handler: async (deliveries) => {
      say('asked', ...deliveries.map(textOf));
      if (held) await new Promise((resolve) => told.once('line', resolve));
      held = false;
      say('handled', ...deliveries.map(textOf));
      return deliveries.map(() => 'handled');
    },
  });
  for (let n = 0; orders.publishes;) {
    const message = { topic, key: 'k', headers: {}, value: bytesOf(String(n)) };
    const refused = await bus.publish([message]).catch((error: unknown) => error ?? new Error());
    say(refused === undefined ? 'published' : isOutage(refused) ? 'outage' : 'refused', String(n));
    if (refused === undefined) n += 1;
    if (refused === undefined) await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

void run(JSON.parse(process.argv[2] ?? '{}') as KafkaChildOrders);
