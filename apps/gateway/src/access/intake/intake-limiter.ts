import { TokenBucket } from '@lienthong/transport';
import { LineThroughput } from './line-throughput.js';

export interface IntakeLimits {
  /** Requests of one client that are under way at the same time. */
  readonly perClient: number;
  /** Of all clients together; beyond them, to twice as many, a client that has less than its equal share is still let in. */
  readonly inAll: number;
  /** Requests of one client a second over any longer time, twice as many after a pause; 0: as many as come. */
  readonly perSecond: number;
}

/** Why a request is not taken now, and how long what is in its way will still take at the throughput of the last seconds. */
export interface IntakeFull {
  readonly of: 'client' | 'all' | 'quota';
  readonly most: number;
  /** Requests that are under way; of a quota nothing waits. */
  readonly waiting: number;
  /** Undefined where nothing has been finished of late: nobody can tell. */
  readonly perSecond?: number;
  /** Until as many have been finished as are under way now. */
  readonly millis?: number;
}

/** From one that has ended so many at most are foretold: the first of a burst from rest says little of its last. */
const foretoldByOne = 16;
/** What is told at least of the time that all of it takes: what is late already does not end at once. */
const leastPart = 0.25;

/** Requests that change something and have not been kept yet, by client. Monotonic time as a value. */
export class IntakeLimiter {
  readonly #clients = new Map<string, Line>();
  readonly #all: LineThroughput;

  constructor(private readonly limits: IntakeLimits) {
    this.#all = new LineThroughput(limits.inAll);
  }

  /** Lets a request in, or says why not. What was let in says with {@link left} when it is over. */
  enter(client: string, now: number): IntakeFull | undefined {
    const own = this.#clients.get(client);
    const mine = own?.throughput.underWay ?? 0;
    if (mine >= this.limits.perClient) return full('client', this.limits.perClient, mine, own!.throughput, now);
    const { inAll } = this.limits;
    const isFull = this.underWay >= inAll && mine >= this.#share(mine === 0);
    if (isFull || this.underWay >= 2 * inAll) {
      return full('all', inAll, this.underWay, this.#all, now);
    }
    const line = own ?? { throughput: new LineThroughput(this.limits.perClient), quota: this.#newQuota() };
    this.#clients.set(client, line);
    if (line.quota?.take(now) === false) {
      const { perSecond } = this.limits;
      return { of: 'quota', most: perSecond, waiting: 0, perSecond, millis: line.quota.nextAt(now) - now };
    }
    line.throughput.entered(now);
    this.#all.entered(now);
    return undefined;
  }

  left(client: string, now: number): void {
    this.#clients.get(client)!.throughput.left(now);
    this.#all.left(now);
  }

  #newQuota(): TokenBucket | undefined {
    const { perSecond } = this.limits;
    return perSecond === 0 ? undefined : new TokenBucket({ ratePerSecond: perSecond, burst: 2 * perSecond });
  }

  get underWay(): number {
    return this.#all.underWay;
  }

  #share(another: boolean): number {
    const busy = [...this.#clients.values()].filter(({ throughput }) => throughput.underWay > 0).length;
    return Math.max(1, Math.floor(this.limits.inAll / Math.max(1, busy + (another ? 1 : 0))));
  }
}

interface Line {
  readonly throughput: LineThroughput;
  readonly quota: TokenBucket | undefined;
}

function full(of: IntakeFull['of'], most: number, waiting: number, line: LineThroughput, now: number): IntakeFull {
  const throughput = line.throughput(now);
  if (throughput === undefined || waiting > foretoldByOne * throughput.counted) return { of, most, waiting };
  const whole = (waiting / throughput.perSecond) * 1_000;
  const millis = Math.max(leastPart * whole, whole - throughput.sinceMillis);
  return { of, most, waiting, perSecond: throughput.perSecond, millis };
}
