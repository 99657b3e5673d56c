import { kindOf, type CamtDetail, type CamtEntry, type CamtTotals } from './camt-facts.js';
import type { NewEntry } from './entry-ledger.js';
import { refuse, type StatementFault } from './statement-part.js';

/**
 * One booked `Ntry` as movements: itself, or the payments of a batch where each of them says its amount; these must add up
 * to what was booked.
 */
export function movementsOf(entry: CamtEntry, place: Omit<StatementFault, 'code'>): readonly NewEntry[] {
  const { amount, sign, details, batchCount } = entry;
  if (amount === undefined || sign === undefined) {
    return refuse('structure.missing', { ...place, params: { what: amount === undefined ? 'Amt' : 'CdtDbtInd' } });
  }
  if (amount === 0) refuse('amount.zero', place);
  const day = entry.day ?? entry.valueDay ?? refuse('structure.missing', { ...place, params: { what: 'BookgDt' } });
  const base = { line: entry.line, day, ...(entry.at ? { at: entry.at } : {}) };
  const reversal = entry.reversal === true;
  if (details.length > 1 && batchCount !== undefined && batchCount !== details.length) {
    refuse('totals.batch', { ...place, params: { expected: details.length, received: batchCount } });
  }
  if (details.length > 1 && details.every((detail) => detail.amount !== undefined)) {
    checkBatch(entry, amount, sign, place);
    return details.map((detail) => ({
      ...base,
      kind: kindOf(detail.sign ?? sign, reversal),
      amount: detail.amount!,
      // The number of the batch belongs to all of them, so it tells none of them apart.
      ...(detail.bankReference ? { bankReference: detail.bankReference } : {}),
      references: [...detail.references, ...entry.references, ...(entry.bankReference ? [entry.bankReference] : [])],
      ...partyOf([detail]),
      text: textOf(detail.texts, entry.information),
    }));
  }
  const bankReference = entry.bankReference ?? details[0]?.bankReference;
  return [
    {
      ...base,
      kind: kindOf(sign, reversal),
      amount,
      ...(bankReference ? { bankReference } : {}),
      references: [...details.flatMap((detail) => detail.references), ...entry.references],
      ...partyOf(details),
      text: textOf(
        details.flatMap((detail) => detail.texts),
        entry.information,
      ),
    },
  ];
}

function checkBatch(entry: CamtEntry, amount: number, sign: string, place: Omit<StatementFault, 'code'>): void {
  let sum = 0;
  for (const detail of entry.details) {
    if (detail.amount === 0) refuse('amount.zero', place);
    sum += (detail.sign ?? sign) === sign ? detail.amount! : -detail.amount!;
  }
  if (sum !== amount) refuse('totals.batch', { ...place, params: { expected: sum, received: amount } });
}

function partyOf(details: readonly CamtDetail[]): Pick<NewEntry, 'payerName' | 'payerAccount' | 'creditedAccount'> {
  const [only] = details;
  if (details.length !== 1 || !only) return {};
  const { payerName, payerAccount, creditedAccount } = only;
  return {
    ...(payerName ? { payerName } : {}),
    ...(payerAccount ? { payerAccount } : {}),
    ...(creditedAccount ? { creditedAccount } : {}),
  };
}

const textOf = (texts: readonly string[], information: string | undefined): string =>
  [...new Set([...texts, ...(information ? [information] : [])])].filter((text) => text !== '').join('\n');

export function countEntry(totals: CamtTotals, entry: CamtEntry): void {
  const side = entry.sign === 'CRDT' ? totals.credits : totals.debits;
  totals.count += 1;
  side.count += 1;
  side.sum += entry.amount ?? 0;
}
