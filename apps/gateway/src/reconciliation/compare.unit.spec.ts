import fc from 'fast-check';
import { compare, UnsortedClaims, type Claim, type ClaimStream, type Comparison } from './compare.js';

type Side = 'ours' | 'provider' | 'bank';

/** Sorted, in portions of so many. */
async function* stream(claims: readonly Claim[], portion = 3): ClaimStream {
  const sorted = [...claims].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  for (let at = 0; at < sorted.length; at += portion) yield await Promise.resolve(sorted.slice(at, at + portion));
}
async function compared<S extends string>(
  books: Readonly<Record<S, readonly Claim[]>>,
  portion?: number,
): Promise<Comparison<S>[]> {
  const streams = Object.fromEntries(
    Object.entries<readonly Claim[]>(books).map(([side, claims]) => [side, stream(claims, portion)]),
  ) as Record<S, ClaimStream>;
  const rows: Comparison<S>[] = [];
  for await (const found of compare(streams)) rows.push(...found);
  return rows;
}
const claim = (key: string, amount: number, day = '2026-11-21', id?: string): Claim => ({
  ...{ key, amount, day },
  ...(id === undefined ? {} : { id }),
});
const summary = (rows: readonly Comparison<string>[]): readonly (readonly unknown[])[] =>
  rows.map(({ key, verdict, claims }) => [key, verdict, Object.keys(claims).sort().join('+')]);

it('matched, other amount, only with one', async () => {
  const rows = await compared({
    ours: [claim('A', 1), claim('B', 2), claim('C', 3)],
    bank: [claim('A', 1), claim('B', 5), claim('D', 4)],
  });
  expect(summary(rows)).toEqual([
    ['A', 'matched', 'bank+ours'],
    ['B', 'amountDiffers', 'bank+ours'],
    ['C', 'missing', 'ours'],
    ['D', 'missing', 'bank'],
  ]);
});

it('three books: two that agree are missing in the third, a third that says otherwise differs', async () => {
  const rows = await compared({
    ours: [claim('A', 1), claim('B', 2), claim('C', 3)],
    provider: [claim('A', 1), claim('C', 3)],
    bank: [claim('A', 1), claim('B', 2), claim('C', 4)],
  });
  expect(summary(rows)).toEqual([
    ['A', 'matched', 'bank+ours+provider'],
    ['B', 'missing', 'bank+ours'],
    ['C', 'amountDiffers', 'bank+ours+provider'],
  ]);
});

it('a double payment is one match and one that is missing', async () => {
  const rows = await compared({ ours: [claim('A', 1)], bank: [claim('A', 1), claim('A', 1)] });
  expect(summary(rows)).toEqual([
    ['A', 'matched', 'bank+ours'],
    ['A', 'missing', 'bank'],
  ]);
});

it('of several with one key those that agree belong together', async () => {
  const rows = await compared({ ours: [claim('A', 1), claim('A', 2)], bank: [claim('A', 2), claim('A', 7)] });
  expect(rows.map(({ verdict, claims }) => [verdict, claims.ours?.amount, claims.bank?.amount])).toEqual([
    ['matched', 2, 2],
    ['amountDiffers', 1, 7],
  ]);
});

it('the same on another day matches, and says so', async () => {
  const [row] = await compared({ ours: [claim('A', 1)], bank: [claim('A', 1, '2026-11-22')] });
  expect(row).toMatchObject({ verdict: 'matched', dayDiffers: true });
});

it('a stream out of order is refused', async () => {
  async function* unsorted(): ClaimStream {
    yield await Promise.resolve([claim('B', 1), claim('A', 1)]);
  }
  const reading = async (): Promise<void> => {
    for await (const _ of compare({ ours: unsorted(), bank: stream([]) }));
  };
  await expect(reading()).rejects.toThrow(UnsortedClaims);
});

