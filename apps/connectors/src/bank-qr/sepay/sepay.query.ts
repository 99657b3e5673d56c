import type { CreditFact, RawObject } from '@lienthong/connector-kit';
import { vietnamClock } from '@lienthong/contracts';
import { isAccount, virtualAccountIn, type BankAccount, type SepaySettings } from '../bank-qr.account.js';
import { bankNumber, idOf, needVietnamTime, present, textOf, unreadable } from '../../reading/fields.js';
import { amountOfDecimal, ask, factsOf, listIn, type Queried, type QueryHttp } from '../bank-qr.query.js';
import type { SepayTransactionWire } from './sepay.wire.js';

/**
 * SePay's list of an account's transactions between two moments, newest first (recalled: §3.4 names the API, not its fields). The ids
 * are those of the notifications: the same money is the same credit. A full list goes on with what was before its oldest row: `next`,
 * in epoch milliseconds.
 */
export async function listSepay(
  account: BankAccount,
  { api }: SepaySettings,
  http: QueryHttp,
  { since, until, limit = 1_000 }: { readonly since: Date; readonly until?: Date; readonly limit?: number },
): Promise<Queried> {
  if (api.token === undefined) return { ok: false, cause: 'sepay.noToken' };
  const query = new URLSearchParams({
    account_number: account.accountNumber,
    transaction_date_min: vietnamText(since),
    ...(until ? { transaction_date_max: vietnamText(until) } : {}),
    limit: String(limit),
  });
  const headers = { authorization: `Bearer ${api.token}` };
  const path = `${api.path}?${query.toString()}`;
  const answer = await ask('sepay', account, http, { method: 'GET', path, headers });
  if ('cause' in answer) return { ok: false, cause: answer.cause };
  const rows = listIn(answer.value, 'transactions');
  if (!rows) return { ok: false, cause: 'sepay.brokenContract' };
  const found = factsOf('sepay', rows, readSepayRow(account));
  const oldest = Math.min(...found.facts.map(({ bankTime }) => Date.parse(bankTime)));
  const more = rows.length >= limit && Number.isFinite(oldest) ? { next: oldest } : {};
  return { ok: true, ...found, evidence: answer.evidence, ...more };
}

/** A row of the list. @throws {Refusal} */
export const readSepayRow =
  (account: BankAccount) =>
  (row: RawObject): CreditFact =>
    factOf(account, row);

const vietnamText = (at: Date): string => vietnamClock(at.getTime()).slice(0, 19).replace('T', ' ');

function factOf(account: BankAccount, row: RawObject): CreditFact {
  const field = (name: keyof SepayTransactionWire) => row.get(name);
  const stated = textOf(field('account_number')) ?? '';
  if (!isAccount(account, stated)) throw unreadable('otherAccount');
  const amountIn = amountOfDecimal(field('amount_in'), 'amount_in');
  const amount = amountIn ?? amountOfDecimal(field('amount_out'), 'amount_out');
  if (amount === undefined) throw unreadable('amountZero');
  return {
    kind: 'credit',
    providerId: idOf(field('id'), 'id'),
    direction: amountIn === undefined ? 'out' : 'in',
    amount,
    bankTime: needVietnamTime(row, 'transaction_date'),
    late: false,
    confirmed: true,
    ...present({
      virtualAccount: bankNumber(textOf(field('sub_account'))) ?? virtualAccountIn(account, stated),
      bankReference: bankNumber(textOf(field('reference_number'))),
    }),
    detail: present({ text: textOf(field('transaction_content')) }),
  };
}
