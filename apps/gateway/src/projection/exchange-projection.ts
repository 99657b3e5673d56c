import type { ExchangeChanged, ExchangeState, FieldFault, LaneKind, OutcomeKind, WhoActs } from '@lienthong/contracts';

/** What the gateway decided when it created the exchange; never changes. */
export interface ExchangeIdentity {
  readonly id: string;
  readonly subject: string;
  readonly partner: string;
  readonly operation: string;
  readonly lane: LaneKind;
  readonly number: number;
  readonly client: string;
  /** RFC 3339 UTC. */
  readonly due: string;
}

/** What the connectors last said of it. */
export interface Projection {
  /** False until the first event; it is `waiting` at version 0 by our own word. */
  readonly heard: boolean;
  readonly version: number;
  readonly state: ExchangeState;
  readonly outcome?: OutcomeKind;
  readonly cause?: string;
  readonly whoActs?: WhoActs;
  readonly fields?: readonly FieldFault[];
  /** Of the change itself: it names the class of the failure, and is not kept beside it. */
  readonly wording?: string;
  readonly attempts: number;
  readonly nextAttemptAt?: string;
  /** Until then a call may still land, also of an exchange that has ended. */
  readonly mayLandUntil?: string;
  readonly supersededBy?: string;
  readonly surelyNotDone?: boolean;
  readonly changedAt: string;
}

export const unheard = (createdAt: string): Projection => ({
  heard: false,
  version: 0,
  state: 'waiting',
  attempts: 0,
  surelyNotDone: true,
  changedAt: createdAt,
});

/** Events may come twice and out of order: only a newer version changes the projection. */
export const isNews = (change: Pick<ExchangeChanged, 'version'>, known: Projection): boolean =>
  !known.heard || change.version > known.version;

export function projected(change: ExchangeChanged): Projection {
  const { version, state, outcome, cause, whoActs, fields, attempts, nextAttemptAt, supersededBy } = change;
  return {
    heard: true,
    version,
    state,
    attempts,
    changedAt: change.at,
    ...(outcome ? { outcome } : {}),
    ...(cause ? { cause } : {}),
    ...(whoActs ? { whoActs } : {}),
    ...(fields ? { fields } : {}),
    ...(change.wording ? { wording: change.wording } : {}),
    ...(nextAttemptAt ? { nextAttemptAt } : {}),
    ...(change.mayLandUntil ? { mayLandUntil: change.mayLandUntil } : {}),
    ...(supersededBy ? { supersededBy } : {}),
    ...(change.surelyNotDone === undefined ? {} : { surelyNotDone: change.surelyNotDone }),
  };
}

/** Parked, or refused in a lane in which that ends it: a person may have it sent again. */
export const needsPerson = ({ state, outcome }: Pick<Projection, 'state' | 'outcome'>): boolean =>
  state === 'parked' || (state === 'settled' && outcome === 'refused');
