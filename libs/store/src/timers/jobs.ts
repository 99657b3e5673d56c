import type { Side, Store, Tx } from '../port.js';
import { within } from '../within.js';
import { ClaimEnds } from './claim-ends.js';
import { putClaims, renewClaims, type Claim, type ClaimEnd } from './claim-table.js';
import { keyOf, usualClaimMillis, waitMillis, type DueTimer } from './timer-table.js';
import type { TimerHandler } from './timers.js';

/** A job as it is called: the timer that made it due, and a signal for its end. */
export interface JobCall extends DueTimer {
  /** Aborted when the process stops, or when the timer is no longer ours. */
  readonly signal: AbortSignal;
}

/** When it is to run again, with another payload if one is given; `undefined`: never. */
export type JobEnd = { readonly next: Date; readonly payload?: unknown } | undefined;

/**
 * Work on a timetable that does not fit into a transaction: a poll, a sweep, a daily comparison. One run at a time per timer;
 * what a killed process had begun is begun again by another, so it may happen twice and must bear it. A rejection runs it again
 * after 1 s … 1 h.
 */
export type Job = (call: JobCall) => Promise<JobEnd>;

export interface JobsOptions {
  readonly store: Store;
  readonly side: Side;
  readonly jobs: Readonly<Record<string, Job>>;
  /** Without a sign of life for so long a job is taken to have died with its process (15,000). */
  readonly claimMs?: number;
  /** Jobs of one kind that run at once (8); the others of that kind wait their turn, and hold up no other kind. */
  readonly concurrency?: number | ((kind: string) => number | undefined);
  /** At the stop, how long running jobs may take to notice their signal (2,000). */
  readonly stopWaitMs?: number;
  readonly onError?: (error: unknown, timer?: DueTimer) => void;
}

export interface Jobs {
  /** For `createTimers`, one per kind of job. */
  readonly handlers: Readonly<Record<string, TimerHandler>>;
  /** Aborts what runs and hands it to whoever comes next. After the timers have been closed. */
  close(): Promise<void>;
}

const usualConcurrency = 8;

interface Running {
  readonly timer: DueTimer;
  readonly abort: AbortController;
  claim: Claim;
}

const endOf = (end: JobEnd): ClaimEnd =>
  end ? { kind: 'next', due: end.next, ...('payload' in end ? { payload: end.payload } : {}) } : { kind: 'done' };

class RunningJobs implements Jobs {
  readonly handlers: Readonly<Record<string, TimerHandler>>;
  readonly #claimMs: number;
  readonly #ended: ClaimEnds;
  /** By kind, in the order in which they became due. */
  readonly #waiting = new Map<string, Set<Running>>();
  /** How many of each kind run. */
  readonly #busy = new Map<string, number>();
  readonly #claimed = new Map<string, Running>();
  readonly #ends = new Set<Promise<void>>();
  #heartbeat: NodeJS.Timeout | undefined;
  #renewing: Promise<void> | undefined;
  #closed = false;

