import type { StatementFaultCode } from './statement-part.js';

/** How a format writes an amount. */
export interface AmountRule {
  readonly thousands: '' | ',' | '.' | ' ';
  readonly decimal: '' | ',' | '.';
  /** MT940 ends every amount with the decimal comma. */
  readonly decimalRequired?: boolean;
  /** A minus sign before the digits is allowed, and makes the amount negative. */
  readonly signed?: boolean;
}

export type AmountRead =
  | { readonly amount: number }
  | { readonly code: Extract<StatementFaultCode, `amount.${string}`>; readonly received: string };

const patterns = new Map<AmountRule, RegExp>();

/**
 * Integer VND. The dong has no hundredths: a fraction other than zero is refused, never rounded, and nothing is multiplied.
 * Read digit by digit, never as a float; above 2^53 − 1 is refused.
 */
export function readVnd(text: string, rule: AmountRule): AmountRead {
  const found = patternOf(rule).exec(text);
  if (!found) return { code: 'amount.invalid', received: describe(text) };
  const [, sign, whole = '', fraction = ''] = found;
  if (/[1-9]/.test(fraction)) return { code: 'amount.fraction', received: describe(text) };
  const digits = rule.thousands === '' ? whole : whole.replaceAll(rule.thousands, '');
  const amount = Number(digits);
  if (!Number.isSafeInteger(amount)) return { code: 'amount.tooLarge', received: describe(text) };
  return { amount: sign === '-' && amount !== 0 ? -amount : amount };
}

function patternOf(rule: AmountRule): RegExp {
  const known = patterns.get(rule);
  if (known) return known;
  const escaped = (text: string): string => text.replace(/[.]/g, '\\.');
  const plain = '\\d{1,18}';
  const grouped = rule.thousands === '' ? plain : `${plain}|\\d{1,3}(?:${escaped(rule.thousands)}\\d{3})+`;
  const fraction =
    rule.decimal === '' ? '' : `(?:${escaped(rule.decimal)}(\\d{0,5}))${rule.decimalRequired ? '' : '?'}`;
  const made = new RegExp(`^${rule.signed ? '([+-]?)' : '()'}(${grouped})${fraction}$`);
  patterns.set(rule, made);
  return made;
}

/** What was received, without repeating what may be a person's: only what looks like a number is shown. */
function describe(text: string): string {
  if (text === '') return 'nothing';
  return /^[\d.,+\-eE ]{1,24}$/.test(text) ? text : `${text.length} characters that are no number`;
}
