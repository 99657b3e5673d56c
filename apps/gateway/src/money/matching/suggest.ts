import { dayOfBank } from './bank-day.js';
import { damagedCodes, isNear } from './near-reference.js';

/** A credit that nobody could match. */
export interface UnmatchedCredit {
  readonly account: string;
  readonly amount: number;
  readonly bankTime: string;
  /** As the bank gave it. */
  readonly text?: string;
  /** The payer's name made comparable: normalised, or a keyed hash of that. Compared for equality only. */
  readonly payer?: string;
}

/** A payment that still waits for money. */
export interface WaitingPayment {
  readonly payment: string;
  readonly reference: string;
  readonly account: string;
  readonly due: number;
  readonly openedAt: string;
  /** Names that may pay (applicant, payer), made comparable like the credit's. */
  readonly payers?: readonly string[];
}

/** Why a payment is suggested, the strongest first. */
const suggestionReasons = ['nearReference', 'samePayer', 'sameAmount', 'sameAccount', 'sameDay'] as const;
export type SuggestionReason = (typeof suggestionReasons)[number];

export interface Suggestion {
  readonly payment: string;
  readonly reasons: readonly SuggestionReason[];
}

/** Each weighs as much as nearly all weaker ones together; amount and day together outweigh the payer alone. */
const weights: Record<SuggestionReason, number> = {
  nearReference: 16,
  samePayer: 6,
  sameAmount: 5,
  sameAccount: 2,
  sameDay: 2,
};

/**
 * The payments that a credit may have been meant for, the likeliest first, for two persons to decide. Never an assignment.
 * Account and day alone are no reason: they would suggest half of what is open.
 */
export function suggest(
  credit: UnmatchedCredit,
  waiting: Iterable<WaitingPayment>,
  { prefixes, limit = 5 }: { prefixes: readonly string[]; limit?: number },
): Suggestion[] {
  const damaged = credit.text === undefined ? [] : damagedCodes(credit.text, prefixes);
  const creditDay = dayOfBank(credit.bankTime);
  const ranked: { suggestion: Suggestion; score: number; away: number }[] = [];
  for (const payment of waiting) {
    const holds: Record<SuggestionReason, boolean> = {
      nearReference: damaged.some((code) => isNear(code, payment.reference)),
      samePayer: credit.payer !== undefined && credit.payer !== '' && (payment.payers ?? []).includes(credit.payer),
      sameAmount: payment.due === credit.amount,
      sameAccount: payment.account === credit.account,
      sameDay: creditDay !== undefined && creditDay === dayOfBank(payment.openedAt),
    };
    if (!holds.nearReference && !holds.samePayer && !holds.sameAmount) continue;
    const reasons = suggestionReasons.filter((reason) => holds[reason]);
    const score = reasons.reduce((sum, reason) => sum + weights[reason], 0);
    const away = Math.abs(Date.parse(credit.bankTime) - Date.parse(payment.openedAt));
    ranked.push({
      suggestion: { payment: payment.payment, reasons },
      score,
      away: Number.isNaN(away) ? Infinity : away,
    });
  }
  ranked.sort(
    (one, other) =>
      other.score - one.score ||
      (one.away === other.away ? 0 : one.away - other.away) ||
      (one.suggestion.payment < other.suggestion.payment ? -1 : 1),
  );
  return ranked.slice(0, limit).map(({ suggestion }) => suggestion);
}
