import fc from 'fast-check';
import { csvProfiles } from './profiles.wire.js';
import type { StatementFormat } from './statement-format.js';
import { signedAmount, type EntryKind } from './statement-part.js';
import { readAll } from './testing/read-all.js';
import {
  asCamt053,
  asMbReconciliation,
  asMt940,
  asTechcombank,
  asVietcombank,
  closingOf,
  signed,
  type SampleEntry,
  type SampleStatement,
} from './testing/write-samples.js';

interface Dialect {
  readonly name: string;
  readonly format: StatementFormat;
  readonly write: (statement: SampleStatement) => string;
  readonly kinds: readonly EntryKind[];
  readonly newestFirst?: boolean;
  readonly noBalances?: boolean;
}
const all: readonly EntryKind[] = ['credit', 'debit', 'creditReversal', 'debitReversal'];
const csv = (name: string): StatementFormat => ({ kind: 'csv', profile: csvProfiles.get(name)! });
const dialects: readonly Dialect[] = [
  { name: 'camt.053.001.02', format: { kind: 'camt053' }, write: (of) => asCamt053(of, '02'), kinds: all },
  { name: 'camt.053.001.08', format: { kind: 'camt053' }, write: (of) => asCamt053(of, '08'), kinds: all },
  { name: 'MT940', format: { kind: 'mt940' }, write: asMt940, kinds: all },
  { name: 'Vietcombank-like CSV', format: csv('vietcombank'), write: (of) => asVietcombank(of), kinds: all },
  {
    name: 'Techcombank-like CSV',
    format: csv('techcombank'),
    write: asTechcombank,
    kinds: all,
    newestFirst: true,
  },
  {
    name: "MB's reconciliation file",
    format: csv('mb-reconciliation'),
    write: asMbReconciliation,
    kinds: ['credit', 'debit'],
    noBalances: true,
  },
];

const account = '0011001234567';
const words = fc.array(
  fc.constantFrom('HSDVC7K2QF9XA', 'CT', 'tu', '190300', 'toi1018795282', 'GD', '789604-040125', 'tt'),
  {
    minLength: 1,
    maxLength: 14,
  },
);
const statements = (kinds: readonly EntryKind[]): fc.Arbitrary<SampleStatement> =>
  fc
    .array(
      fc.record({
        kind: fc.constantFrom(...kinds),
        amount: fc.integer({ min: 1, max: 499_999_999 }),
        day: fc.constantFrom('2026-11-20', '2026-11-21', '2026-12-31', '2027-01-01'),
        text: words.map((list) => list.join(' ')),
      }),
      { maxLength: 30 },
    )
    .map((entries) => ({
      account,
      opening: 50_000_000_000,
      entries: entries.map((entry, index): SampleEntry => ({ ...entry, bankReference: `FT2632600${index}` })),
    }));

const plain = (text: string): string => text.replace(/\s/g, '');

