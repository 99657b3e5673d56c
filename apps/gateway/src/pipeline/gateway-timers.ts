import {
  createJobs,
  createShardLeases,
  createTimers,
  ensureTimers,
  type DueTimer,
  type Job,
  type RunBatch,
  type Store,
  type Timer,
  type TimerHandler,
  type Tx,
  type WritableOutbox,
} from '@lienthong/store';
import type { Unit, UnitResult } from './unit.js';

/** What is to be folded when a timer of a kind is due, by kind. Pure: it may be asked again for the same timer. */
export type TimerUnits = Readonly<Record<string, (timer: DueTimer) => Unit>>;

/** What the gateway does by the clock. */
export interface Timetable {
  /** Folded in the gateway's one transaction, with everything else that happens to their subjects. */
  readonly units?: TimerUnits;
  /** Too long for a transaction; may run twice when a process is killed. */
  readonly jobs?: Readonly<Record<string, Job>>;
  /** Set at the start where they are not set yet; a daily job says itself when it runs next. */
  readonly standing?: readonly Timer[];
}

export interface GatewayTimersOptions {
  readonly store: Store;
  readonly owner: string;
  readonly outbox: WritableOutbox;
  readonly run: RunBatch<Unit, UnitResult>;
  readonly timetable: Timetable;
  /** Locks what `run` will lock for these units. */
  readonly lock: (tx: Tx, units: readonly Unit[]) => Promise<void>;
  readonly onEvent: (event: TimerEvent) => void;
}

export type TimerEvent =
  | { readonly kind: 'leases.renewalFailed'; readonly error: unknown }
  /** `timer`: its kind; without one the whole round failed. */
  | { readonly kind: 'timer.failed'; readonly error: unknown; readonly timer?: string };

export interface GatewayTimers {
  start(): Promise<void>;
  /** A timer was set that is due: look now. */
  wake(): void;
  /** Before the commit line and the outbox are closed. */
  close(): Promise<void>;
}

/** Timers of the gateway's side: under its shard leases, each due one folded once. Nothing runs for an empty timetable. */
export function gatewayTimers(options: GatewayTimersOptions): GatewayTimers {
  const { store, owner, outbox, run, timetable, lock, onEvent } = options;
  const { units = {}, jobs = {}, standing = [] } = timetable;
  const side = 'gateway';
  const onError = (error: unknown, timer?: DueTimer): void =>
    onEvent({ kind: 'timer.failed', error, ...(timer ? { timer: timer.kind } : {}) });
  const leases = createShardLeases({
    ...{ store, side, owner },
    onError: (error) => onEvent({ kind: 'leases.renewalFailed', error }),
  });
  const unitsOf = (due: readonly DueTimer[]): Unit[] => due.flatMap((timer) => units[timer.kind]?.(timer) ?? []);
  /** One function for all kinds: whatever is due at once is one batch. */
  const fold: TimerHandler = async (tx, due) => {
    const { results, messages, ...rest } = await run(tx, unitsOf(due), true);
    const failed = results.find((result) => 'fault' in result);
    if (failed) throw failed.fault;
    return { messages, ...rest };
  };
  const running = createJobs({ ...{ store, side, jobs, onError } });
  const timers = createTimers({
    ...{ store, side, leases, outbox, onError },
    handlers: { ...running.handlers, ...Object.fromEntries(Object.keys(units).map((kind) => [kind, fold])) },
    lockFirst: (tx, due) => lock(tx, unitsOf(due)),
  });
  const idle = Object.keys(units).length + Object.keys(jobs).length === 0;
  return {
    async start() {
      if (idle) return;
      await ensureTimers(store.db(side) as unknown as Tx, side, standing);
      await leases.start();
      timers.start();
    },
    wake: () => timers.wake(),
    async close() {
      if (idle) return;
      await timers.close();
      await running.close();
      await leases.release();
    },
  };
}
