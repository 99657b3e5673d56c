import { compare, type Claim, type Comparison } from '../../reconciliation/compare.js';

/** An entry that nothing has been found for yet. */
export interface OpenEntry {
  readonly n: number;
  readonly amount: number;
  readonly day: string;
}
/** Something of ours that it may be. */
export interface Candidate {
  readonly id: string;
  readonly amount: number;
  readonly day: string;
}
export interface Keyed<Row> {
  readonly key: string;
  readonly row: Row;
}

/** An entry with what it is, and what both say of the amount. */
export interface Found<Row> {
  readonly n: number;
  readonly candidate: Row;
  readonly verdict: 'matched' | 'different';
}

/**
 * Pairs entries with candidates of the same key, each at most once, those that agree on the amount first. An entry without a
 * partner is not in the answer.
 */
export async function relate<Row extends Candidate>(
  entries: readonly Keyed<OpenEntry>[],
  candidates: readonly Keyed<Row>[],
): Promise<readonly Found<Row>[]> {
  if (entries.length === 0 || candidates.length === 0) return [];
  const byId = new Map(candidates.map(({ row }) => [row.id, row]));
  const streams = {
    bank: streamOf(entries.map(({ key, row: { n, amount, day } }) => ({ key, amount, day, id: String(n) }))),
    // A candidate that several keys lead to is one candidate all the same.
    ours: streamOf(candidates.map(({ key, row: { id, amount, day } }) => ({ key, amount, day, id }))),
  };
  const taken = new Set<string>();
  const found: Found<Row>[] = [];
  for await (const rows of compare(streams)) {
    for (const { verdict, claims } of rows as readonly Comparison<'bank' | 'ours'>[]) {
      const id = claims.ours?.id;
      if (claims.bank === undefined || id === undefined || taken.has(id)) continue;
      taken.add(id);
      found.push({
        n: Number(claims.bank.id),
        candidate: byId.get(id)!,
        verdict: verdict === 'matched' ? 'matched' : 'different',
      });
    }
  }
  return found;
}

async function* streamOf(claims: Claim[]): AsyncGenerator<readonly Claim[]> {
  yield claims.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}

/** Whole days from the first to the second, negative when the second is earlier. */
export const daysFrom = (first: string, second: string): number =>
  Math.round((Date.parse(second) - Date.parse(first)) / 86_400_000);
