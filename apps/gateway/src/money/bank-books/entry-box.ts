import { createHash } from 'node:crypto';
import type { Sealer } from '../../pipeline/sealer.js';
import type { StatementEntry } from '../statements/statement-part.js';
import { plainText } from './plain-reference.js';

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
export function creditIdOf(account: string, fileKey: string, entry: StatementEntry): string {
  const reference = entry.bankReference === undefined ? '' : plainText(entry.bankReference);
  const own = reference === '' ? ['row', fileKey, entry.index] : ['bank', reference, entry.references, entry.day];
  const digest = createHash('sha256')
    .update(JSON.stringify([account, entry.kind, entry.amount, ...own]))
    .digest();
  return uuidOf(digest);
}

/** RFC 9562 version 8: our own making. */
function uuidOf(digest: Buffer): string {
  const bytes = Buffer.from(digest.subarray(0, 16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
