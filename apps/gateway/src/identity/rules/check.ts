import type { CitizenCheckFacts, CitizenVerdict, FieldVerdict, SubscriberMatchFacts } from '@lienthong/contracts';
import type { CheckState } from '../core.js';

/** Who is asked for a check. */
export const askedPartners = ['population', 'telecom'] as const;
export type AskedPartner = (typeof askedPartners)[number];

/** How one of them stands. */
export interface Part {
  readonly state: CheckState;
  /** None where an earlier check answers. */
  readonly exchange?: string;
  /** Why there will be no answer, where the exchange itself does not say. */
  readonly cause?: 'abandoned' | 'noFacts';
}
export type Parts = Readonly<Partial<Record<AskedPartner, Part>>>;

/** What was found, by who was asked. */
export interface KnownFacts {
  readonly population?: CitizenCheckFacts;
  readonly telecom?: SubscriberMatchFacts;
}

const worstFirst: readonly CheckState[] = ['pending', 'unknown', 'parked', 'refused'];

/** A check is done when all have answered. */
export function stateOf(parts: Parts): CheckState {
  const states = Object.values(parts).map(({ state }) => state);
  return worstFirst.find((state) => states.includes(state)) ?? 'done';
}

/** The verdict of everybody who has answered; none before the population database has. */
export function verdictOf({ population, telecom }: KnownFacts): CitizenVerdict | undefined {
  if (population?.verdict !== 'matched') return population?.verdict;
  return telecom?.fields.some(differs) ? 'differs' : 'matched';
}

export const fieldsOf = ({ population, telecom }: KnownFacts): readonly FieldVerdict[] => [
  ...(population?.fields ?? []),
  ...(telecom?.fields ?? []),
];

/** The earliest end: what is told together is valid together. Null where nobody was found: that is never used again. */
export function validUntilOf({ population, telecom }: KnownFacts): string | null | undefined {
  if (population && !isOfUse(population)) return null;
  return [population, telecom].flatMap((facts) => (facts && isOfUse(facts) ? (facts.validUntil ?? []) : [])).sort()[0];
}

/** That nothing matched, or that a carrier cannot tell, holds at the moment of the look alone. */
const isOfUse = ({ verdict }: CitizenCheckFacts | SubscriberMatchFacts): boolean =>
  verdict === 'matched' || verdict === 'differs';

const differs = ({ verdict }: FieldVerdict): boolean => verdict === 'differs';

/** A whole day: whoever asked reads at leisure that nothing matched, or why nobody was asked. Nothing of the base stands there. */
const answerMillis = 24 * 3_600_000;

/** Until when a check is kept, RFC 3339: what the base said of a person as long as it is valid; open ones without end. */
export function keptUntil(state: CheckState, { population }: KnownFacts, at: string): string | undefined {
  if (population && population.verdict !== 'noMatch' && population.validUntil !== null) return population.validUntil;
  const ended = state === 'done' || state === 'refused';
  return ended ? new Date(Date.parse(at) + answerMillis).toISOString() : undefined;
}
