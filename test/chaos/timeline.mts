import type { Metrics } from '../proof/exchanges.mts';

/** What was there at one moment. */
export interface Moment {
  /** Seconds from the beginning. */
  readonly at: number;
  /** Words that clients got a 2xx for. */
  readonly accepted: number;
  /** Exchanges that have ended. */
  readonly settled: number;
  /** Exchanges that have not; undefined where nobody could be asked. */
  readonly waiting: number | undefined;
}

export interface Sampled {
  readonly settled: number;
  readonly waiting: number;
}

const sumOf = (metrics: Metrics, name: RegExp): number =>
  [...metrics].reduce((sum, [reading, value]) => (name.test(reading) ? sum + value : sum), 0);

export function sampled(metrics: Metrics): Sampled | undefined {
  const created = sumOf(metrics, /^exchanges_created_total\{/);
  if (created === 0) return undefined;
  const settled = sumOf(metrics, /^exchanges_(settled|superseded|parked|abandoned)_total\{/);
  return { settled, waiting: Math.max(0, created - settled) };
}

/** Looks every so often, whatever answers; a moment without an answer is one too. */
export class Timeline {
  readonly moments: Moment[] = [];
  readonly #beganAt = performance.now();
  readonly #look: () => Promise<Metrics>;
  readonly #accepted: () => number;
  readonly #timer: NodeJS.Timeout;
  #looking = false;

  constructor(look: () => Promise<Metrics>, accepted: () => number, everyMs: number) {
    this.#look = look;
    this.#accepted = accepted;
    this.#timer = setInterval(() => void this.#once(), everyMs);
  }

  get beganAt(): number {
    return this.#beganAt;
  }

  /** As anybody last heard: exchanges that there are, and those of them that have not ended. */
  get last(): { readonly created: number; readonly waiting: number } {
    const { settled, waiting = 0 } = this.moments.findLast((moment) => moment.waiting !== undefined) ?? { settled: 0 };
    return { created: settled + waiting, waiting };
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #once(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    const found = await this.#look().then(sampled, () => undefined);
    this.#looking = false;
    const at = (performance.now() - this.#beganAt) / 1000;
    const settled = found?.settled ?? this.moments.at(-1)?.settled ?? 0;
    this.moments.push({ at, accepted: this.#accepted(), settled, waiting: found?.waiting });
  }
}
