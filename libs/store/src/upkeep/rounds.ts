import type { Kysely } from 'kysely';
import type { Side } from '../port.js';
import { SweepLease, type SweepPlace } from './sweep-lease.js';

export interface Round extends SweepPlace {
  /** When it began, epoch milliseconds of the clock that everything is created with. */
  readonly now: number;
  /** To be asked between portions: false when it is to end, as the process closes or another one has taken over. */
  readonly goesOn: () => Promise<boolean>;
}

export interface RoundsOptions {
  readonly db: Kysely<unknown>;
  readonly side: Side;
  /** Of the lease under which one process at a time walks. */
  readonly name: string;
  readonly owner: string;
  readonly clock: () => number;
  /** Milliseconds between the end of a round and the next. */
  readonly everyMillis: number;
  readonly leaseMillis?: number;
  readonly onError?: (error: unknown) => void;
  /** How much was announced, and up to where nothing is left to do for good. */
  readonly walk: (round: Round) => Promise<{ readonly announced: number; readonly watermark?: string }>;
}

/** Walks over stored rows, one after the other, each begun where the last whole one left off. */
export class Rounds {
  readonly #lease: SweepLease;
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<unknown> = Promise.resolve();
  #closed = false;
  #claimed = false;

  constructor(private readonly options: RoundsOptions) {
    const { db, side, name, owner, leaseMillis = 60_000 } = options;
    this.#lease = new SweepLease(db, side, name, owner, leaseMillis);
  }

  start(): void {
    if (this.#closed) return;
    this.#timer = setTimeout(() => {
      this.#round = this.roundNow()
        .catch((error: unknown) => this.options.onError?.(error))
        .finally(() => this.start());
    }, this.options.everyMillis);
    this.#timer.unref();
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#round;
    if (this.#claimed) await this.#lease.release().catch((error: unknown) => this.options.onError?.(error));
  }

  /** One whole round; how much was announced again. Nothing while another process has the lease. */
  async roundNow(): Promise<number> {
    const place = await this.#lease.claim();
    if (!place) return 0;
    this.#claimed = true;
    const now = this.options.clock();
    let whole = true;
    const goesOn = async (): Promise<boolean> => (whole &&= !this.#closed && (await this.#lease.claim()) !== undefined);
    const { announced, watermark } = await this.options.walk({ ...place, now, goesOn });
    // A round cut short has not seen everything: the next one starts where this one did.
    if (whole && !this.#closed) await this.#lease.finish(now, watermark ?? place.watermark);
    return announced;
  }
}
