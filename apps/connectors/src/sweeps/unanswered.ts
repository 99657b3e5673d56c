import type { UnreadableRow } from '@lienthong/connector-kit';

/** An order of which it is not known what the provider has. */
export interface Unanswered {
  readonly reference: string;
  /** Stable, dotted: `payos.brokenContract`. */
  readonly cause: string;
  /** On how many days before others were answered and it was not. */
  readonly days: number;
}

/** On so many days an order is waited for; then it is told to operators and passed by, so that it stops only itself. */
export const daysWaited = 3;
/** More than these are no orders that stop themselves, but a provider that does not answer. */
export const mostUnanswered = 1_000;

export const isGivenUp = ({ days }: Unanswered): boolean => days >= daysWaited;

/** After a round of questions. A day on which nobody was answered is the provider's, and counts against no order. */
export const afterRound = (unanswered: readonly Unanswered[], answered: boolean): readonly Unanswered[] =>
  answered ? unanswered.map((one) => ({ ...one, days: Math.min(one.days + 1, daysWaited) })) : unanswered;

/** As operators are told: the order by our reference, once however often it is asked about. */
export const rowOf = ({ reference, cause }: Unanswered): UnreadableRow => ({
  bytes: Buffer.from(JSON.stringify({ order: reference }), 'utf8'),
  cause: `unanswered.${cause}`,
});
