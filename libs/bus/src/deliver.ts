import { isOutage } from '@lienthong/store';
import { defaultPauses, pause, pauseAfter, type Pauses } from './backoff.js';
import type { OnBusEvent } from './events.js';
import { faultOf } from './fault-of.js';
import type { Delivery, Subscription, Verdict } from './port.js';

/** How often a delivery that fails alone is tried before it is quarantined. */
const attemptsAlone = 3;
const pauseBetweenAttemptsMillis = 20;

export interface DeliverOptions extends Pick<Subscription, 'group' | 'handler' | 'quarantine'> {
  /** Ends pauses and keeps anything new from starting; what runs is waited for. */
  readonly signal: AbortSignal;
  /** The first `count` deliveries of the batch are settled: handled or quarantined. Grows. */
  readonly settled: (count: number) => void;
  readonly onEvent?: OnBusEvent | undefined;
  readonly pauses?: Pauses;
}

/** A handler answered with something else than one verdict per delivery: a fault of the program. */
export class WrongVerdicts extends Error {
  readonly code = 'bus.wrongVerdicts';
  constructor(deliveries: number, answered: unknown) {
    const received = Array.isArray(answered)
      ? `${answered.length}, or one that is neither 'handled' nor { poison }`
      : typeof answered;
    super(`a handler must answer one verdict for each of its ${deliveries} deliveries; it answered ${received}`);
    this.name = 'WrongVerdicts';
  }
}

/**
 * Runs a handler over a batch until every delivery is settled or the signal aborts. Deliveries are settled strictly
 * from the first to the last, so keys keep their order and what has been settled is never run again:
 *
 * - verdict `handled` settles, verdict `poison` quarantines and settles;
 * - an outage pauses, 100 ms doubling to 5 s, and runs the same part again;
 * - any other throw halves the part; a delivery that fails alone three times is quarantined;
 * - a quarantine that throws pauses and quarantines the same delivery again.
 *
 * @returns how many deliveries from the first on are settled: all, unless the signal aborted.
 */
export async function deliver(batch: readonly Delivery[], options: DeliverOptions): Promise<number> {
  const { group, handler, signal, onEvent } = options;
  /** Where the parts still to run end; the next one is last. */
  const ends = [batch.length];
  let settled = 0;
  let outages = 0;
  let failuresAlone = 0;

  while (settled < batch.length && !signal.aborted) {
    const end = ends.at(-1) ?? batch.length;
    const part = settled === 0 && end === batch.length ? batch : batch.slice(settled, end);
    const answer = await ask(handler, part);

    if (answer.verdicts) {
      if (outages > 0) onEvent?.({ kind: 'consumer.resumed', group });
      outages = failuresAlone = 0;
      settled = await settle(batch, settled, answer.verdicts, options);
      if (settled === end) ends.pop();
    } else if (isOutage(answer.error)) {
      const pauseMillis = pauseAfter(++outages, options.pauses ?? defaultPauses);
      onEvent?.({ kind: 'consumer.paused', group, fault: faultOf(answer.error), pauseMillis });
      await pause(pauseMillis, signal);
    } else if (part.length > 1) {
      onEvent?.({ kind: 'batch.bisected', group, deliveries: part.length, fault: faultOf(answer.error) });
      ends.push(settled + Math.ceil(part.length / 2));
    } else if (++failuresAlone < attemptsAlone) {
      await pause(pauseBetweenAttemptsMillis, signal);
    } else {
      failuresAlone = 0;
      settled = await settle(batch, settled, [{ poison: `handler.failed: ${faultOf(answer.error)}` }], options);
      if (settled === end) ends.pop();
    }
  }
  return settled;
}

type Answer = { readonly verdicts: readonly Verdict[] } | { readonly verdicts?: never; readonly error: unknown };

async function ask(handler: Subscription['handler'], part: readonly Delivery[]): Promise<Answer> {
  try {
    const verdicts: unknown = await handler(part);
    if (!Array.isArray(verdicts) || verdicts.length !== part.length || !verdicts.every(isVerdict)) {
      return { error: new WrongVerdicts(part.length, verdicts) };
    }
    return { verdicts };
  } catch (error) {
    return { error };
  }
}

function isVerdict(value: unknown): value is Verdict {
  if (value === 'handled') return true;
  return typeof value === 'object' && value !== null && typeof (value as { poison?: unknown }).poison === 'string';
}

/** Settles what the verdicts answer, from `first` on; stops early only when the signal aborts. Returns the new count. */
async function settle(
  batch: readonly Delivery[],
  first: number,
  verdicts: readonly Verdict[],
  options: DeliverOptions,
): Promise<number> {
  let settled = first;
  for (const verdict of verdicts) {
    if (verdict !== 'handled') {
      if (settled > first) options.settled(settled);
      if (!(await quarantine(batch[settled] as Delivery, verdict.poison, options))) return settled;
    }
    settled += 1;
  }
  options.settled(settled);
  return settled;
}

/** Quarantines, as often as it takes. False when the signal aborted before it succeeded. */
async function quarantine(delivery: Delivery, reason: string, options: DeliverOptions): Promise<boolean> {
  const { group, signal, onEvent } = options;
  for (let failures = 1; ; failures += 1) {
    try {
      await options.quarantine(delivery, reason);
      const { topic, partition, offset } = delivery;
      onEvent?.({ kind: 'delivery.quarantined', group, topic, partition, offset, reason });
      return true;
    } catch (error) {
      const pauseMillis = pauseAfter(failures, options.pauses ?? defaultPauses);
      onEvent?.({ kind: 'quarantine.failed', group, fault: faultOf(error), pauseMillis });
      await pause(pauseMillis, signal);
      if (signal.aborted) return false;
    }
  }
}
