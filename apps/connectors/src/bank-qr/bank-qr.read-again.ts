import {
  strictJson,
  type CreditFact,
  type KeptUnread,
  type RawObject,
  type ReadingAgain,
} from '@lienthong/connector-kit';
import { isAccount, type BankAccount } from './bank-qr.account.js';
import { factsOf } from './bank-qr.query.js';
import { accountIn, readCassoRow } from './casso/casso.query.js';
import { readSepayRow } from './sepay/sepay.query.js';
import { unreadable } from '../reading/fields.js';

/** Before the cause of an order that its provider was asked about in vain: what is kept of it is our question. */
const unanswered = 'unanswered.';

/** A row of a bank's list that could not be read. Answers about single orders are asked for again by the sweeps instead. */
export function readBankRowAgain(accounts: ReadonlyMap<string, BankAccount>, kept: KeptUnread): ReadingAgain {
  const account = accounts.get(kept.account);
  const read = account && !kept.cause.startsWith(unanswered) ? rowReaderOf(account) : undefined;
  if (!account || !read || account.provider !== kept.provider) {
    return { result: 'notReadable', reason: 'row.notReadAlone' };
  }
  const json = strictJson(kept.bytes);
  const {
    facts: [fact],
    unreadable: [unread],
  } = factsOf(account.provider, [json.ok ? json.value : null], read);
  return fact ? { facts: [fact] } : { result: 'stillUnreadable', reason: unread!.cause };
}

function rowReaderOf(account: BankAccount): ((row: RawObject) => CreditFact) | undefined {
  if (account.provider === 'sepay') return readSepayRow(account);
  if (account.provider !== 'casso') return undefined;
  const read = readCassoRow(account, account.casso!);
  return (row) => {
    // Its list may be of several accounts, and which is ours may have been configured anew.
    if (!isAccount(account, accountIn(row))) throw unreadable('otherAccount');
    return read(row);
  };
}
