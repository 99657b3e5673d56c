import { exchangeStates } from '@lienthong/contracts';
import fc from 'fast-check';
import type { Claim, ClaimStream } from '../compare.js';
import type { PushRow } from './books.js';
import { latePushes, pushKey, type LatePush } from './lateness.js';
import { repeatsOfPush, standingOfPush, type PushKnown, type PushStanding } from './push-standing.js';
import { DaySums, joinDays, joinNumbers } from './sum-days.js';

/** Sorted, in portions of so many. */
async function* stream(claims: readonly Claim[], portion = 3): ClaimStream {
  const sorted = [...claims].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  for (let at = 0; at < sorted.length; at += portion) yield await Promise.resolve(sorted.slice(at, at + portion));
}

const A1 = pushKey('A', 'received');
const A2 = pushKey('A', 'processing');
const B1 = pushKey('A.1', 'received');

describe('where a push stands', () => {
  it.each<[PushKnown, PushStanding, number]>([
    [{ state: 'settled', outcome: 'done', surelyNotDone: false, told: true }, 'acknowledged', 0],
    [{ state: 'settled', outcome: 'done' }, 'acknowledged', 0],
    [{ state: 'settled', outcome: 'done', told: true, doubts: 2 }, 'acknowledged', 2],
    [{ state: 'settled', outcome: 'done', told: false }, 'withheld', 0],
    [{ state: 'settled', outcome: 'refused', surelyNotDone: true }, 'lost', 0],
    [{ state: 'settled', outcome: 'refused', surelyNotDone: true, doubts: 1 }, 'doubtful', 0],
    [{ state: 'waiting', surelyNotDone: true }, 'open', 0],
    [{ state: 'waiting', surelyNotDone: false }, 'doubtful', 0],
    [{ state: 'waiting', outcome: 'later', surelyNotDone: true, doubts: 1 }, 'doubtful', 0],
    [{ state: 'parked', outcome: 'refused', surelyNotDone: true }, 'open', 0],
    [{ state: 'parked', outcome: 'unknown', surelyNotDone: false, doubts: 1 }, 'doubtful', 0],
    [{ state: 'sending', surelyNotDone: false }, 'doubtful', 0],
    [{ state: 'unknown', surelyNotDone: false, doubts: 3 }, 'doubtful', 2],
    [{ state: 'resolving', surelyNotDone: false }, 'doubtful', 0],
    [{ state: 'abandoned', surelyNotDone: true }, 'lost', 0],
    [{ state: 'abandoned', surelyNotDone: false, doubts: 1 }, 'doubtful', 0],
  ])('%j: %s, counted %d times more at most', (push, standing, repeats) => {
    expect(standingOfPush(push)).toBe(standing);
    expect(repeatsOfPush(push)).toBe(repeats);
  });

  it('nothing that may have been counted is called surely not told, in whichever state', () => {
    for (const state of exchangeStates) {
      for (const doubtful of [{ surelyNotDone: false }, { surelyNotDone: true, doubts: 1 }, {}]) {
        const standing = standingOfPush({ state, ...doubtful });
        if (state === 'settled' && doubtful.doubts === undefined) continue;
        expect([state, doubtful, standing]).toEqual([state, doubtful, 'doubtful']);
      }
    }
  });
});

const push = (day: string, standing: PushStanding, repeats = 0): PushRow => ({
  ...{ subject: 'A', number: 1, unit: 'H1', status: 'received', standing, repeats, day, told_day: null },
});

const daysOf = (rows: readonly PushRow[]): DaySums['days'] => {
  const sums = new DaySums();
  for (const row of rows) sums.add(row);
  return sums.days;
};

describe('numbers of changes', () => {
  const [monday, tuesday] = ['2026-11-23', '2026-11-24'];
  const rows = [
    push(tuesday, 'acknowledged', 2),
    push(monday, 'acknowledged'),
    push(monday, 'doubtful', 1),
    push(monday, 'open'),
    push(monday, 'lost'),
    push(monday, 'withheld'),
  ];

  it('are by day, oldest first: what is neither told nor in doubt nor withheld is missing', () => {
    expect(daysOf(rows)).toEqual([
      {
        ...{ day: monday, owed: 5, acknowledged: 1, doubtful: 1, missing: 2, withheld: 1 },
        ...{ interval: [1, 3], late: [] },
      },
      {
        ...{ day: tuesday, owed: 1, acknowledged: 1, doubtful: 0, missing: 0, withheld: 0 },
        ...{ interval: [1, 3], late: [] },
      },
    ]);
  });

  it('are summed up over days and over units', () => {
    const days = daysOf(rows);
    const totals = { owed: 6, acknowledged: 2, doubtful: 1, missing: 2, withheld: 1, interval: [2, 6] };
    expect(joinNumbers(days)).toEqual(totals);
    expect(joinNumbers([])).toMatchObject({ owed: 0, interval: [0, 0] });
    expect(joinDays([daysOf(rows.slice(0, 3)), daysOf(rows.slice(3))])).toEqual(days);
  });

  it('name those that were told on a later day, by days of delay', () => {
    const sums = new DaySums();
    for (const daysLate of [3, 1, 3]) sums.addLate({ code: 'A', status: 'received', day: monday, daysLate });
    expect(sums.days.map(({ late }) => late)).toEqual([
      [
        { days: 1, count: 1 },
        { days: 3, count: 2 },
      ],
    ]);
    expect(joinDays([sums.days, sums.days])[0]?.late).toEqual([
      { days: 1, count: 2 },
      { days: 3, count: 4 },
    ]);
  });
});

