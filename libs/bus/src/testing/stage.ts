import type { BatchHandler, Bus, BusConsumer, BusMessage, Delivery, Verdict } from '../port.js';
import type { BusHarness, BusUnderTest } from './harness.js';
import { bytesOf, textOf } from './text.js';

/** Awaits a condition; what it waited for stands in the error. */
export async function until(what: string, condition: () => boolean | Promise<boolean>, millis = 15_000): Promise<void> {
  const end = Date.now() + millis;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`not within ${millis} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 3));
  }
}

/** Longer than any bus may wait with saving a position. */
export const saved = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 500));

/** A door that handlers wait at. */
export function gate(): { readonly passed: Promise<void>; open: () => void } {
  let open = (): void => undefined;
  const passed = new Promise<void>((resolve) => (open = resolve));
  return { passed, open };
}

/** An error that means an outage: SQLSTATE 08006. */
export const outage = (): Error => Object.assign(new Error('the store is away'), { code: '08006' });

/** What one consumer has seen and done. */
export interface Consumption {
  readonly consumer: BusConsumer;
  /** Bodies of each batch that the handler was given, in order; also those it then refused. */
  readonly asked: string[][];
  /** Deliveries that a handler took, in order. */
  readonly handled: Delivery[];
  readonly quarantined: { readonly delivery: Delivery; readonly reason: string }[];
}

export interface ConsumeOptions {
  readonly group?: string;
  readonly topics?: readonly string[];
  readonly maxBatch?: number;
  /** Runs before the deliveries are taken; may throw, or answer other verdicts than `handled`. */
  readonly act?: (deliveries: readonly Delivery[], seen: Consumption) => Promise<readonly Verdict[] | void> | void;
  readonly quarantine?: (delivery: Delivery, reason: string) => Promise<void>;
  readonly bus?: Bus;
}

/** A bus with a topic and a group of the case's own, and the hands to use it. */
export class Stage {
  readonly topic: string;
  readonly group: string;
  readonly capabilities: BusHarness['capabilities'];
  readonly limits: Pick<BusHarness, 'closeMillis' | 'bufferBytes'>;
  bus: Bus;

  constructor(
    readonly scope: string,
    private readonly underTest: BusUnderTest,
    harness: BusHarness,
  ) {
    this.topic = `${scope}.events`;
    this.group = `${scope}.group`;
    this.capabilities = harness.capabilities;
    this.limits = harness;
    this.bus = underTest.bus;
  }

  message(key: string, body: string | Uint8Array, more: Partial<BusMessage> = {}): BusMessage {
    return { topic: this.topic, key, headers: {}, value: typeof body === 'string' ? bytesOf(body) : body, ...more };
  }

  /** Publishes one message per body, all with one key, in one call. */
  publish(...bodies: readonly string[]): Promise<void> {
    return this.bus.publish(bodies.map((body) => this.message('k', body)));
  }

  async reopen(): Promise<Bus> {
    if (!this.underTest.reopen) throw new Error('the harness declares reopen but its bus has none');
    this.bus = await this.underTest.reopen();
    return this.bus;
  }

  async consume(options: ConsumeOptions = {}): Promise<Consumption> {
    const seen: Omit<Consumption, 'consumer'> = { asked: [], handled: [], quarantined: [] };
    const handler: BatchHandler = async (deliveries) => {
      seen.asked.push(deliveries.map(textOf));
      const verdicts =
        (await options.act?.(deliveries, seen as Consumption)) ?? deliveries.map(() => 'handled' as const);
      seen.handled.push(...deliveries.filter((_, i) => verdicts[i] === 'handled'));
      return verdicts;
    };
    const quarantine = async (delivery: Delivery, reason: string): Promise<void> => {
      await options.quarantine?.(delivery, reason);
      seen.quarantined.push({ delivery, reason });
    };
    const { group = this.group, topics = [this.topic], maxBatch } = options;
    const subscription = { group, topics, handler, quarantine };
    const consumer = await (options.bus ?? this.bus).subscribe(
      maxBatch === undefined ? subscription : { ...subscription, maxBatch },
    );
    return Object.assign(seen, { consumer });
  }
}

/** `['prefix0', 'prefix1', …]` */
export function series(count: number, prefix = ''): string[] {
  return Array.from({ length: count }, (_, n) => `${prefix}${n}`);
}
