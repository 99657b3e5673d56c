/** How the rate of an operation comes back after its breaker has closed. */
export interface SlowStartSettings {
  /** From the end of the outage to the full rate, milliseconds; 0: at once. */
  readonly overMs: number;
}

/** The part of its rate that a partner gets at once: who comes back is seldom at its full strength. */
export const slowStartFrom = 0.1;

/** The part of the full rate at an instant, growing evenly from {@link slowStartFrom} to 1. */
export function slowStartShare(sinceClosedMs: number, { overMs }: SlowStartSettings): number {
  if (overMs === 0 || sinceClosedMs >= overMs) return 1;
  return slowStartFrom + (1 - slowStartFrom) * (Math.max(0, sinceClosedMs) / overMs);
}

/**
 * Calls that go while the rate comes back, time as a value: no more than the growing part allows. Within any time the number of
 * calls is that of the area under the growing rate, whenever they are asked for, plus the one that always fits.
 */
export class SlowStart {
  /** When the breaker closed; undefined when the full rate is reached. */
  #closedAt: number | undefined;
  /** Calls that may go, and up to when they have been counted. */
  #room = 0;
  #countedTo = 0;

  constructor(private readonly settings: SlowStartSettings) {}

  /** The breaker has closed after an outage. */
  begin(nowMs: number): void {
    if (this.settings.overMs === 0) return;
    this.#closedAt = nowMs;
    this.#countedTo = nowMs;
    this.#room = 1;
  }

  /** May a call go now, at this full rate? Else when to ask again. No effect on what may go. */
  allows(nowMs: number, perSecond: number): true | { readonly notBefore: number } {
    this.#count(nowMs, perSecond);
    if (this.#closedAt === undefined || this.#room >= 1 - rounding) return true;
    const perMs = (slowStartShare(nowMs - this.#closedAt, this.settings) * perSecond) / 1000;
    // The rate grows meanwhile: asked again a little late, never early.
    return { notBefore: nowMs + Math.max(1, Math.ceil((1 - this.#room) / perMs)) };
  }

  /** A call that was allowed is on its way. */
  began(): void {
    if (this.#closedAt !== undefined) this.#room -= 1;
  }

  #count(nowMs: number, perSecond: number): void {
    if (this.#closedAt === undefined) return;
    const from = this.#countedTo - this.#closedAt;
    const to = nowMs - this.#closedAt;
    if (to >= this.settings.overMs) {
      this.#closedAt = undefined;
      return;
    }
    if (to <= from) return;
    const share = (slowStartShare(from, this.settings) + slowStartShare(to, this.settings)) / 2;
    // What nobody used within a tenth of a second is not saved up.
    const most = Math.max(1, (slowStartShare(to, this.settings) * perSecond) / 10);
    this.#room = Math.min(most, this.#room + (share * perSecond * (to - from)) / 1000);
    this.#countedTo = nowMs;
  }
}

/** Sums of fractions fall short of a whole call by this little at most. */
const rounding = 1e-9;
