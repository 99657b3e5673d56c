import { stableId } from '@lienthong/contracts';
import type { Sealer } from '../../pipeline/sealer.js';
import { bankNumber } from '../pipeline/stored.js';
import type { StatementEntry } from '../statements/statement-part.js';

/** What of an entry is personal, or may be. */
export type EntryDetail = Pick<
  StatementEntry,
  'text' | 'references' | 'bankReference' | 'payerName' | 'payerAccount' | 'creditedAccount'
>;

/** One data key for all entries of an account's statements. */
export const statementSubject = (account: string): string => `statements:${account}`;

const boxOf = (statement: string, n: number): string => `statement/${statement}/entry/${n}`;

export function sealEntry(sealer: Sealer, key: unknown, statement: string, entry: StatementEntry): Buffer {
  const { text, references, bankReference, payerName, payerAccount, creditedAccount } = entry;
  const detail = { text, references, bankReference, payerName, payerAccount, creditedAccount };
  return sealer.seal(key, JSON.stringify(detail), boxOf(statement, entry.index));
}

export const openEntry = (sealer: Sealer, key: unknown, statement: string, n: number, box: Buffer): EntryDetail =>
  JSON.parse(sealer.open(key, box, boxOf(statement, n))) as EntryDetail;

/**
 * The id of the credit that an entry becomes if nobody knows it: the same in every statement that lists the movement under
 * its bank's number; without one, that of this row of this file.
 */
export function creditIdOfEntry(account: string, fileKey: string, entry: StatementEntry): string {
  const reference = bankNumber(entry.bankReference);
  const own =
    reference === undefined ? ['row', fileKey, entry.index] : ['bank', reference, entry.references, entry.day];
  return stableId(account, entry.kind, entry.amount, ...own);
}
