/** The life of an exchange, as clients and operators see it (api.md "Exchanges"). */
export const exchangeStates = [
  'waiting',
  'sending',
  'resolving',
  'unknown',
  'settled',
  'parked',
  'superseded',
  'abandoned',
] as const;
export type ExchangeState = (typeof exchangeStates)[number];

/** The ends of an exchange: the partner has its answer, or will never be asked again by itself. */
export const finalStates = ['settled', 'superseded', 'abandoned'] as const satisfies readonly ExchangeState[];

/** True when the exchange has ended: settled, superseded or abandoned. `parked` has not ended, it needs a person. */
export const hasEnded = (state: ExchangeState): boolean => (finalStates as readonly string[]).includes(state);

/** True when nothing more happens by itself, so that waiting is of no use: it has ended, or it is parked and needs a person. */
export const hasStopped = (state: ExchangeState): boolean => hasEnded(state) || state === 'parked';

/**
 * What came of one attempt.
 * - `done`: the partner did it.
 * - `refused`: the partner (or our own check on its behalf) said no.
 * - `later`: surely not done; try again.
 * - `unknown`: we cannot tell.
 * - `brokenContract`: an answer to a *read* that cannot be understood (an unreadable answer to a send is `unknown`).
 */
export const outcomeKinds = ['done', 'refused', 'later', 'unknown', 'brokenContract'] as const;
export type OutcomeKind = (typeof outcomeKinds)[number];

/** Whose turn it is when something went wrong (api.md "Errors"). */
export const actors = ['client', 'agency', 'applicant', 'partner', 'operator'] as const;
export type WhoActs = (typeof actors)[number];

/** One field that was not acceptable; `pointer` is RFC 6901 into the request of api.md, never a value. */
export interface FieldFault {
  readonly pointer: string;
  /** Stable, dotted, English. */
  readonly code: string;
}
