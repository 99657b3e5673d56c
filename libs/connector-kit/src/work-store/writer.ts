import type { Materialise, Tx } from '@lienthong/store';
import type { Follows } from '../inbound/follow.js';
import type { AnyOperation } from '../port.js';

/** Who writes: `writer` numbers arrivals in commit order, `owner` holds the leases. */
export interface BatchWriter {
  /** The outbox's writer; a process that lost its own goes on under a new number. */
  readonly writer: number;
  readonly owner: string;
  readonly operationOf: (partner: string, operation: string) => AnyOperation | undefined;
  /** Makes events whole again from their thin rows, as a transaction sees what they tell of. */
  readonly materialise: (tx: Tx) => Materialise;
  /** What connectors do because of what is stored. */
  readonly follows?: Follows;
  /** Number of the last arrival given; one transaction in flight makes the next ones commit in order. */
  arrivals: number;
}