describe.each(dialects)('$name', ({ format, write, kinds, newestFirst, noBalances }) => {
  it('is read as it was written, in chunks of any size', async () => {
    await fc.assert(
      fc.asyncProperty(statements(kinds), fc.integer({ min: 1, max: 700 }), async (statement, chunk) => {
        const found = await readAll(write(statement), { format, account }, chunk);
        expect(found.refused).toBeUndefined();
        const expected = newestFirst ? [...statement.entries].reverse() : statement.entries;
        expect(
          found.entries.map(({ kind, amount, day, bankReference }) => ({ kind, amount, day, bankReference })),
        ).toEqual(expected.map(({ kind, amount, day, bankReference }) => ({ kind, amount, day, bankReference })));
        expect(found.entries.map(({ text }) => plain(text))).toEqual(expected.map(({ text }) => plain(text)));
        expect(found.entries.map(({ index }) => index)).toEqual(expected.map((_, index) => index + 1));
        const sum = (entries: readonly SampleEntry[]): number =>
          entries.reduce((total, { amount }) => total + amount, 0);
        const into = expected.filter((entry) => signed(entry) > 0);
        expect(found.closed).toMatchObject({
          entries: expected.length,
          credits: { count: into.length, sum: sum(into) },
          ...(noBalances || (newestFirst && expected.length === 0) ? {} : { closingBalance: closingOf(statement) }),
        });
      }),
      { numRuns: 60 },
    );
  });

  it('is read where a sum and the same sum back come first, and last, and alone', async () => {
    const back = kinds.find((kind) => kind === 'debit');
    const there = kinds.find((kind) => kind === 'credit');
    if (back === undefined || there === undefined) return; // it has one direction only
    const entry = (kind: EntryKind, amount: number, n: number): SampleEntry => ({
      ...{ kind, amount, day: '2026-11-20', text: 'HSDVC7K2QF9XA', bankReference: `FT2632600${n}` },
    });
    const pairs = [
      [entry(back, 9, 0), entry(there, 9, 1)],
      [entry(there, 9, 0), entry(back, 9, 1)],
    ];
    const others = [[], [entry(there, 5, 2)], [entry(back, 5, 2), entry(there, 7, 3)]];
    for (const pair of pairs)
      for (const other of others)
        for (const entries of [
          [...pair, ...other],
          [...other, ...pair],
        ]) {
          const statement = { account, opening: 50_000_000_000, entries };
          const found = await readAll(write(statement), { format, account }, 700);
          expect(found.refused).toBeUndefined();
          expect(found.entries).toHaveLength(entries.length);
          if (!noBalances) expect(found.closed).toMatchObject({ closingBalance: closingOf(statement) });
        }
  });

  it('a changed amount, a row left out or a row doubled never passes', async () => {
    if (noBalances) return; // it has no totals to be wrong: see its own tests
    await fc.assert(
      fc.asyncProperty(
        statements(kinds).filter(({ entries }) => entries.length > 1),
        fc.constantFrom('changed', 'left out', 'doubled'),
        fc.nat(),
        async (statement, harm, at) => {
          const index = at % statement.entries.length;
          const whole = write(statement);
          const harmed = harmedFile(whole, write, statement, index, harm);
          const found = await readAll(harmed, { format, account });
          expect(found.refused?.code).toMatch(/^(?:totals\.|entry\.duplicate)/);
          expect(found.closed).toBeUndefined();
        },
      ),
      { numRuns: 60 },
    );
  });

  it('a long file in one piece is read like one in many', async () => {
    const entries = Array.from({ length: 2_000 }, (_, index): SampleEntry => ({
      ...{ kind: 'credit', amount: 150_000 + index, day: '2026-11-21', bankReference: `FT26${index}` },
      text: 'HSDVC7K2QF9XA nop le phi',
    }));
    const whole = write({ account, opening: 1_000, entries });
    const [one, many] = [
      await readAll(whole, { format, account }, 10_000_000),
      await readAll(whole, { format, account }),
    ];
    expect(one.entries).toHaveLength(2_000);
    expect(one).toEqual(many);
  });

  it('half a file is refused, wherever it ends', async () => {
    const entries = Array.from({ length: 12 }, (_, index): SampleEntry => ({
      ...{ kind: 'credit', amount: 150_000 + index, day: '2026-11-21', bankReference: `FT26${index}` },
      text: 'HSDVC7K2QF9XA nop le phi',
    }));
    const whole = Buffer.from(write({ account, opening: 1_000, entries }));
    const money = async (file: Uint8Array): Promise<readonly string[] | undefined> => {
      const { refused, entries: found } = await readAll(file, { format, account });
      return refused ? undefined : found.map(({ bankReference, amount }) => `${bankReference} ${amount}`);
    };
    const right = await money(whole);
    expect(right).toHaveLength(entries.length);
    let refused = 0;
    for (let bytes = 0; bytes < whole.byteLength; bytes += 7) {
      const found = await money(whole.subarray(0, bytes));
      if (found === undefined) refused += 1;
      // What is cut off behind the last total, or in the last name, takes no money away. A file without totals looks whole
      // at the end of every row: that is what its format gives.
      else if (noBalances) expect(right!.slice(0, found.length)).toEqual(found);
      else expect(found).toEqual(right);
    }
    expect(refused).toBeGreaterThan((whole.byteLength / 7) * 0.85);
  });
});

/** The totals of the whole file around rows that are not those of the whole file. */
function harmedFile(
  whole: string,
  write: Dialect['write'],
  statement: SampleStatement,
  index: number,
  harm: string,
): string {
  const entry = statement.entries[index]!;
  const entries = [...statement.entries];
  if (harm === 'changed') entries[index] = { ...entry, amount: entry.amount + 1 };
  else if (harm === 'left out') entries.splice(index, 1);
  else entries.splice(index, 0, entry);
  const other = write({ ...statement, entries });
  return withTotalsOf(whole, other);
}

/** Whatever both formats say of balances, counts and sums is taken from the whole file. */
function withTotalsOf(whole: string, harmed: string): string {
  const totals = [/<Bal>.*<\/TxsSummry>/s, /:62F:.*/, /Tổng số,[^]*$/, /Số dư cuối kỳ[,;].*/] as const;
  return totals.reduce((text, pattern) => {
    const right = pattern.exec(whole)?.[0];
    return right === undefined ? text : text.replace(pattern, () => right);
  }, harmed);
}

it('a reversal moves money the other way and is not a payment', () => {
  expect(signedAmount('credit', 5)).toBe(5);
  expect(signedAmount('creditReversal', 5)).toBe(-5);
  expect(signedAmount('debit', 5)).toBe(-5);
  expect(signedAmount('debitReversal', 5)).toBe(5);
});
