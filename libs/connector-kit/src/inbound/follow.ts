import type { Timer } from '@lienthong/store';
import type { InboundFact } from './facts.js';
import type { Expectation, Standing } from './port.js';

/** A fact that has just been stored, and is not a repeat. */
export interface ToldFact {
  readonly provider: string;
  readonly account: string;
  readonly source: 'notification' | 'query';
  readonly fact: InboundFact;
  /** Of the credit, or of the claim. */
  readonly id: string;
  readonly standing: Standing;
  /** Of the payment that is expected under its reference. */
  readonly payment?: string;
}

/**
 * What a connector does by the clock because of something: timers of its jobs, set in the transaction that stores it, so that neither
 * is there without the other. Pure and quick.
 */
export interface ConnectorFollow {
  /** The gateway expects something new, or in another way; a timer that is there already keeps its time. */
  readonly expected?: (expected: Expectation) => readonly Timer[];
  /** Of a fact of this connector; a timer that is there already is set anew. */
  readonly told?: (told: ToldFact, now: Date) => readonly Timer[];
}

/** By partner. */
export type Follows = ReadonlyMap<string, ConnectorFollow>;

export const followsOf = (
  connectors: readonly { readonly partner: string; readonly follow?: ConnectorFollow }[],
): Follows => new Map(connectors.flatMap(({ partner, follow }) => (follow ? [[partner, follow] as const] : [])));
