import type { Kysely } from 'kysely';
import type { CommitEvent, CommitLine, OutboxEvent, RetentionEvent } from '@lienthong/store';
import type { ExchangeState, OutcomeKind, ToldError } from '@lienthong/contracts';
import type { Connector } from '../port.js';
import type { Unit, UnitResult } from '../work-store/units.js';
import type { WorkEvent } from '../exchange/transitions.js';
import type { RunnerSealer } from './sealer.js';
import type { RunnerLeases } from './trusted-leases.js';

export interface RunnerSettings {
  /** How much a millisecond of waiting counts against a millisecond of due date. */
  readonly ageingFactor: number;
  /** A graceful stop waits so long for calls that are out. */
  readonly stopWaitMs: number;
  /**
   * Per partner operation, so many subjects whose turn is near are kept in memory, and of those that wait for an instant or a
   * person so many in all; the others rest in the store. 0: only what is next.
   */
  readonly waitingInMemory: number;
  /** Sealed payloads kept in memory between arrival and pick, bytes. */
  readonly payloadCacheBytes: number;
  /** When the store does not take an outcome, it is offered again after this. */
  readonly storeRetryMs: number;
  /** Arrivals and outcomes gather for so long from the beginning of a transaction to that of the next. */
  readonly commitRestMs: number;
}

export const defaultRunnerSettings: RunnerSettings = {
  ageingFactor: 1,
  stopWaitMs: 8_000,
  waitingInMemory: 2_000,
  payloadCacheBytes: 4 * 1024 * 1024,
  storeRetryMs: 500,
  commitRestMs: 50,
};

export type RunnerEvent =
  | { readonly event: 'fenced'; readonly shard: number }
  | { readonly event: 'failed'; readonly error: unknown }
  | { readonly event: 'leaseRenewalFailed'; readonly error: unknown }
  /** `timer`: kind of the job; without one no timer could be looked for. */
  | { readonly event: 'jobFailed'; readonly error: unknown; readonly timer?: string }
  | ({ readonly event: 'outbox' } & OutboxEvent)
  | ({ readonly event: 'retention' } & RetentionEvent)
  | ({ readonly event: 'commit' } & CommitEvent)
  /** The store was restored from a backup at some time; `doubtful`: how much open work became so now. */
  | { readonly event: 'restored'; readonly restoredAt: number; readonly doubtful: number }
  /** A call of ours that the lease did not cover any more, or whose outcome it did not let us store; kept as evidence. */
  | ({ readonly event: 'strayCall' } & StrayCallSeen)
  /** A connector threw, or a payload of ours could not be opened: a defect on our side, whatever the partner does. */
  | ({ readonly event: 'connectorFailed' } & ConnectorDefect)
  | { readonly event: 'takenOver'; readonly shards: number; readonly open: number; readonly held: number };

export interface ConnectorDefect {
  readonly partner: string;
  readonly operation: string;
  /** Of several in one call, the first. */
  readonly exchange: string;
  /** What it was doing; `payload`: opening and parsing our own payload. */
  readonly during: 'send' | 'resolve' | 'payload';
  readonly error: ToldError;
}

export interface StrayCallSeen {
  readonly exchange: string;
  readonly partner: string;
  readonly operation: string;
  readonly outcome: OutcomeKind;
  readonly leftWithoutLease: boolean;
}

export interface RunnerDeps {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- raw SQL only
  readonly db: Kysely<any>;
  readonly line: CommitLine<Unit, UnitResult>;
  readonly leases: RunnerLeases;
  /** Names this process, as in its leases. */
  readonly owner: string;
  readonly connectors: readonly Connector[];
  readonly sealer: RunnerSealer;
  /** Database time as this process knows it, epoch milliseconds. */
  readonly now: () => number;
  /** Milliseconds on a clock that never goes back, for hard deadlines. */
  readonly monotonicNow: () => number;
  readonly random: () => number;
  readonly settings?: Partial<RunnerSettings>;
  readonly onEvent?: (event: RunnerEvent) => void;
  /** Told of every transition that was stored. */
  readonly onTransition?: (from: ExchangeState, type: WorkEvent['type'], to: ExchangeState, event: WorkEvent) => void;
}
