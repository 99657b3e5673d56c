import { setTimeout as sleep } from 'node:timers/promises';
import { BusUnavailable, faultOf, type Bus, type BusConsumer, type Subscription } from '@lienthong/bus';
import type { NotReady } from './readiness.js';

export interface PatientBusOptions {
  readonly bus: Bus;
  readonly topics: readonly string[];
  /** A group could not begin to hear; it is tried again after the pause. */
  readonly onWaiting: (wait: { readonly group: string; readonly fault: string; readonly pauseMillis: number }) => void;
  readonly firstPauseMillis?: number;
  readonly longestPauseMillis?: number;
}

/** The same bus, whose consumers begin when the brokers answer: a process starts, and takes in work, while they are away. */
export interface PatientBus extends Bus {
  /** Groups that do not hear yet, and why. */
  waiting(): readonly NotReady[];
}

export function patientBus(options: PatientBusOptions): PatientBus {
  const { bus, topics } = options;
  const faults = new Map<string, string>();

  async function begin(subscription: Subscription, signal: AbortSignal): Promise<BusConsumer | undefined> {
    const { group } = subscription;
    for (let pauseMillis = options.firstPauseMillis ?? 200; !signal.aborted;) {
      try {
        await bus.ensureTopics(topics);
        const consumer = await bus.subscribe(subscription);
        faults.delete(group);
        return consumer;
      } catch (error) {
        const fault = whyNot(error);
        faults.set(group, `${group} does not hear the bus yet (${fault})`);
        options.onWaiting({ group, fault, pauseMillis });
        await sleep(pauseMillis, undefined, { signal }).catch(() => undefined);
        pauseMillis = Math.min(options.longestPauseMillis ?? 5_000, pauseMillis * 2);
      }
    }
    return undefined;
  }

  return {
    name: bus.name,
    maxRecordBytes: bus.maxRecordBytes,
    ...(bus.retentionMillis === undefined ? {} : { retentionMillis: bus.retentionMillis }),
    ensureTopics: (names) => bus.ensureTopics(names),
    publish: (messages) => bus.publish(messages),
    lag: (group) => bus.lag(group),
    health: () => bus.health(),
    close: () => bus.close(),
    subscribe: (subscription) => {
      const asked = new AbortController();
      faults.set(subscription.group, `${subscription.group} does not hear the bus yet`);
      const begun = begin(subscription, asked.signal);
      const close = async (): Promise<void> => {
        asked.abort();
        await (await begun)?.close();
      };
      return Promise.resolve({ close });
    },
    waiting: () => [...faults.values()].map((why) => ({ what: 'consumer', why })),
  };
}

/** Our own words where they are ours; else the kind of the error, and what Kafka calls it. */
function whyNot(error: unknown): string {
  if (error instanceof BusUnavailable) return error.message;
  const { type } = error as { type?: unknown };
  return typeof type === 'string' && /^[A-Z_]{1,64}$/.test(type) ? type : faultOf(error);
}
