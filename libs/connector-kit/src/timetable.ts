import { setTimeout as sleep } from 'node:timers/promises';
import {
  createJobs,
  createTimers,
  ensureTimers,
  type JobCall,
  type JobEnd,
  type ShardLeases,
  type Store,
  type Tx,
} from '@lienthong/store';
import { expectationsSince } from './inbound/expected.js';
import type { InboundDoor } from './inbound/port.js';
import type { ConnectorJob } from './job.js';
import { cursorReader, expectationReader } from './job-readers.js';
import type { AttemptHttp, Connector } from './port.js';

export interface TimetableOptions {
  readonly store: Store;
  readonly leases: ShardLeases;
  readonly jobs: ConnectorJobs;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Counts one call against the partner's rate; when it may go, epoch milliseconds. */
  readonly reserve: (partner: string) => number;
  readonly found: InboundDoor['found'];
  /** `timer`: kind of the job that failed. */
  readonly onError: (error: unknown, timer?: string) => void;
}

export interface Timetable {
  /** When the leases have been started. */
  start(): Promise<void>;
  /** Something may be due that was just set. */
  wake(): void;
  /** Aborts what runs. Before the leases are released. */
  close(): Promise<void>;
}

const usualDeadlineMs = 10_000;
/** How often timers look by themselves at least. */
const usualLookMs = 2_000;
/** Until then the end of a job stands in the store, usually. */
const storedMs = 20;

/** By their kinds. */
export type ConnectorJobs = ReadonlyMap<string, { readonly job: ConnectorJob; readonly connector: Connector }>;

/** @throws {TypeError} when two stand under one kind: neither could be told from the other's timers. */
export function jobsOf(connectors: readonly Connector[]): ConnectorJobs {
  const all = connectors.flatMap((connector) => (connector.jobs ?? []).map((job) => ({ job, connector })));
  const jobs = new Map(all.map((entry) => [entry.job.kind, entry]));
  if (jobs.size < all.length) {
    throw new TypeError(`two jobs of one kind among ${all.map(({ job }) => job.kind).join(', ')}`);
  }
  return jobs;
}

/** Runs the jobs of all connectors under the side's leases; nothing at all where there are none. */
export function timetable(options: TimetableOptions): Timetable {
  const { store, leases, jobs, now, reserve, found, onError } = options;
  const side = 'connectors';
  const db = store.db(side) as unknown as Tx;
  const failed = (error: unknown, timer?: { readonly kind: string }): void => onError(error, timer?.kind);
  const lookAgain = new Set<NodeJS.Timeout>();
  /** What comes again before the timers would look by themselves comes in time. */
  const lookAgainAt = (next: Date | undefined): void => {
    const millis = (next?.getTime() ?? Infinity) - now();
    if (millis > usualLookMs) return;
    const timer = setTimeout(
      () => {
        lookAgain.delete(timer);
        timers.wake();
      },
      Math.max(storedMs, millis),
    );
    lookAgain.add(timer.unref());
  };
  const expected = expectationReader(db);
  const running = createJobs({
    ...{ store, side, onError: failed },
    concurrency: (kind) => jobs.get(kind)?.job.atOnce,
    jobs: Object.fromEntries(
      [...jobs].map(([kind, { job, connector }]) => {
        const deadlineMs = job.deadlineMs ?? usualDeadlineMs;
        const cursor = cursorReader(db, kind);
        const run = async (call: JobCall): Promise<JobEnd> => {
          const { signal } = call;
          const http = {
            read: async (request: Parameters<AttemptHttp['read']>[0]) => {
              const millis = reserve(connector.partner) - now();
              // A signal that ends the wait ends the call too, which says so.
              if (millis > 0) await sleep(millis, undefined, { signal, ref: false }).catch(() => undefined);
              return connector.transport.request(request, { deadlineMs, signal });
            },
          };
          const { subject } = call;
          const at = (value: string | undefined) => (value === undefined ? undefined : { kind, subject, value });
          const end = await job.run({
            ...{ ...call, now: new Date(now()), http },
            found: (facts, cursor) => found(facts, at(cursor)),
            cursor: () => cursor(subject),
            expected,
            expectedSince: (asked) => expectationsSince(db, asked),
          });
          lookAgainAt(end?.next);
          return end;
        };
        return [kind, run];
      }),
    ),
  });
  const timers = createTimers({ ...{ store, side, leases, handlers: running.handlers, onError: failed } });
  return {
    async start() {
      if (jobs.size === 0) return;
      const at = new Date(now());
      const standing = [...jobs.values()].flatMap(({ job }) =>
        (job.standing?.(at) ?? []).map((timer) => ({ ...timer, kind: job.kind })),
      );
      await ensureTimers(db, side, standing);
      timers.start();
    },
    wake: () => timers.wake(),
    async close() {
      for (const timer of lookAgain) clearTimeout(timer);
      await timers.close();
      await running.close();
    },
  };
}
