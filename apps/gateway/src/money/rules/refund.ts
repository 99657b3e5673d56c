import type { RefundState, RefundView } from '../core.js';

/** A sum that is to be sent back: one task, of the payment that has no fee for it, or of the credit that belongs to no payment. */
export type Refund = Omit<RefundView, 'dossier'>;

export type RefundAct =
  | { readonly kind: 'request'; readonly operator: string }
  | { readonly kind: 'approve'; readonly operator: string }
  /** By who asked, or by either of the two who agreed. */
  | { readonly kind: 'withdraw'; readonly operator: string }
  /** By a second person, who does not agree. */
  | { readonly kind: 'reject'; readonly operator: string }
  | { readonly kind: 'sent'; readonly bankReference: string }
  /** `shownBy`: the outgoing movement; without it a person says so. */
  | { readonly kind: 'done'; readonly shownBy?: string }
  /** It did not arrive. `back`: the movement with which it came back; without it, it never left. */
  | { readonly kind: 'failed'; readonly operator: string; readonly back?: string };

export type RefundVerdict =
  | { readonly kind: 'changed'; readonly refund: Refund }
  | { readonly kind: 'same' }
  | { readonly kind: 'samePerson' }
  | { readonly kind: 'otherPerson' }
  | { readonly kind: 'notApplicable'; readonly state: RefundState };

/**
 * One step of a refund: asked for by one person, agreed to by another, ordered, arrived; called off before it was ordered, or because
 * it did not arrive.
 */
export function stepRefund(refund: Refund, act: RefundAct, at: string): RefundVerdict {
  const { state } = refund;
  const to = (change: Partial<Refund>): RefundVerdict => ({
    kind: 'changed',
    refund: { ...refund, ...change, changedAt: at },
  });
  const notApplicable: RefundVerdict = { kind: 'notApplicable', state };
  switch (act.kind) {
    case 'request':
      if (state === 'requested' && refund.requestedBy === act.operator) return { kind: 'same' };
      if (state !== 'due' && state !== 'calledOff') return notApplicable;
      return { kind: 'changed', refund: { ...fresh(refund, at), state: 'requested', requestedBy: act.operator } };
    case 'approve':
      if (state === 'approved' && refund.approvedBy === act.operator) return { kind: 'same' };
      if (state !== 'requested') return notApplicable;
      if (refund.requestedBy === act.operator) return { kind: 'samePerson' };
      return to({ state: 'approved', approvedBy: act.operator });
    case 'withdraw':
      if (isCalledOff(refund, 'withdrawn', act.operator)) return { kind: 'same' };
      if (state !== 'requested' && state !== 'approved') return notApplicable;
      if (refund.requestedBy !== act.operator && refund.approvedBy !== act.operator) return { kind: 'otherPerson' };
      return { kind: 'changed', refund: calledOff(refund, 'withdrawn', act.operator, at) };
    case 'reject':
      if (isCalledOff(refund, 'rejected', act.operator)) return { kind: 'same' };
      if (state !== 'requested') return notApplicable;
      if (refund.requestedBy === act.operator) return { kind: 'samePerson' };
      return { kind: 'changed', refund: calledOff(refund, 'rejected', act.operator, at) };
    case 'sent':
      if (state === 'sent' && refund.bankReference === act.bankReference) return { kind: 'same' };
      return state === 'approved' ? to({ state: 'sent', bankReference: act.bankReference }) : notApplicable;
    case 'done':
      if (state === 'done') return { kind: 'same' };
      return state === 'sent' ? to({ state: 'done', ...(act.shownBy ? { shownBy: act.shownBy } : {}) }) : notApplicable;
    case 'failed':
      if (isCalledOff(refund, 'failed', act.operator)) return { kind: 'same' };
      // What has left the account is not owed again before it is back.
      if (state !== 'sent' && !(state === 'done' && act.back !== undefined)) return notApplicable;
      return { kind: 'changed', refund: calledOff(refund, 'failed', act.operator, at) };
  }
}

/** Without whoever undertook it before. */
function fresh(refund: Refund, at: string): Refund {
  const { requestedBy: _asked, approvedBy: _agreed, calledOff: _how, calledOffBy: _who, ...asked } = refund;
  const { bankReference: _order, shownBy: _movement, ...rest } = asked;
  return { ...rest, changedAt: at };
}

/** What a payment has too much stays due; a credit that belongs to nobody is nobody's again. */
function calledOff(refund: Refund, how: NonNullable<Refund['calledOff']>, by: string, at: string): Refund {
  const state = refund.credit === undefined ? 'due' : 'calledOff';
  return { ...fresh(refund, at), state, calledOff: how, calledOffBy: by };
}

const isCalledOff = ({ calledOff, calledOffBy }: Refund, how: Refund['calledOff'], by: string): boolean =>
  calledOff === how && calledOffBy === by;

/**
 * The refund that an outgoing movement shows: of its account and amount, named by its payment's code or by the bank's own
 * number; only one that has been ordered, and only if there is no choice.
 */
export function shownRefund(
  movement: { readonly account: string; readonly amount: number; readonly bankReference?: string },
  named: readonly Refund[],
): Refund | undefined {
  const fitting = named.filter(
    ({ state, account, amount }) => state === 'sent' && account === movement.account && amount === movement.amount,
  );
  const byNumber = fitting.filter(({ bankReference }) => bankReference === movement.bankReference);
  return byNumber.length === 1 ? byNumber[0] : fitting.length === 1 ? fitting[0] : undefined;
}
