import type { Lease, ShardLeases } from '@lienthong/store';

/** What the runner asks of its leases. */
export type RunnerLeases = Pick<ShardLeases, 'lease' | 'held' | 'surelyHolds' | 'onChange'>;

/**
 * Leases, less those that the store has contradicted: a write that was fenced says that the shard is another's, whatever our
 * clock says. Such a shard is lost until it is gained anew, with another epoch.
 */
export class TrustedLeases implements RunnerLeases {
  readonly #refuted = new Map<number, number>();

  constructor(
    private readonly leases: RunnerLeases,
    private readonly lost: (shard: number) => void,
  ) {}

  lease(shard: number): Lease | undefined {
    const lease = this.leases.lease(shard);
    return lease && this.#trusts(lease) ? lease : undefined;
  }

  held(): readonly Lease[] {
    return this.leases.held().filter((lease) => this.#trusts(lease));
  }

  surelyHolds(shard: number, epoch: number): boolean {
    return this.#refuted.get(shard) !== epoch && this.leases.surelyHolds(shard, epoch);
  }

  onChange(listener: Parameters<ShardLeases['onChange']>[0]): void {
    this.leases.onChange(listener);
  }

  /** The store did not take a write under this lease. */
  refute({ shard, epoch }: Pick<Lease, 'shard' | 'epoch'>): void {
    if (this.leases.lease(shard)?.epoch !== epoch || this.#refuted.get(shard) === epoch) return;
    this.#refuted.set(shard, epoch);
    this.lost(shard);
  }

  #trusts({ shard, epoch }: Lease): boolean {
    return this.#refuted.get(shard) !== epoch;
  }
}
