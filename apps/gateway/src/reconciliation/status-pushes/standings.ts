import { compare, type ClaimStream, type Comparison } from '../compare.js';

/**
 * The books about what a monitor was told, each with a number per dossier and status. `owed`: how often the status began. The others
 * count pushes by their standing; `repeats`: how often the monitor may have counted beyond that. `counted`: what the monitor says of
 * itself, where it says anything.
 */
export const ownBooks = ['owed', 'acknowledged', 'doubtful', 'open', 'withheld', 'repeats'] as const;
export type OwnBook = (typeof ownBooks)[number];
export type PushBook = OwnBook | 'counted';

/** Key of a status of a dossier; in the order of dossiers, then statuses (a blank comes before everything that a code may hold). */
export const pushKey = (code: string, status: string): string => `${code} ${status}`;

export const pushVerdicts = ['inStep', 'doubtful', 'missing', 'countedLess', 'countedMore'] as const;
/**
 * `missing`: surely not told, and owed. `doubtful`: told or not, nobody knows. `countedLess`, `countedMore`: the monitor's own number
 * lies outside of what it may be by our books; a disagreement.
 */
export type PushVerdict = (typeof pushVerdicts)[number];

/** What is owed to the monitor and what it may have. */
interface PushNumbers {
  readonly owed: number;
  readonly acknowledged: number;
  readonly doubtful: number;
  readonly withheld: number;
  /** Owed, and neither acknowledged nor doubtful nor withheld. */
  readonly missing: number;
  /** Of those missing, the ones that nobody sends any more: to be sent again. The others are on their way or wait for a person. */
  readonly toSend: number;
  /** Told more often than owed. */
  readonly surplus: number;
  /** How often the monitor has counted it: at least, at most. */
  readonly interval: readonly [number, number];
  readonly counted?: number;
}

/** One status of one dossier. */
export interface StatusStanding extends PushNumbers {
  readonly code: string;
  readonly status: string;
  readonly verdict: PushVerdict;
}

/** Compares the books by dossier and status; what agrees is among them too. Books are sorted by {@link pushKey}, one claim a key. */
export async function* standings(
  books: Readonly<Record<OwnBook, ClaimStream>> & { readonly counted?: ClaimStream },
): AsyncGenerator<readonly StatusStanding[]> {
  const { counted, ...own } = books;
  const theyCount = counted !== undefined;
  const streams: Readonly<Partial<Record<PushBook, ClaimStream>>> = theyCount ? { ...own, counted } : own;
  for await (const rows of compare(streams as Readonly<Record<PushBook, ClaimStream>>)) {
    yield rows.map((row) => standingOf(row, theyCount));
  }
}

function standingOf({ key, claims }: Comparison<PushBook>, theyCount: boolean): StatusStanding {
  const [code, status] = key.split(' ') as [string, string];
  const number = (book: PushBook): number => claims[book]?.amount ?? 0;
  const [owed, acknowledged, doubtful, withheld] = [
    number('owed'),
    number('acknowledged'),
    number('doubtful'),
    number('withheld'),
  ];
  const missing = Math.max(0, owed - acknowledged - doubtful - withheld);
  const interval = [acknowledged, acknowledged + doubtful + number('repeats')] as const;
  return {
    ...{ code, status, owed, acknowledged, doubtful, withheld, missing },
    toSend: Math.max(0, missing - number('open')),
    surplus: Math.max(0, acknowledged - owed),
    interval,
    ...(theyCount ? { counted: number('counted') } : {}),
    verdict: verdictOf(missing, doubtful, interval, theyCount ? number('counted') : undefined),
  };
}

/** What the monitor itself contradicts comes first: our own books cannot mend that. */
function verdictOf(
  missing: number,
  doubtful: number,
  [least, most]: readonly [number, number],
  counted: number | undefined,
): PushVerdict {
  if (counted !== undefined && counted < least) return 'countedLess';
  if (counted !== undefined && counted > most) return 'countedMore';
  if (missing > 0) return 'missing';
  return doubtful > 0 ? 'doubtful' : 'inStep';
}

/** All of them in one line; `interval` is how many the monitor has counted altogether. */
export interface StandingsSummary extends PushNumbers {
  /** Dossiers and statuses by verdict. */
  readonly verdicts: Readonly<Record<PushVerdict, number>>;
}

const noneYet: StandingsSummary = {
  ...{ owed: 0, acknowledged: 0, doubtful: 0, withheld: 0, missing: 0, toSend: 0, surplus: 0 },
  interval: [0, 0],
  verdicts: { inStep: 0, doubtful: 0, missing: 0, countedLess: 0, countedMore: 0 },
};

/** Folds portions as they come: `found.reduce(sumUp, undefined)`. */
export const sumUp = (before: StandingsSummary | undefined, portion: readonly StatusStanding[]): StandingsSummary =>
  portion.reduce(plus, before ?? noneYet);

const plus = (sum: StandingsSummary, one: StatusStanding): StandingsSummary => ({
  owed: sum.owed + one.owed,
  acknowledged: sum.acknowledged + one.acknowledged,
  doubtful: sum.doubtful + one.doubtful,
  withheld: sum.withheld + one.withheld,
  missing: sum.missing + one.missing,
  toSend: sum.toSend + one.toSend,
  surplus: sum.surplus + one.surplus,
  interval: [sum.interval[0] + one.interval[0], sum.interval[1] + one.interval[1]],
  ...(one.counted === undefined ? {} : { counted: (sum.counted ?? 0) + one.counted }),
  verdicts: { ...sum.verdicts, [one.verdict]: sum.verdicts[one.verdict] + 1 },
});
