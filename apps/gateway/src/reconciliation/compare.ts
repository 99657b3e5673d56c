/** What one book says: that something with this key happened, with this amount. */
export interface Claim {
  /** What the books share: a bank's number, a reference. Compared by code units. */
  readonly key: string;
  /** In the smallest unit there is (VND, or a count). */
  readonly amount: number;
  /** `yyyy-mm-dd`. */
  readonly day: string;
  /** The book's own name for it, handed through. */
  readonly id?: string;
}

export type Verdict =
  /** Every book has it, with one amount. */
  | 'matched'
  /** Some books have it with another amount than others. */
  | 'amountDiffers'
  /** Not every book has it; those that do agree. */
  | 'missing';

/** One thing that happened, as the books say it. */
export interface Comparison<Side extends string> {
  readonly key: string;
  readonly verdict: Verdict;
  /** By side; a side that does not have it is absent. */
  readonly claims: Readonly<Partial<Record<Side, Claim>>>;
  /** The books that have it put it on different days. */
  readonly dayDiffers: boolean;
}

/** A book in portions, sorted by key (ascending code units). */
export type ClaimStream = AsyncIterable<readonly Claim[]>;

/** A stream was not in order: nothing that was compared can be relied upon. */
export class UnsortedClaims extends Error {
  constructor(readonly side: string) {
    super(`claims of side "${side}" are not sorted by key`);
    this.name = 'UnsortedClaims';
  }
}

/**
 * Compares two or more books by merging their sorted claims. Every claim stands in exactly one comparison. Of several claims
 * with one key, those that agree are paired first, so that a double payment shows as one match and one that is missing
 * elsewhere. Memory: a portion of each stream and the claims of one key.
 */
export async function* compare<Side extends string>(
  streams: Readonly<Record<Side, ClaimStream>>,
): AsyncGenerator<readonly Comparison<Side>[]> {
  const sides = Object.keys(streams) as Side[];
  const heads = sides.map((side) => new Head(side, streams[side]));
  try {
    await Promise.all(heads.map((head) => head.fill()));
    let found: Comparison<Side>[] = [];
    for (let key = leastKey(heads); key !== undefined; key = leastKey(heads)) {
      const claims = new Map<Side, readonly Claim[]>();
      for (const [index, head] of heads.entries())
        claims.set(sides[index]!, head.has(key) ? await head.takeAll(key) : []);
      found.push(...compareKey(key, sides, claims));
      if (found.length < 1_000) continue;
      yield found;
      found = [];
    }
    if (found.length > 0) yield found;
  } finally {
    await Promise.all(heads.map((head) => head.close()));
  }
}

function leastKey(heads: readonly Head[]): string | undefined {
  let least: string | undefined;
  for (const { key } of heads) if (key !== undefined && (least === undefined || key < least)) least = key;
  return least;
}

/** The front of one stream. */
class Head {
  readonly #portions: AsyncIterator<readonly Claim[]>;
  #portion: readonly Claim[] = [];
  #at = 0;
  #last: string | undefined;

  constructor(
    private readonly side: string,
    stream: ClaimStream,
  ) {
    this.#portions = stream[Symbol.asyncIterator]();
  }

  get key(): string | undefined {
    return this.#portion[this.#at]?.key;
  }
  has(key: string): boolean {
    return this.key === key;
  }

  async fill(): Promise<void> {
    while (this.#at >= this.#portion.length) {
      const next = await this.#portions.next();
      this.#at = 0;
      this.#portion = next.done ? [] : next.value;
      if (next.done) return;
    }
  }

  async takeAll(key: string): Promise<readonly Claim[]> {
    const taken: Claim[] = [];
    while (this.key === key) {
      taken.push(this.#portion[this.#at]!);
      this.#at += 1;
      if (this.#at >= this.#portion.length) await this.fill();
    }
    this.#last = key;
    if (this.key !== undefined && this.key < this.#last) throw new UnsortedClaims(this.side);
    return taken;
  }

  async close(): Promise<void> {
    await this.#portions.return?.();
  }
}

/** All that the books say under one key. */
export function compareKey<Side extends string>(
  key: string,
  sides: readonly Side[],
  claims: ReadonlyMap<Side, readonly Claim[]>,
): Comparison<Side>[] {
  const queues = sides.map((side) => [...(claims.get(side) ?? [])].sort(byAmountAndDay));
  // The everyday case, without any search.
  if (queues.every((queue) => queue.length <= 1))
    return [
      comparisonOf(
        key,
        sides,
        queues.map(([claim]) => claim),
      ),
    ];
  const rows: (Claim | undefined)[][] = [];
  for (let agreeing = sides.length; agreeing > 1; agreeing -= 1) {
    for (const amount of new Set(queues.flat().map((claim) => claim.amount))) {
      while (countWith(queues, amount) >= agreeing) rows.push(queues.map((queue) => takeAmount(queue, amount)));
    }
  }
  fillHoles(rows, queues);
  return rows.map((row) => comparisonOf(key, sides, row));
}

/** What nobody agrees with says the same thing as a row that lacks its side, with another amount; the rest stand together. */
function fillHoles(rows: (Claim | undefined)[][], queues: readonly Claim[][]): void {
  for (const row of rows) {
    for (const [side, queue] of queues.entries()) if (row[side] === undefined) row[side] = queue.shift();
  }
  while (queues.some((queue) => queue.length > 0)) rows.push(queues.map((queue) => queue.shift()));
}

const countWith = (queues: readonly Claim[][], amount: number): number =>
  queues.filter((queue) => queue.some((claim) => claim.amount === amount)).length;

function takeAmount(queue: Claim[], amount: number): Claim | undefined {
  const at = queue.findIndex((claim) => claim.amount === amount);
  return at < 0 ? undefined : queue.splice(at, 1)[0];
}

function comparisonOf<Side extends string>(
  key: string,
  sides: readonly Side[],
  row: readonly (Claim | undefined)[],
): Comparison<Side> {
  const present = row.filter((claim) => claim !== undefined);
  const [first] = present;
  const claims: Partial<Record<Side, Claim>> = {};
  for (const [index, claim] of row.entries()) if (claim) claims[sides[index]!] = claim;
  const agree = present.every((claim) => claim.amount === first!.amount);
  return {
    key,
    verdict: !agree ? 'amountDiffers' : present.length === sides.length ? 'matched' : 'missing',
    claims,
    dayDiffers: present.some((claim) => claim.day !== first!.day),
  };
}

const byAmountAndDay = (a: Claim, b: Claim): number =>
  a.amount - b.amount || compareText(a.day, b.day) || compareText(a.id ?? '', b.id ?? '');
const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
