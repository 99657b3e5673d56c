import { appendFileSync, existsSync } from 'node:fs';
import type { Bus, BusConsumer, Delivery } from '@lienthong/bus';
import { topics } from '@lienthong/contracts';

export interface EchoParts {
  /** While this file is not there. */
  readonly calm: string;
  /** One line per batch of repeats: how many. */
  readonly log: string;
}

const share = 0.1;
/** Most come much sooner: a process that is killed every few seconds forgets what it was about to say again. */
const longestMs = 4_000;

/**
 * Says a part of what stands on the bus again, letter for letter, up to some seconds later: behind newer words of the same subject,
 * as a producer does whose broker died between the write and the answer.
 */
export async function startEcho(bus: Bus, { calm, log }: EchoParts): Promise<BusConsumer> {
  const pending = new Set<NodeJS.Timeout>();
  const again = (deliveries: readonly Delivery[]): void => {
    if (existsSync(calm)) return;
    const messages = deliveries.map(({ topic, key, headers, value }) => ({ topic, key, headers, value }));
    // A broker that is away repeats nothing.
    bus.publish(messages).then(
      () => appendFileSync(log, `${messages.length}\n`),
      () => undefined,
    );
  };
  const consumer = await bus.subscribe({
    ...{ group: 'chaos-echo', topics: Object.values(topics) },
    handler: (deliveries) => {
      const chosen = existsSync(calm) ? [] : deliveries.filter(isChosen);
      for (const part of [chosen.filter((_, at) => at % 2 === 0), chosen.filter((_, at) => at % 2 === 1)]) {
        if (part.length === 0) continue;
        const timer = setTimeout(
          () => {
            pending.delete(timer);
            again(part);
          },
          Math.random() ** 3 * longestMs,
        );
        pending.add(timer);
      }
      return Promise.resolve(deliveries.map(() => 'handled' as const));
    },
    quarantine: () => Promise.resolve(),
  });
  return {
    close: async () => {
      for (const timer of pending) clearTimeout(timer);
      await consumer.close();
    },
  };
}

/** What is said once; an echo of an echo would never end. */
const said = new Set<string>();
function isChosen({ value }: Delivery): boolean {
  if (Math.random() >= share) return false;
  const text = Buffer.from(value).toString('latin1').slice(-200);
  if (said.has(text)) return false;
  if (said.size > 50_000) said.clear();
  said.add(text);
  return true;
}
