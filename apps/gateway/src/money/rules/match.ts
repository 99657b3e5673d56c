import type { UnmatchedWhy } from '../core.js';

/** What a credit says of whom it is for. */
export interface CreditSigns {
  readonly account: string;
  /** The provider's own exact order field. */
  readonly reference?: string;
  readonly virtualAccount?: string;
  /** Everything in its text that has the form of a reference of ours, with a right check character. */
  readonly codes: readonly string[];
}

/** A payment that the signs may mean. */
export interface Candidate {
  readonly id: string;
  readonly reference: string;
  readonly account: string;
  readonly virtualAccount?: string;
}

export type Match =
  | { readonly kind: 'matched'; readonly payment: string; readonly by: 'reference' | 'virtualAccount' | 'text' }
  | { readonly kind: 'unmatched'; readonly why: UnmatchedWhy };

/**
 * Whose money it is: by the provider's order field, else the virtual account, else exactly one known code in the text. Signs that
 * mean different payments mean none, and so does the right code on another account: a person looks at it.
 */
export function matchCredit(signs: CreditSigns, candidates: readonly Candidate[]): Match {
  const byReference = candidates.find(({ reference }) => reference === signs.reference);
  const byAccount = candidates.find(
    (one) =>
      signs.virtualAccount !== undefined &&
      one.virtualAccount === signs.virtualAccount &&
      one.account === signs.account,
  );
  const byText = candidates.filter(({ reference }) => signs.codes.includes(reference));
  const meant = new Map([byReference, byAccount, ...byText].flatMap((one) => (one ? [[one.id, one]] : [])));
  if (meant.size > 1) return { kind: 'unmatched', why: 'ambiguous' };
  const [payment] = meant.values();
  if (!payment) {
    const named = signs.reference !== undefined || signs.codes.length > 0;
    return { kind: 'unmatched', why: named ? 'unknownReference' : 'noReference' };
  }
  if (payment.account !== signs.account) return { kind: 'unmatched', why: 'otherAccount' };
  const by = byReference ? 'reference' : byAccount ? 'virtualAccount' : 'text';
  return { kind: 'matched', payment: payment.id, by };
}
