import { TokenBucket } from '@lienthong/transport';
import type { DoorSettings } from './door-deps.js';
import type { InboundRoute } from './port.js';

const mostRemembered = 10_000;

/** Of what is refused, how much is kept, and what has been told of before: anybody can send nonsense, and a feed is read again and again. */
export class KeptRefusals {
  readonly #buckets = new Map<InboundRoute, TokenBucket>();
  readonly #told = new Set<string>();

  constructor(private readonly settings: Pick<DoorSettings, 'keptRefusalsPerSecond' | 'keptRefusalsBurst'>) {}

  mayKeep(route: InboundRoute, now: number): boolean {
    const { keptRefusalsPerSecond: ratePerSecond, keptRefusalsBurst: burst } = this.settings;
    let bucket = this.#buckets.get(route);
    if (!bucket) this.#buckets.set(route, (bucket = new TokenBucket({ ratePerSecond, burst })));
    return bucket.take(now);
  }

  /** Is it seen for the first time? */
  isNew(id: string): boolean {
    if (this.#told.has(id)) return false;
    if (this.#told.size >= mostRemembered) this.#told.clear();
    this.#told.add(id);
    return true;
  }
}
