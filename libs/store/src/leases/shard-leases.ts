import type { Kysely } from 'kysely';
import { ownersAreGone } from '../first-of-process.js';
import type { Lease, ShardLeases, Side, Store } from '../port.js';
import { awakeClock } from './awake-clock.js';
import {
  endAllAsDied,
  leaseRound,
  releaseAll,
  type Claimed,
  type Held,
  type Released,
  type Round,
} from './lease-table.js';

export interface ShardLeasesOptions {
  readonly store: Store;
  readonly side: Side;
  /** Name of this process, different for each start (host, pid and a random part). */
  readonly owner: string;
  /** Term of a lease: 5,000; on an embedded store, whose one owner nobody can outlive unseen, 30,000. */
  readonly ttlMs?: number;
  /** A third of the term. */
  readonly renewEveryMs?: number;
  /** Milliseconds on a clock that never goes back; by default one that counts sleep too. */
  readonly monotonicNow?: () => number;
  /** A lease counts as ours only until so long before its end (a tenth of the term). */
  readonly marginMs?: number;
  /**
   * Asked before an excess shard is given up to a process that has too few: stops claiming in it and resolves when nothing of
   * it is out any more. A rejection keeps the shard.
   */
  readonly canRelease?: (shard: number) => Promise<void>;
  /** Asked when a shard is given up: false while something of it may still be on its way, so that the next owner waits. */
  readonly endsCleanly?: (shard: number) => boolean;
  readonly onError?: (error: unknown) => void;
}

export interface DrivenShardLeases extends ShardLeases {
  /** One round: heartbeat, renewal, claims. What the timer calls; never two at a time. Rejects when the store does. */
  renewOnce(): Promise<void>;
}

type Change = Parameters<Parameters<ShardLeases['onChange']>[0]>[0];

interface Own {
  readonly lease: Lease;
  /** Monotonic time until which the lease holds for sure, without margin. */
  validUntil: number;
  leaving: boolean;
}

class Leases implements DrivenShardLeases {
  readonly owner: string;
  readonly #db: Kysely<unknown>;
  readonly #ttlMs: number;
  readonly #marginMs: number;
  readonly #renewEveryMs: number;
  readonly #now: () => number;
  readonly #own = new Map<number, Own>();
  readonly #listeners: ((change: Change) => void)[] = [];
  #releasing: Released[] = [];
  #round: Promise<void> | undefined;
  #renewTimer: NodeJS.Timeout | undefined;
  #expiryTimer: NodeJS.Timeout | undefined;
  #state: 'idle' | 'running' | 'released' = 'idle';

  constructor(private readonly options: ShardLeasesOptions) {
    this.owner = options.owner;
    this.#db = options.store.db(options.side);
    this.#ttlMs = options.ttlMs ?? (options.store.kind === 'pglite' ? 30_000 : 5_000);
    this.#marginMs = options.marginMs ?? this.#ttlMs / 10;
    this.#renewEveryMs = options.renewEveryMs ?? this.#ttlMs / 3;
    this.#now = options.monotonicNow ?? awakeClock();
  }

