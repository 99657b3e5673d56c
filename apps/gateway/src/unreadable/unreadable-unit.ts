import {
  isOwnId,
  rowReadingResults,
  unreadableRowSubject,
  type RowReadAgain,
  type RowReRead,
  type UnreadableRowFound,
} from '@lienthong/contracts';
import { isBox, isInstant, isName } from '../pipeline/shapes.js';

/** The connectors found a row that nobody can read. */
export interface UnreadableUnit {
  readonly kind: 'unreadable';
  readonly subject: string;
  readonly found: UnreadableRowFound;
}

/** An operator wants one read again. */
export interface ReReadRowUnit {
  readonly kind: 'reReadRow';
  readonly subject: string;
  readonly asked: RowReRead;
}

/** What the connectors say of that. */
export interface RowReadAgainUnit {
  readonly kind: 'rowReadAgain';
  readonly subject: string;
  readonly told: RowReadAgain;
}

type Kept = { readonly kind: 'kept' };
export interface UnreadableAnswerOf {
  readonly unreadable: Kept;
  readonly reReadRow: Kept;
  readonly rowReadAgain: Kept;
}

/** The unit of such a message, or why it is none. What passes can stand in tables as it is. */
export function unitOfUnreadable(
  found: UnreadableRowFound,
): { readonly unit: UnreadableUnit } | { readonly reason: string } {
  const { row, subject, partner, provider, account, cause, receivedAt, bytes, detail } = found;
  if (!isOwnId(row)) return { reason: 'message.shape: row is no id' };
  if (subject !== unreadableRowSubject(row)) return { reason: 'message.shape: subject' };
  const names = [partner, provider, account, cause];
  if (!names.every(isName)) return { reason: 'message.shape: partner, provider, account or cause' };
  if (!isInstant(receivedAt) || !Number.isSafeInteger(bytes)) return { reason: 'message.shape: receivedAt or bytes' };
  if (!isBox(detail)) return { reason: 'message.shape: detail' };
  return { unit: { kind: 'unreadable', subject, found } };
}

export function unitOfRowReadAgain(
  told: RowReadAgain,
): { readonly unit: RowReadAgainUnit } | { readonly reason: string } {
  const { row, subject, reading, result, reason, at } = told;
  if (!isOwnId(row) || !isOwnId(reading)) return { reason: 'message.shape: row or reading is no id' };
  if (subject !== unreadableRowSubject(row)) return { reason: 'message.shape: subject' };
  if (!rowReadingResults.includes(result)) return { reason: 'message.shape: result' };
  if (!isInstant(at) || !(reason === undefined || isName(reason))) return { reason: 'message.shape: at or reason' };
  return { unit: { kind: 'rowReadAgain', subject, told } };
}
