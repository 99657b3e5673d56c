import { setTimeout as sleep } from 'node:timers/promises';
import type { ConnectorJob } from '@lienthong/connector-kit';

/** Turns one after the other, so many a second; a pause is not saved up for. */
export class Pace {
  #next = 0;

  constructor(private readonly perSecond: number) {}

  /** Takes the next turn; milliseconds until it comes. */
  reserve(nowMs: number): number {
    const turn = Math.max(nowMs, this.#next);
    this.#next = turn + 1000 / this.perSecond;
    return turn - nowMs;
  }
}

/** A wait that is too short to be written down for. */
const briefMs = 500;

/**
 * The job, asking the partner no more often than so. Who has to wait long is set for its turn, and holds nobody up meanwhile; what is
 * urgent waits behind nobody. A payload of it is an object or nothing.
 */
export function paced(
  job: ConnectorJob,
  pace: Pace,
  isUrgent: (payload: Readonly<Record<string, unknown>>) => boolean = () => false,
): ConnectorJob {
  return {
    ...job,
    run: async (call) => {
      const { turn, ...payload } = (call.payload ?? {}) as { readonly turn?: true } & Record<string, unknown>;
      const wait = turn || isUrgent(payload) ? 0 : pace.reserve(call.now.getTime());
      if (wait > briefMs) return { next: new Date(call.now.getTime() + wait), payload: { ...payload, turn: true } };
      if (wait > 0) await sleep(wait, undefined, { signal: call.signal });
      const end = await job.run({ ...call, payload });
      return end && { next: end.next, payload: end.payload ?? payload };
    },
  };
}