  async start(): Promise<void> {
    if (ownersAreGone(this.options.store, this.options.side, 'leases')) await endAllAsDied(this.#db, this.options.side);
    this.#state = 'running';
    await this.renewOnce();
    this.#renewLater();
  }

  lease(shard: number): Lease | undefined {
    return this.#own.get(shard)?.lease;
  }

  held(): readonly Lease[] {
    return [...this.#own.values()].map(({ lease }) => lease);
  }

  surelyHolds(shard: number, epoch: number): boolean {
    const own = this.#own.get(shard);
    return own !== undefined && own.lease.epoch === epoch && this.#now() < own.validUntil - this.#marginMs;
  }

  onChange(listener: (change: Change) => void): void {
    this.#listeners.push(listener);
  }

  renewOnce(): Promise<void> {
    return (this.#round ??= this.#renew().finally(() => (this.#round = undefined)));
  }

  async release(): Promise<void> {
    if (this.#state === 'released') return;
    this.#state = 'released';
    clearTimeout(this.#renewTimer);
    clearTimeout(this.#expiryTimer);
    await this.#round?.catch(() => undefined);
    const held = [...this.#heldNow().map((own) => this.#ended(own)), ...this.#releasing];
    this.#lose([...this.#own.keys()]);
    await releaseAll(this.#db, this.options.side, this.owner, held);
  }

  #ended(held: Held): Released {
    return { ...held, how: (this.options.endsCleanly?.(held.shard) ?? true) ? 'clean' : 'expired' };
  }

  #heldNow(): Held[] {
    return [...this.#own.values()].map(({ lease: { shard, epoch } }) => ({ shard, epoch }));
  }

  async #renew(): Promise<void> {
    this.#loseExpired();
    const held = this.#heldNow();
    const released = this.#releasing;
    const sentAt = this.#now();
    const round = await leaseRound(this.#db, this.options.side, {
      owner: this.owner,
      ttlMs: this.#ttlMs,
      held,
      released,
    });
    this.#releasing = this.#releasing.filter((one) => !released.includes(one));
    this.#apply(held, round, sentAt + this.#ttlMs);
    this.#watchExpiry();
    this.#giveUpExcess(round.share);
  }

  #apply(asked: readonly Held[], { renewed, claimed }: Round, validUntil: number): void {
    const good = new Set(renewed.map(({ shard }) => shard));
    for (const shard of good) {
      const own = this.#own.get(shard);
      if (own) own.validUntil = validUntil;
    }
    const lost = asked.filter(({ shard, epoch }) => !good.has(shard) && this.#own.get(shard)?.lease.epoch === epoch);
    this.#lose(lost.map(({ shard }) => shard));
    this.#gain(claimed, validUntil);
  }

  #gain(claimed: readonly Claimed[], validUntil: number): void {
    if (claimed.length === 0) return;
    for (const lease of claimed) this.#own.set(lease.shard, { lease, validUntil, leaving: false });
    this.#tell({ gained: claimed, lost: [] });
  }

  #lose(shards: readonly number[]): void {
    const lost = shards.filter((shard) => this.#own.delete(shard));
    if (lost.length > 0) this.#tell({ gained: [], lost });
  }

  #tell(change: Change): void {
    for (const listener of this.#listeners) listener(change);
  }

  /** What has not been renewed in time is lost for us, whatever the database says: another may have it at any moment. */
  #loseExpired(): void {
    const now = this.#now();
    this.#lose([...this.#own].flatMap(([shard, { validUntil }]) => (validUntil <= now ? [shard] : [])));
  }

  #watchExpiry(): void {
    clearTimeout(this.#expiryTimer);
    if (this.#state !== 'running' || this.#own.size === 0) return;
    const next = Math.min(...[...this.#own.values()].map(({ validUntil }) => validUntil));
    this.#expiryTimer = setTimeout(
      () => {
        this.#loseExpired();
        this.#watchExpiry();
      },
      Math.max(1, next - this.#now()),
    );
  }

  #giveUpExcess(share: number): void {
    const staying = [...this.#own.values()].filter(({ leaving }) => !leaving);
    for (const own of staying
      .sort((a, b) => b.lease.shard - a.lease.shard)
      .slice(0, Math.max(0, staying.length - share))) {
      own.leaving = true;
      void this.#giveUp(own);
    }
  }

  async #giveUp(own: Own): Promise<void> {
    const { shard, epoch } = own.lease;
    try {
      await this.options.canRelease?.(shard);
    } catch (error) {
      own.leaving = false;
      this.options.onError?.(error);
      return;
    }
    if (this.#own.get(shard) !== own) return;
    this.#releasing.push(this.#ended({ shard, epoch }));
    this.#lose([shard]);
  }

  #renewLater(): void {
    if (this.#state !== 'running') return;
    this.#renewTimer = setTimeout(() => {
      this.renewOnce()
        .catch((error: unknown) => this.options.onError?.(error))
        .finally(() => this.#renewLater());
    }, this.#renewEveryMs);
  }
}

/** The leases of one process on one side; see {@link ShardLeases}. */
export function createShardLeases(options: ShardLeasesOptions): DrivenShardLeases {
  return new Leases(options);
}
