import type { StatementFormat } from './statement-format.js';
import {
  StatementRefused,
  type Control,
  type StatedTotals,
  type StatementClosing,
  type StatementFaultCode,
} from './statement-part.js';

/** Totals of all entries; a running balance or numbered rows hold for the first half of a file as well as for the whole. */
const ofTheWhole: readonly Control[] = ['balances', 'count', 'sums', 'statedRows', 'statedSum'];

/**
 * What the file says at its end, held against what was stated of it. XML and SWIFT messages have an end of their own; a table of rows
 * has one only where something counts them.
 *
 * @throws {StatementRefused} where it is another file than was stated, or a part of it
 */
export function closingUnder(
  closing: StatementClosing,
  stated: StatedTotals,
  format: StatementFormat['kind'],
): StatementClosing {
  const controls: Control[] = [...closing.controls];
  const hold = (code: StatementFaultCode, control: Control, expected: number | undefined, received: number): void => {
    if (expected === undefined) return;
    if (received !== expected) throw new StatementRefused({ code, params: { expected, received } });
    controls.push(control);
  };
  hold('stated.rows', 'statedRows', stated.rows, closing.entries);
  hold('stated.sum', 'statedSum', stated.sum, closing.credits.sum + closing.debits.sum);
  const endKnown = format !== 'csv' || controls.some((control) => ofTheWhole.includes(control));
  return { ...closing, controls: controls.sort(), endKnown };
}