/** One change of status and what became of its push, told by somebody who saw everything. */
interface Fate {
  readonly day: string;
  readonly known: PushKnown | 'none';
  /** How often the monitor really counted it. */
  readonly really: number;
}

const fates: readonly Omit<Fate, 'day'>[] = [
  { known: 'none', really: 0 },
  { known: { state: 'settled', outcome: 'done', told: true }, really: 1 },
  { known: { state: 'settled', outcome: 'done', told: false }, really: 0 },
  { known: { state: 'settled', outcome: 'done', told: true, doubts: 1 }, really: 1 },
  { known: { state: 'settled', outcome: 'done', told: true, doubts: 1 }, really: 2 },
  { known: { state: 'parked', outcome: 'unknown', surelyNotDone: false, doubts: 1 }, really: 0 },
  { known: { state: 'parked', outcome: 'unknown', surelyNotDone: false, doubts: 1 }, really: 1 },
  { known: { state: 'abandoned', surelyNotDone: false, doubts: 1 }, really: 1 },
  { known: { state: 'abandoned', surelyNotDone: true }, really: 0 },
  { known: { state: 'unknown', surelyNotDone: false, doubts: 2 }, really: 2 },
  { known: { state: 'sending', surelyNotDone: false }, really: 1 },
  { known: { state: 'waiting', surelyNotDone: true }, really: 0 },
  { known: { state: 'parked', outcome: 'refused', surelyNotDone: true }, really: 0 },
];

const anyFates = fc.array(
  fc.record({ day: fc.constantFrom('2026-11-21', '2026-11-22', '2026-11-23'), fate: fc.constantFrom(...fates) }),
  { maxLength: 30 },
);

const rowOf = ({ day, known }: Fate): PushRow =>
  known === 'none' ? push(day, 'open') : push(day, standingOfPush(known), repeatsOfPush(known));

describe('whatever became of the pushes', () => {
  it("the monitor's number lies in the interval, and nothing that was counted is called missing", () => {
    fc.assert(
      fc.property(anyFates, (given) => {
        const all = given.map(({ day, fate }) => ({ day, ...fate }));
        const days = daysOf(all.map(rowOf));
        expect(days.map(({ day }) => day)).toEqual([...new Set(all.map(({ day }) => day))].sort());
        for (const [numbers, mine] of [
          ...days.map((numbers) => [numbers, all.filter(({ day }) => day === numbers.day)] as const),
          [joinNumbers(days), all] as const,
        ]) {
          const counted = mine.reduce((sum, { really }) => sum + really, 0);
          const { owed, acknowledged, doubtful, missing, withheld, interval } = numbers;
          expect(counted).toBeGreaterThanOrEqual(interval[0]);
          expect(counted).toBeLessThanOrEqual(interval[1]);
          expect(owed).toBe(mine.length);
          expect(acknowledged + doubtful + missing + withheld).toBe(owed);
          expect(missing).toBeLessThanOrEqual(mine.filter(({ really }) => really === 0).length);
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('late is late', () => {
  const on = (key: string, when: string): Claim => ({ key, amount: 1, day: when });

  async function late(owed: readonly Claim[], acknowledged: readonly Claim[]): Promise<LatePush[]> {
    const all: LatePush[] = [];
    for await (const rows of latePushes({ owed: stream(owed), acknowledged: stream(acknowledged) })) all.push(...rows);
    return all;
  }

  it('by so many days, each change with its own acknowledgement in the order of days', async () => {
    const found = await late(
      [on(A1, '2026-02-27'), on(A2, '2026-02-27'), on(A2, '2026-02-28'), on(B1, '2026-02-28')],
      [on(A1, '2026-02-27'), on(A2, '2026-03-01'), on(A2, '2026-03-01')],
    );
    expect(found).toEqual([
      { code: 'A', status: 'processing', day: '2026-02-27', daysLate: 2 },
      { code: 'A', status: 'processing', day: '2026-02-28', daysLate: 1 },
    ]);
  });
});
