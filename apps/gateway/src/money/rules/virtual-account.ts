import type { Candidate, CreditSigns } from './signs.js';

export type Holder = { readonly kind: 'none' | 'ambiguous' } | { readonly kind: 'holder'; readonly payment: Candidate };

/** Banks' clocks show whole seconds. */
const clockGrain = 1_000;
const day = 24 * 3_600_000;

/** The payments that have had the credited number, the first holder first. */
export const holdersOf = (
  { account, virtualAccount }: CreditSigns,
  candidates: readonly Candidate[],
): readonly Candidate[] =>
  virtualAccount === undefined
    ? []
    : candidates
        .filter((one) => one.virtualAccount === virtualAccount && one.account === account)
        .sort((a, b) => Date.parse(a.createdAt) - Date.parse(b.createdAt));

/**
 * Whose number it was when the money moved. Numbers are used again: who had it alone up to then has it; of several the last one, if it
 * was open then and this is its sum; otherwise somebody may have paid by an old code, and a person looks at it.
 */
export function holderAt(signs: CreditSigns, holders: readonly Candidate[]): Holder {
  if (holders.length === 0) return { kind: 'none' };
  const [from, until] = momentOf(signs);
  const before = holders.filter(({ createdAt }) => Date.parse(createdAt) <= until);
  const last = before.at(-1);
  if (!last) return { kind: 'ambiguous' };
  if (before.length === 1) return { kind: 'holder', payment: last };
  const alone = Date.parse(last.createdAt) <= from;
  const wasOpen = last.endedAt === undefined || Date.parse(last.endedAt) >= from;
  const isItsSum = signs.amount === last.amount || signs.amount === last.due;
  return alone && wasOpen && isItsSum ? { kind: 'holder', payment: last } : { kind: 'ambiguous' };
}

/** When the bank says that it moved: a second, or a whole day in Vietnam of which it tells noon. */
function momentOf({ bankTime, wholeDay }: CreditSigns): readonly [number, number] {
  const at = Date.parse(bankTime);
  return wholeDay ? [at - day / 2, at + day / 2] : [at, at + clockGrain];
}
