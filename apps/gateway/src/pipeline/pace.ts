/** Of a commit at most: no longer than a request that comes meanwhile can wait. */
const mostItems = 200;

export interface Pace {
  readonly items: number;
  readonly everyMillis: number;
}

/** So many a second, in portions of about a second's worth. */
export function paceOf(perSecond: number): Pace {
  const items = Math.min(mostItems, Math.max(1, Math.floor(perSecond)));
  return { items, everyMillis: (items * 1000) / perSecond };
}
