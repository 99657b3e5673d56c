import type { Kysely, RawBuilder, Transaction } from 'kysely';
import type { CommitTrouble } from './commit-trouble.js';

/** The two sides and the embedded log; each has a database schema of its own name. A transaction never spans two. */
export type Side = 'gateway' | 'connectors' | 'bus';

/** An open database. `db(side)` qualifies table names with the side's schema; raw SQL writes the schema itself. */
export interface Store {
  readonly kind: 'pglite' | 'postgres';
  db<Tables>(side: Side): Kysely<Tables>;
  /**
   * How the last process that had an embedded data folder ended: `died` when its lock was found with a dead pid (its sockets
   * are closed, so its leases are over). `shared` on PostgreSQL, where leases alone decide.
   */
  readonly previousOwner: 'none' | 'clean' | 'died' | 'shared';
  /**
   * Makes the schema of a side's migrations, and on PostgreSQL the role that owns it, where the login may; `migrate` calls it
   * first. From then on the side's handle works under that role, which has no rights on the other side's schema.
   */
  prepareSchema?(set: MigrationSet): Promise<void>;
  /** Embedded: runs `work` while no statement runs and none is begun; its files do not change meanwhile. */
  standStill?<T>(work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- migrations and group commits do not know each other's tables
export type Tx<Tables = any> = Transaction<Tables>;

/** One forward step of a side's schema. */
export interface Migration {
  /** `0001-dossiers`; run in the order of their names, once, under a lock. */
  readonly name: string;
  /** The oldest binary (see `MigrationSet.binary`) that can still work on the schema after this step. */
  readonly oldestBinary: number;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- see above
  readonly up: (db: Kysely<any>) => Promise<void>;
}
export interface MigrationSet {
  readonly side: Side;
  /** Grows with every release that knows a newer schema. */
  readonly binary: number;
  readonly migrations: readonly Migration[];
}

/** A message for the outbox. With `ref` the stored row is thin: the value is made again from what `ref` names. */
export interface OutboxMessage {
  readonly topic: string;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: Uint8Array;
  readonly ref?: string;
}

/** Makes the messages of thin rows again, after a crash. What no longer exists is missing from the answer and skipped. */
export type Materialise = (
  rows: readonly { readonly ref: string; readonly topic: string; readonly key: string }[],
) => Promise<ReadonlyMap<string, { readonly headers: Readonly<Record<string, string>>; readonly value: Uint8Array }>>;

/** Where the relay publishes: the bus, in batches, in order. */
export interface Publisher {
  publish(messages: readonly Omit<OutboxMessage, 'ref'>[]): Promise<void>;
}

export interface OutboxLag {
  readonly rows: number;
  readonly oldestMillis: number;
}

/** A side's outbox in one process: rows `(writer, n)` in commit order, published from memory after the commit. */
export interface Outbox {
  readonly writer: number;
  lag(): OutboxLag;
  /** Resolves when everything committed so far has been published. */
  drained(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Group commit: one outbox-writing transaction in flight per process and side, no linger; whatever arrives while one
 * runs is the next batch. A batch that fails with SQLSTATE 22/23 is bisected until the bad unit stands alone.
 */
export interface CommitLine<Unit, Result> {
  submit(unit: Unit): Promise<Result>;
  /** Units are committed in one transaction where the cap allows; one result each. */
  submitAll(units: readonly Unit[]): Promise<readonly Result[]>;
  /** Undefined while commits succeed, or fail for what they hold: then nothing is wrong with the store. */
  trouble(): CommitTrouble | undefined;
  /** Refuses new units, waits for those taken. */
  close(): Promise<void>;
}
export type RunBatch<Unit, Result> = (
  tx: Tx,
  units: readonly Unit[],
  /** Expectations of this batch were not met a moment ago: look before writing. */
  careful: boolean,
) => Promise<BatchResult<Result>>;

export interface BatchResult<Result> {
  readonly results: readonly Result[];
  readonly messages: readonly OutboxMessage[];
  /** What is still to be written, by name: goes with the outbox rows in one statement, and the commit right behind it. */
  readonly writes?: Readonly<Record<string, RawBuilder<unknown>>>;
  /** Conditions over the rows that `writes` return. Where one is false nothing is committed, and the batch runs `careful`. */
  readonly expects?: readonly RawBuilder<boolean>[];
}

/** How the lease that we took over had ended; decides how long its calls may still land. */
export interface TakenOver {
  /** `never`: the shard was free; `clean`: ended by its owner, nothing is out; `died`: owner's process is dead; `expired`: ran out. */
  readonly how: 'never' | 'clean' | 'died' | 'expired';
  /** Database time at which the old lease ended. */
  readonly endedAt: Date;
}

/** A shard of this process. */
export interface Lease {
  readonly shard: number;
  readonly epoch: number;
  readonly takenOver: TakenOver;
}

/**
 * Ownership of the 64 shards of a side, in database time, renewed together. Every write that depends on ownership joins
 * `shard_lease` on (shard, owner, epoch). Shards are shared evenly among the processes alive.
 */
export interface ShardLeases {
  readonly owner: string;
  start(): Promise<void>;
  lease(shard: number): Lease | undefined;
  held(): readonly Lease[];
  /** True while the lease surely holds, by the monotonic clock, with a safety margin. Cheap; asked before every first byte. */
  surelyHolds(shard: number, epoch: number): boolean;
  /** `gained` before the first use, `lost` as soon as it is known. */
  onChange(listener: (change: { readonly gained: readonly Lease[]; readonly lost: readonly number[] }) => void): void;
  /** Ends all leases; only when nothing is out any more. `clean`, but for shards of which something may still land. */
  release(): Promise<void>;
}
