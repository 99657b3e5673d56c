import type { Api } from '../../proof/api.mts';
import type { Violations } from '../../proof/books/violations.mts';
import { daysOf, type Movement } from '../bank.mts';
import { tills } from '../tills.mts';

interface Finding {
  readonly verdict: string;
  readonly in: readonly string[];
  readonly count: number;
  readonly sum: number;
}

/** One line of the product's own comparison of three books. */
export interface Compared extends Finding {
  readonly account: string;
}

/**
 * The product compares its three books of every account and day: whatever a book says, the bank says too and says the same, and
 * the bank's book is all that moved. Books that are silent about a movement are those whose word of it was lost.
 */
export async function reconcile(api: Api, movements: readonly Movement[], violations: Violations): Promise<Compared[]> {
  const all: Compared[] = [];
  for (const { account } of tills) {
    const findings: Finding[] = [];
    for (const day of daysOf(movements, account)) {
      const { body } = await api.once('POST', '/v1/reconciliations', { who: 'operator', body: { account, day } });
      findings.push(...(body as { findings: Finding[] }).findings);
    }
    all.push(...findings.map((finding) => ({ account, ...finding })));
    const ofBank = findings.filter(({ in: books }) => books.includes('bank'));
    const came = movements.filter((one) => one.account === account && one.direction === 'in');
    const moved = came.reduce((sum, { amount }) => sum + amount, 0);
    const said = ofBank.reduce((sum, finding) => sum + finding.sum, 0);
    const entries = ofBank.reduce((sum, { count }) => sum + count, 0);
    if (said !== moved || entries !== came.length)
      violations.add("books: the bank's is not whole", `${account}: ${entries} of ${came.length}, ${said} of ${moved}`);
    for (const { verdict, in: books, count } of findings) {
      if (verdict !== 'matched' && verdict !== 'missing') violations.add(`books: ${verdict}`, `${account}: ${count}`);
      if (!books.includes('bank')) violations.add('books: told of and not at the bank', `${account}: ${count}`);
    }
  }
  return all;
}
