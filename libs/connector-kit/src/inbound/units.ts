import type { PaymentClaimed, PaymentExpected } from '@lienthong/contracts';
import type { OutboxMessage } from '@lienthong/store';
import type { InboundFact } from './facts.js';
import type { Cursor, Expectation, Standing } from './port.js';

/** What the gateway expects; a newer version replaces an older one. */
export interface ExpectUnit {
  readonly kind: 'expect';
  readonly expected: PaymentExpected;
}

/** The gateway has what these events told. */
export interface AcknowledgeUnit {
  readonly kind: 'acknowledge';
  readonly events: readonly string[];
}

/** A row of `connectors.received` that is only kept: a refusal, or what is none of our money. */
export interface KeepUnit {
  readonly kind: 'keep';
  readonly row: KeptRow;
}

/** The facts of one request, or of one answer to a query. */
export interface ReceiveUnit {
  readonly kind: 'receive';
  /** Id of the request: whose row it is where several say the same. */
  readonly arrival: string;
  readonly facts: readonly FactRow[];
  /** What could not be read beside them. */
  readonly kept?: readonly KeptRow[];
  readonly cursor?: Cursor;
  /** That the account was listed: told behind what stood in the list. */
  readonly listed?: OutboxMessage;
}

/** An operator's reading of a row of `connectors.received` that nobody could read; without facts it says only what came of it. */
export interface ReadAgainUnit {
  readonly kind: 'readAgain';
  readonly row: string;
  readonly reading: string;
  readonly found?: ReceiveUnit;
  readonly answer: OutboxMessage;
}

/** What the sealed bytes of a request are bound to; the arrival stands in its rows as `first_arrival`. */
export const recordContext = (arrival: string): string => `received/${arrival}`;

interface RowBase {
  readonly id: string;
  readonly partner: string;
  readonly provider: string;
  readonly account: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Wrapped data key, and the request sealed in the context {@link recordContext} of its arrival. */
  readonly key: Uint8Array;
  readonly record: Uint8Array;
}

export interface KeptRow extends RowBase {
  readonly arrival: string;
  readonly what: 'refused' | 'aside';
  readonly cause: string;
  /** Told to the gateway when it is kept for the first time. */
  readonly told?: OutboxMessage;
}

/** What a partner stated of an order that nobody expected then: everything of its message but whose it is. */
export interface UnownedClaim {
  readonly claim: Omit<PaymentClaimed, 'payment' | 'subject'>;
  /** RFC 3339 UTC. */
  readonly receivedAt: string;
  readonly statementId: string;
}

export interface FactRow extends RowBase {
  readonly fact: InboundFact;
  readonly source: 'notification' | 'query';
  /** Settles something by itself: a later one that does is told although the row is there. */
  readonly confirmed: boolean;
  /** What to tell the gateway, by how the fact stands to what it expects. */
  readonly tell: (expected: Expectation | undefined) => readonly OutboxMessage[];
  /** What is kept of a claim while nothing is expected under its reference. */
  readonly unowned?: () => UnownedClaim;
}

/** What came of one fact. */
export interface FactResult {
  readonly standing: Standing;
  readonly repeated: boolean;
  /** The row that was there says another amount or direction under the same id: kept apart; of money it is told, as what it is. */
  readonly contradicts: boolean;
}

export interface ReceiveResult {
  readonly facts: readonly FactResult[];
  /** Something is to be done by the clock because of what was stored with it. */
  readonly follows: boolean;
}
