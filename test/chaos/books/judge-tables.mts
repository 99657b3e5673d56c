import type { Violations } from '../../proof/books/violations.mts';
import type { Effects } from './effects-book.mts';
import type { Tables } from './tables.mts';

/** Words by dossier as clients heard that they were accepted. */
export interface Said {
  readonly revisions: ReadonlyMap<string, number>;
  readonly steps: ReadonlyMap<string, number>;
}

/** What clients were told, against what the gateway has: no word of them is missing, none is there that nobody said. */
export function judgeSaid({ revisions, steps }: Said, tables: Tables, violations: Violations): void {
  compare('revision', revisions, tables.dossiers, violations);
  compare('steps', steps, tables.steps, violations);
  for (const gap of tables.gaps) violations.add('order: numbers of a lane with a gap', gap);
}

function compare(
  what: string,
  said: ReadonlyMap<string, number>,
  stored: ReadonlyMap<string, number>,
  violations: Violations,
): void {
  for (const [code, wanted] of said) {
    const is = stored.get(code) ?? 0;
    if (is < wanted) violations.add(`lost: accepted ${what}`, `${code}: ${is} of ${wanted}`);
    if (is > wanted) violations.add(`doubled: ${what} that nobody said`, `${code}: ${is}, said ${wanted}`);
  }
}

/** Orders at the post and at the payment platform exist once; the monitor has counted what it acknowledged. Returns its repeats. */
export function judgeOnce({ parcels, orders, told }: Effects, { pushes }: Tables, violations: Violations): number {
  for (const [order, times] of parcels)
    if (times > 1) violations.add('doubled: an order at the post', `${order}: ${times} times`);
  for (const [order, times] of orders)
    if (times > 1) violations.add('doubled: an order at the payment platform', `${order}: ${times} times`);
  let repeats = 0;
  for (const [code, { all, done }] of pushes) {
    const times = told.get(code) ?? 0;
    if (times < done) violations.add('lost: done without an effect', `${code} at the monitor: ${times} of ${done}`);
    repeats += Math.max(0, times - all);
  }
  return repeats;
}

/** Partners at which nothing may be left to a person: what was doubtful there, persons have seen to. */
export function judgeParked({ exchanges }: Tables, violations: Violations): void {
  for (const { operation, state, count } of exchanges)
    if (/^parked/.test(state) && !/^(reference|emc|dvc-portal)\//.test(operation))
      violations.add('parked: and no situation calls for it', `${operation} ${state}: ${count}`);
}
