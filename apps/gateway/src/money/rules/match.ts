import type { UnmatchedWhy } from '../core.js';
import type { Candidate, CreditSigns } from './signs.js';
import { holderAt, holdersOf } from './virtual-account.js';

export type Match =
  | { readonly kind: 'matched'; readonly payment: string; readonly by: 'reference' | 'virtualAccount' | 'text' }
  | { readonly kind: 'unmatched'; readonly why: UnmatchedWhy };

/**
 * Whose money it is: by the provider's order field, else the virtual account, else exactly one known code in the text. Signs that
 * mean different payments mean none, and so does the right code on another account: a person looks at it. A code of whoever has had
 * the credited number agrees with it.
 */
export function matchCredit(signs: CreditSigns, candidates: readonly Candidate[]): Match {
  const byReference = candidates.find(({ reference }) => reference === signs.reference);
  const byText = candidates.filter(({ reference }) => signs.codes.includes(reference));
  const holders = holdersOf(signs, candidates);
  const named = new Set([byReference, ...byText].flatMap((one) => one ?? []));
  const holder = holders.some((one) => named.has(one)) ? undefined : holderAt(signs, holders);
  const byAccount = holder?.kind === 'holder' ? holder.payment : undefined;
  const meant = new Map([...named, byAccount].flatMap((one) => (one ? [[one.id, one]] : [])));
  if (meant.size > 1 || holder?.kind === 'ambiguous') return { kind: 'unmatched', why: 'ambiguous' };
  const [payment] = meant.values();
  if (!payment) {
    const isNamed = signs.reference !== undefined || signs.codes.length > 0;
    return { kind: 'unmatched', why: isNamed ? 'unknownReference' : 'noReference' };
  }
  if (payment.account !== signs.account) return { kind: 'unmatched', why: 'otherAccount' };
  const by = byReference ? 'reference' : byAccount ? 'virtualAccount' : 'text';
  return { kind: 'matched', payment: payment.id, by };
}