it('streams are closed when the reader breaks off', async () => {
  let closed = 0;
  async function* endless(): ClaimStream {
    try {
      for (let at = 1; ; at += 1) yield await Promise.resolve([claim(String(at).padStart(9, '0'), 1)]);
    } finally {
      closed += 1;
    }
  }
  for await (const _ of compare({ ours: endless(), bank: endless() })) break;
  expect(closed).toBe(2);
});

const claims = fc.array(
  fc.record({
    key: fc.constantFrom('A', 'B', 'C', 'D'),
    amount: fc.integer({ min: 1, max: 4 }),
    day: fc.constantFrom('2026-11-20', '2026-11-21'),
  }),
  { maxLength: 14 },
);
const named = (side: string, list: readonly Claim[]): readonly Claim[] =>
  list.map((one, index) => ({ ...one, id: `${side}${index}` }));
const books = fc.record({ ours: claims, provider: claims, bank: claims });

describe('of any three books', () => {
  it('every claim stands in exactly one row, on its side', async () => {
    await fc.assert(
      fc.asyncProperty(books, fc.integer({ min: 1, max: 5 }), async (all, portion) => {
        const sides = { ours: named('o', all.ours), provider: named('p', all.provider), bank: named('b', all.bank) };
        const rows = await compared(sides, portion);
        for (const side of ['ours', 'provider', 'bank'] as const) {
          const ids = rows.flatMap(({ claims: found }) => found[side]?.id ?? []);
          expect([...ids].sort()).toEqual(sides[side].map(({ id }) => id!).sort());
        }
        for (const { key, claims: found } of rows) {
          for (const one of Object.values(found)) expect(one.key).toBe(key);
        }
      }),
    );
  });

  it('money is conserved: each side adds up to what it was', async () => {
    await fc.assert(
      fc.asyncProperty(books, async (all) => {
        const rows = await compared<Side>(all);
        for (const side of ['ours', 'provider', 'bank'] as const) {
          const sum = rows.reduce((total, { claims: found }) => total + (found[side]?.amount ?? 0), 0);
          expect(sum).toBe(all[side].reduce((total, { amount }) => total + amount, 0));
        }
      }),
    );
  });

  it('a book compared with itself matches throughout, whatever its order', async () => {
    await fc.assert(
      fc.asyncProperty(claims, async (list) => {
        const rows = await compared({ ours: list, provider: [...list].reverse(), bank: list });
        expect(rows.every(({ verdict }) => verdict === 'matched')).toBe(true);
        expect(rows).toHaveLength(list.length);
      }),
    );
  });

  it('of two books as many match as have key and amount in common', async () => {
    await fc.assert(
      fc.asyncProperty(claims, claims, async (ours, bank) => {
        const rows = await compared({ ours, bank });
        const names = (list: readonly Claim[]): readonly string[] => list.map(({ key, amount }) => `${key}${amount}`);
        const common = [...new Set(names(ours))].reduce((total, name) => {
          const count = (list: readonly Claim[]): number => names(list).filter((other) => other === name).length;
          return total + Math.min(count(ours), count(bank));
        }, 0);
        expect(rows.filter(({ verdict }) => verdict === 'matched')).toHaveLength(common);
        // What is left over on both sides of one key cannot both be alone.
        for (const key of ['A', 'B', 'C', 'D']) {
          const alone = rows.filter((row) => row.key === key && row.verdict === 'missing');
          expect(new Set(alone.map(({ claims: found }) => Object.keys(found).join())).size).toBeLessThan(2);
        }
      }),
    );
  });

  it('the order in which the books are named changes nothing but the names', async () => {
    await fc.assert(
      fc.asyncProperty(books, async ({ ours, provider, bank }) => {
        const verdicts = (rows: readonly Comparison<Side>[]): readonly string[] =>
          rows.map(({ key, verdict }) => key + verdict).sort();
        expect(verdicts(await compared({ bank, ours, provider }))).toEqual(
          verdicts(await compared({ ours, provider, bank })),
        );
      }),
    );
  });
});
