/** A partner's rate limit, for the whole province. */
export interface BucketSettings {
  /** Calls per second over any longer time. */
  readonly ratePerSecond: number;
  /** Calls that may go at once after a pause. */
  readonly burst: number;
}

/** Token bucket, time as a value; starts full. A clock that steps back adds nothing. */
export class TokenBucket {
  #share = 1;
  #tokens: number;
  #at: number | undefined;

  constructor(private readonly settings: BucketSettings) {
    if (!(settings.ratePerSecond > 0 && settings.ratePerSecond < Infinity)) {
      throw new RangeError(`ratePerSecond: a positive number is needed, received ${settings.ratePerSecond}`);
    }
    if (!(settings.burst >= 1 && settings.burst < Infinity)) {
      throw new RangeError(`burst: a number from 1 is needed, received ${settings.burst}`);
    }
    this.#tokens = this.#capacity;
  }

  /**
   * The part of the limit that belongs to this process, 0…1. What was saved up beyond the smaller part is lost; a
   * larger part starts with what was there.
   */
  setShare(fraction: number): void {
    if (!(fraction >= 0 && fraction <= 1)) throw new RangeError(`share: 0 to 1 is needed, received ${fraction}`);
    this.#share = fraction;
    this.#tokens = Math.min(this.#tokens, this.#capacity);
  }

  /** Takes `n` tokens, or none and says false. */
  take(nowMs: number, n = 1): boolean {
    this.#refill(nowMs);
    if (this.#share === 0 || this.#tokens < this.#goal(n)) return false;
    this.#tokens -= n;
    return true;
  }

  /** Takes tokens for what does not wait for them; what is missing is owed, and {@link take} says false until it has come in. */
  charge(nowMs: number, n = 1): void {
    this.#refill(nowMs);
    this.#tokens -= n;
  }

  /**
   * The earliest instant at which {@link take} of `n` succeeds, if nobody takes before; of none: at which nothing is
   * owed. `Infinity` with a share of nothing.
   */
  nextAt(nowMs: number, n = 1): number {
    if (this.#share === 0) return Infinity;
    this.#refill(nowMs);
    const missing = this.#goal(n) - this.#tokens;
    return missing <= 0 ? nowMs : Math.max(nowMs, this.#at!) + Math.ceil(missing / this.#perMs);
  }

  get #perMs(): number {
    return (this.settings.ratePerSecond * this.#share) / 1000;
  }

  /** One call must always fit, however small the share. */
  get #capacity(): number {
    return Math.max(1, this.settings.burst * this.#share);
  }

  /** What must be there for `n`: more than the bucket holds is taken on credit from a full one, or it would never go. */
  #goal(n: number): number {
    return Math.min(n, this.#capacity) - rounding;
  }

  #refill(nowMs: number): void {
    this.#at ??= nowMs;
    if (nowMs <= this.#at) return;
    this.#tokens = Math.min(this.#capacity, this.#tokens + (nowMs - this.#at) * this.#perMs);
    this.#at = nowMs;
  }
}

/** Sums of fractions fall short of a whole token by this little at most. */
const rounding = 1e-9;