  constructor(private readonly options: JobsOptions) {
    this.#claimMs = options.claimMs ?? usualClaimMillis;
    this.#ended = new ClaimEnds(options.store.db(options.side) as unknown as Tx, options.side);
    const claim: TimerHandler = (tx, timers) => this.#claim(tx, timers);
    this.handlers = Object.fromEntries(Object.keys(options.jobs).map((kind) => [kind, claim]));
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#heartbeat);
    for (const { abort } of this.#claimed.values()) abort.abort();
    for (const waiting of this.#waiting.values()) {
      for (const running of waiting) this.#follow(this.#end(running, { kind: 'givenUp' }));
      waiting.clear();
    }
    const { stopWaitMs = 2_000 } = this.options;
    await within(stopWaitMs, () => Promise.all(this.#ends), undefined);
    await this.#renewing;
    // Deaf to its signal: what it still does, it does beside whoever comes next.
    for (const running of [...this.#claimed.values()]) await this.#end(running, { kind: 'givenUp' });
  }

  async #claim(tx: Tx, timers: readonly DueTimer[]) {
    const claims = await putClaims(tx, this.options.side, timers, this.#claimMs);
    const claimOf = new Map(claims.map((claim) => [keyOf(claim), claim]));
    return {
      afterCommit: () => {
        for (const timer of timers) this.#take(timer, claimOf.get(keyOf(timer))!);
        for (const kind of new Set(timers.map((timer) => timer.kind))) this.#go(kind);
      },
    };
  }

  #take(timer: DueTimer, claim: Claim): void {
    const before = this.#claimed.get(keyOf(timer));
    // Our own claim, that a store which was away has let run out: its job goes on.
    if (before?.claim.until.getTime() === timer.due.getTime()) {
      before.claim = claim;
      return;
    }
    if (before) this.#lose(before);
    const running = { timer, claim, abort: new AbortController() };
    this.#claimed.set(keyOf(timer), running);
    this.#waitingOf(timer.kind).add(running);
  }

  #waitingOf(kind: string): Set<Running> {
    const waiting = this.#waiting.get(kind) ?? new Set();
    this.#waiting.set(kind, waiting);
    return waiting;
  }

  #mostOf(kind: string): number {
    const { concurrency } = this.options;
    return (typeof concurrency === 'function' ? concurrency(kind) : concurrency) ?? usualConcurrency;
  }

  /** Begins what has room among those of its kind, and sees to it that claims are kept while there are any. */
  #go(kind: string): void {
    const waiting = this.#waitingOf(kind);
    const most = this.#mostOf(kind);
    for (const running of waiting) {
      const busy = this.#busy.get(kind) ?? 0;
      if (busy >= most) break;
      waiting.delete(running);
      this.#busy.set(kind, busy + 1);
      this.#follow(
        this.#run(running).finally(() => this.#busy.set(kind, this.#busy.get(kind)! - 1)),
        kind,
      );
    }
    if (this.#claimed.size > 0 && !this.#closed) {
      this.#heartbeat ??= setInterval(() => this.#renew(), this.#claimMs / 3);
    } else {
      clearInterval(this.#heartbeat);
      this.#heartbeat = undefined;
    }
  }

  /** `kind`: of which there is room again at its end. */
  #follow(end: Promise<void>, kind?: string): void {
    const followed = end
      .catch((error: unknown) => this.options.onError?.(error))
      .finally(() => {
        this.#ends.delete(followed);
        if (!this.#closed && kind !== undefined) this.#go(kind);
      });
    this.#ends.add(followed);
  }

  async #run(running: Running): Promise<void> {
    const { timer, abort } = running;
    const end = await this.options.jobs[timer.kind]!({ ...timer, signal: abort.signal }).then(
      endOf,
      (error: unknown) => {
        if (this.#closed) return { kind: 'givenUp' } as const;
        this.options.onError?.(error, timer);
        return { kind: 'failed', afterMillis: waitMillis(timer.failures) } as const;
      },
    );
    await this.#renewing;
    await this.#end(running, end);
  }

  async #end(running: Running, end: ClaimEnd): Promise<void> {
    if (!this.#leave(running)) return;
    await this.#ended.end(running.claim, end);
  }

  /** Whether it was still ours. */
  #leave(running: Running): boolean {
    const key = keyOf(running.timer);
    return this.#claimed.get(key) === running && this.#claimed.delete(key);
  }

  #renew(): void {
    if (this.#renewing) return;
    const { store, side, onError } = this.options;
    const asked = new Map([...this.#claimed.values()].map((running) => [running, running.claim]));
    const db = store.db(side) as unknown as Tx;
    this.#renewing = renewClaims(db, side, [...asked.values()], this.#claimMs)
      .then((claims) => this.#renewed(asked, claims))
      .catch((error: unknown) => onError?.(error))
      .finally(() => (this.#renewing = undefined));
  }

  #renewed(asked: ReadonlyMap<Running, Claim>, claims: readonly Claim[]): void {
    const renewed = new Map(claims.map((claim) => [keyOf(claim), claim]));
    for (const [running, before] of asked) {
      const claim = renewed.get(keyOf(running.timer));
      if (claim) running.claim = claim;
      else if (running.claim === before) this.#lose(running);
    }
  }

  /** Cancelled, set anew, or taken by another that had not heard of us: whatever comes of it now is not written. */
  #lose(running: Running): void {
    if (!this.#leave(running)) return;
    this.#waitingOf(running.timer.kind).delete(running);
    running.abort.abort();
  }
}

/** Runs jobs outside of the transaction in which their timers fire; see {@link Job}. */
export function createJobs(options: JobsOptions): Jobs {
  return new RunningJobs(options);
}
