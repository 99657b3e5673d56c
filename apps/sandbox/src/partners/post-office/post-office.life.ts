/** `StatusCode`. Only 4 was seen (delivered); the others are this stand-in's own. */
export const codes = {
  registered: 1,
  accepted: 2,
  inTransit: 3,
  delivered: 4,
  failed: 5,
  returning: 6,
  returned: 7,
  cancelled: 8,
} as const;

/** One step of a parcel: when the feed shows it, and what it says. */
export interface Step {
  /** ISO 8601 UTC, on the post's clock: from then on the feed has it. */
  at: string;
  code: number;
  /** `EventTime`; by default `at`. */
  eventTime?: string;
  /** Time in the row's id; by default `at`. Earlier: the row lands behind cursors that have passed. */
  idAt?: string;
}

const lives = {
  delivered: [
    [0, 'registered'],
    [4, 'accepted'],
    [20, 'inTransit'],
    [48, 'delivered'],
  ],
  returned: [
    [0, 'registered'],
    [4, 'accepted'],
    [20, 'inTransit'],
    [48, 'failed'],
    [60, 'returning'],
    [96, 'returned'],
  ],
  registered: [[0, 'registered']],
  /** The feed never speaks of it. */
  silent: [],
} as const satisfies Record<string, readonly (readonly [hours: number, step: keyof typeof codes])[]>;

export type Life = keyof typeof lives;
export const lifeNames = Object.keys(lives) as Life[];

/** What becomes of a parcel that is ordered at a moment. */
export const stepsOf = (life: Life, ordered: Date): Step[] =>
  lives[life].map(([hours, step]) => ({
    at: new Date(ordered.getTime() + hours * 3_600_000).toISOString(),
    code: codes[step],
  }));
