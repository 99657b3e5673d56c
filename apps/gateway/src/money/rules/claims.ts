import type { ClaimState } from '@lienthong/contracts';

/** What a provider said of one of our orders. */
export interface Claim {
  readonly id: string;
  readonly state: ClaimState;
  readonly source: 'confirm' | 'query';
  readonly amount?: number;
  /** The provider's own number of the transaction. */
  readonly providerId?: string;
  /** RFC 3339 UTC; the latest of one source counts. */
  readonly at: string;
}

/** Money that moved through an order. */
export interface Movement {
  /** Empty for the first of an order: some answers do not name the transaction. */
  readonly key: string;
  readonly providerId?: string;
  readonly amount: number;
  readonly at: string;
}

export interface Contradiction {
  readonly kind: 'confirmContradictsQuery' | 'amountsDiffer';
  readonly confirm: Claim;
  readonly query: Claim;
}

export interface ClaimVerdict {
  /** Movements that some claim calls paid. */
  readonly movements: readonly Movement[];
  /** The provider, asked by us, says paid, and nothing contradicts it. */
  readonly confirmed: boolean;
  /** The provider, asked by us, says that it failed, and nobody ever said paid. */
  readonly failed: boolean;
  readonly contradictions: readonly Contradiction[];
}

/**
 * What all claims about one order amount to; `claims` in the order in which they came, `due` for claims without an amount.
 * A signed confirmation alone settles nothing before a query agrees, and one that contradicts the query never does.
 */
export function judgeClaims(claims: readonly Claim[], due: number): ClaimVerdict {
  const query = latest(claims.filter(({ source }) => source === 'query'));
  const confirms = claims.filter(({ source }) => source === 'confirm');
  const paid = claims.filter(({ state }) => state === 'paid');
  const contradictions = query ? contradictionsOf(confirms, query) : [];
  return {
    movements: movementsOf(paid, due),
    confirmed: query?.state === 'paid' && contradictions.length === 0,
    failed: query?.state === 'failed' && paid.length === 0,
    contradictions,
  };
}

function contradictionsOf(confirms: readonly Claim[], query: Claim): readonly Contradiction[] {
  if (query.state === 'pending') return [];
  const found: Contradiction[] = [];
  const word = latest(confirms.filter(({ state }) => state !== 'pending'));
  if (word && word.state !== query.state) found.push({ kind: 'confirmContradictsQuery', confirm: word, query });
  const other = confirms.find((confirm) => isOfOneMovement(confirm, query) && differ(confirm, query));
  if (other) found.push({ kind: 'amountsDiffer', confirm: other, query });
  return found;
}

const isOfOneMovement = (a: Claim, b: Claim): boolean =>
  a.state === 'paid' &&
  b.state === 'paid' &&
  (a.providerId === undefined || b.providerId === undefined || a.providerId === b.providerId);
const differ = (a: Claim, b: Claim): boolean =>
  a.amount !== undefined && b.amount !== undefined && a.amount !== b.amount;

/** One per transaction number; claims that name none speak of the first. */
function movementsOf(paid: readonly Claim[], due: number): readonly Movement[] {
  const numbers = [...new Set(paid.flatMap(({ providerId }) => providerId ?? []))];
  const [first] = numbers;
  return (numbers.length === 0 && paid.length > 0 ? [undefined] : numbers).map((number): Movement => {
    const own = paid.filter(
      ({ providerId }) => providerId === number || (providerId === undefined && number === first),
    );
    const amount = own.find((claim) => claim.amount !== undefined)?.amount ?? due;
    const at = own.map((claim) => claim.at).sort()[0]!;
    return {
      key: number === first ? '' : number!,
      amount,
      at,
      ...(number === undefined ? {} : { providerId: number }),
    };
  });
}

const latest = (claims: readonly Claim[]): Claim | undefined =>
  claims.reduce<Claim | undefined>(
    (found, claim) => (found && Date.parse(found.at) > Date.parse(claim.at) ? found : claim),
    undefined,
  );
