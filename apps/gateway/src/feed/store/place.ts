/**
 * Where an event stands among all. `era`: how often the store had been restored. `turn`: a number of transactions that none which
 * still runs can be before; save-feed.ts says why. `n`: the order of writing among those of one turn.
 */
export interface FeedPlace {
  readonly era: number;
  readonly turn: number;
  readonly n: number;
}

export const beginning: FeedPlace = { era: 0, turn: 0, n: 0 };

export const isBefore = (one: FeedPlace, other: FeedPlace): boolean =>
  (one.era - other.era || one.turn - other.turn || one.n - other.n) < 0;

export const placeText = ({ era, turn, n }: FeedPlace): string => `${era}.${turn}.${n}`;

/** Nothing where the text is no place. */
export function placeOf(text: string): FeedPlace | undefined {
  if (!/^\d{1,9}\.\d{1,15}\.\d{1,15}$/.test(text)) return undefined;
  const [era, turn, n] = text.split('.').map(Number) as [number, number, number];
  return { era, turn, n };
}
