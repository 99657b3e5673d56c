import { exchangeStates } from '@lienthong/contracts';
import fc from 'fast-check';
import type { Claim, ClaimStream } from '../compare.js';
import { latePushes, type LatePush } from './lateness.js';
import { repeatsOfPush, standingOfPush, type PushKnown, type PushStanding } from './push-standing.js';
import { ownBooks, pushKey, standings, sumUp, type OwnBook, type StatusStanding } from './standings.js';

/** Sorted, in portions of so many. */
async function* stream(claims: readonly Claim[], portion = 3): ClaimStream {
  const sorted = [...claims].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  for (let at = 0; at < sorted.length; at += portion) yield await Promise.resolve(sorted.slice(at, at + portion));
}

const day = '2026-11-22';
/** One claim per key with its number. */
const bookOf = (keys: readonly string[]): readonly Claim[] => {
  const numbers = new Map<string, number>();
  for (const key of keys) numbers.set(key, (numbers.get(key) ?? 0) + 1);
  return [...numbers].map(([key, amount]) => ({ key, amount, day }));
};

type Books = Partial<Record<OwnBook | 'counted', readonly string[]>>;

async function compared(books: Books): Promise<StatusStanding[]> {
  const own = Object.fromEntries(ownBooks.map((book) => [book, stream(bookOf(books[book] ?? []))])) as Record<
    OwnBook,
    ClaimStream
  >;
  const all: StatusStanding[] = [];
  const counted = books.counted && stream(bookOf(books.counted));
  for await (const rows of standings(counted ? { ...own, counted } : own)) all.push(...rows);
  return all;
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

describe('per dossier and status', () => {
  it('acknowledged, doubtful, missing; on its way, withheld, told too often', async () => {
    const rows = await compared({
      owed: [A1, A2, B1, 'C received', 'D received', 'E received', 'F received', 'F received'],
      acknowledged: [A1, 'E received', 'E received', 'F received'],
      doubtful: [A2],
      open: [B1],
      withheld: ['D received'],
    });
    expect(
      rows.map(({ code, status, verdict, missing, toSend, surplus, interval }) => [
        `${code} ${status}`,
        verdict,
        { missing, toSend, surplus },
        interval,
      ]),
    ).toEqual([
      ['A processing', 'doubtful', { missing: 0, toSend: 0, surplus: 0 }, [0, 1]],
      ['A received', 'inStep', { missing: 0, toSend: 0, surplus: 0 }, [1, 1]],
      ['A.1 received', 'missing', { missing: 1, toSend: 0, surplus: 0 }, [0, 0]],
      ['C received', 'missing', { missing: 1, toSend: 1, surplus: 0 }, [0, 0]],
      ['D received', 'inStep', { missing: 0, toSend: 0, surplus: 0 }, [0, 0]],
      ['E received', 'inStep', { missing: 0, toSend: 0, surplus: 1 }, [2, 2]],
      ['F received', 'missing', { missing: 1, toSend: 1, surplus: 0 }, [1, 1]],
    ]);
  });

  it("the monitor's own number within the interval agrees; outside of it, it is a disagreement", async () => {
    const books = { owed: [A1, A2, B1], acknowledged: [A1, B1], doubtful: [A2], repeats: [B1] };
    const verdicts = async (counted: readonly string[]) =>
      (await compared({ ...books, counted })).map(({ verdict, counted: number }) => [verdict, number]);
    expect(await verdicts([A1, B1])).toEqual([
      ['doubtful', 0],
      ['inStep', 1],
      ['inStep', 1],
    ]);
    expect(await verdicts([A1, A2, B1, B1])).toEqual([
      ['doubtful', 1],
      ['inStep', 1],
      ['inStep', 2],
    ]);
    expect(await verdicts([A1, A1, A2, A2])).toEqual([
      ['countedMore', 2],
      ['countedMore', 2],
      ['countedLess', 0],
    ]);
    expect((await compared({ ...books, counted: [pushKey('Z', 'received')] })).at(-1)).toMatchObject({
      ...{ code: 'Z', owed: 0, counted: 1 },
      verdict: 'countedMore',
    });
  });

  it('is summed up', async () => {
    const rows = await compared({ owed: [A1, A2, B1], acknowledged: [A1], doubtful: [A2], counted: [A1, A2] });
    expect(sumUp(sumUp(undefined, rows.slice(0, 1)), rows.slice(1))).toEqual({
      ...{ owed: 3, acknowledged: 1, doubtful: 1, withheld: 0, missing: 1, toSend: 1, surplus: 0 },
      interval: [1, 2],
      counted: 2,
      verdicts: { inStep: 1, doubtful: 1, missing: 1, countedLess: 0, countedMore: 0 },
    });
    expect(sumUp(undefined, [])).toMatchObject({ owed: 0, interval: [0, 0] });
  });
});

/** One change of status and what became of its push, told by somebody who saw everything. */
interface Fate {
  readonly key: string;
  readonly known: PushKnown | 'none';
  /** How often the monitor really counted it. */
  readonly really: number;
}

const fates: readonly Omit<Fate, 'key'>[] = [
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
  fc.record({
    key: fc.constantFrom(A1, A2, B1, pushKey('B', 'returned')),
    fate: fc.constantFrom(...fates),
  }),
  { maxLength: 30 },
);

function booksOf(all: readonly Fate[]): Required<Books> {
  const books = {
    owed: [],
    acknowledged: [],
    doubtful: [],
    open: [],
    withheld: [],
    repeats: [],
    counted: [],
  } as Record<OwnBook | 'counted', string[]>;
  for (const { key, known, really } of all) {
    books.owed.push(key);
    for (let times = 0; times < really; times += 1) books.counted.push(key);
    if (known === 'none') continue;
    const standing = standingOfPush(known);
    if (standing !== 'lost') books[standing].push(key);
    for (let times = repeatsOfPush(known); times > 0; times -= 1) books.repeats.push(key);
  }
  return books;
}

describe('whatever became of the pushes', () => {
  it("the monitor's number lies in the interval, and nothing that was counted is called missing", async () => {
    await fc.assert(
      fc.asyncProperty(anyFates, async (given) => {
        const all = given.map(({ key, fate }) => ({ key, ...fate }));
        const rows = await compared(booksOf(all));
        expect(rows.map(({ code, status }) => pushKey(code, status))).toEqual(
          [...new Set(all.map(({ key }) => key))].sort((a, b) => (a < b ? -1 : 1)),
        );
        for (const { code, status, interval, counted, verdict, missing, toSend, owed } of rows) {
          const mine = all.filter(({ key }) => key === pushKey(code, status));
          expect(counted).toBeGreaterThanOrEqual(interval[0]);
          expect(counted).toBeLessThanOrEqual(interval[1]);
          expect(['inStep', 'doubtful', 'missing']).toContain(verdict);
          expect(owed).toBe(mine.length);
          expect(missing).toBeLessThanOrEqual(mine.filter(({ really }) => really === 0).length);
          expect(toSend).toBeLessThanOrEqual(missing);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('when what is to be sent has been sent and acknowledged, nothing is to be sent any more', async () => {
    await fc.assert(
      fc.asyncProperty(anyFates, async (given) => {
        const all = given.map(({ key, fate }) => ({ key, ...fate }));
        const books = booksOf(all);
        const again = (await compared(books)).flatMap(({ code, status, toSend }) =>
          Array.from({ length: toSend }, () => pushKey(code, status)),
        );
        const rows = await compared({
          ...books,
          acknowledged: [...books.acknowledged, ...again],
          counted: [...books.counted, ...again],
        });
        expect(rows.filter(({ toSend }) => toSend > 0)).toEqual([]);
        expect(rows.filter(({ verdict }) => verdict.startsWith('counted'))).toEqual([]);
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
