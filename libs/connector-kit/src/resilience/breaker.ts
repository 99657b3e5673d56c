/** When a breaker opens and for how long. */
export interface BreakerSettings {
  /** Consecutive failures after which it opens. */
  readonly failures: number;
  /** How long it stays open before one probe may go, milliseconds. */
  readonly openMs: number;
}

/** `closed`: calls go. `open`: none goes. `halfOpen`: one probe goes, or is on its way. */
export type BreakerState = 'closed' | 'open' | 'halfOpen';

/**
 * Circuit breaker of one partner's operation, time as a value.
 *
 * Not a library's: those wrap the call and refuse it after it has been picked. Here a scheduler asks before it
 * takes anything off its queue, may decide otherwise after asking (so asking has no effect), and must learn at which
 * instant asking again makes sense.
 */
export class Breaker {
  #consecutive = 0;
  /** When it opened; undefined while closed. */
  #openedAt: number | undefined;
  #probing = false;

  constructor(private readonly settings: BreakerSettings) {
    if (!Number.isInteger(settings.failures) || settings.failures < 1) {
      throw new RangeError(`breaker failures: a whole number from 1 is needed, received ${settings.failures}`);
    }
    if (!(settings.openMs > 0 && settings.openMs < Infinity)) {
      throw new RangeError(`breaker openMs: a positive number of milliseconds is needed, received ${settings.openMs}`);
    }
  }

  state(nowMs: number): BreakerState {
    if (this.#openedAt === undefined) return 'closed';
    return this.#probing || nowMs >= this.#openedAt + this.settings.openMs ? 'halfOpen' : 'open';
  }

  /** May a call go now? Else when to ask again. No effect: whoever then sends says so with {@link began}. */
  allows(nowMs: number): true | { readonly notBefore: number } {
    if (this.#openedAt === undefined) return true;
    // Nobody knows when the probe ends; its end is an event of its own, this is only the latest time to look again.
    if (this.#probing) return { notBefore: nowMs + this.settings.openMs };
    const until = this.#openedAt + this.settings.openMs;
    return nowMs >= until ? true : { notBefore: until };
  }

  /** A call that was allowed is on its way; in half-open it is the probe, and every call begun ends in one of the three below. */
  began(nowMs: number): void {
    if (this.state(nowMs) === 'halfOpen') this.#probing = true;
  }

  /** The partner failed. While open this is the echo of a call begun before, and changes nothing. */
  failed(nowMs: number): void {
    if (this.state(nowMs) === 'open') return;
    this.#consecutive += 1;
    if (this.#openedAt === undefined && this.#consecutive < this.settings.failures) return;
    this.#openedAt = nowMs;
    this.#probing = false;
  }

  /** The partner answered. While open this is the echo of a call begun before, and changes nothing. */
  succeeded(nowMs: number): void {
    if (this.state(nowMs) === 'open') return;
    this.#consecutive = 0;
    this.#openedAt = undefined;
    this.#probing = false;
  }

  /** A call ended without saying anything about the partner (aborted, lease lost): another may be the probe. */
  released(_nowMs: number): void {
    this.#probing = false;
  }
}
