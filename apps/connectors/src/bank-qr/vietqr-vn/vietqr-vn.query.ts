import { createHash } from 'node:crypto';
import { isRawNumber, isRawObject, type CreditFact, type RawJson, type RawObject } from '@lienthong/connector-kit';
import { isAccount, type BankAccount, type VietqrVnSettings } from '../bank-qr.account.js';
import { amountOf, idOf, present, textOf, unreadable } from '../../reading/fields.js';
import { ask, factsOf, type Queried, type QueryHttp } from '../bank-qr.query.js';
import { directionOf, unixTime } from './vietqr-vn.notification.js';

/** `type` of a question by reference number. */
const byReference = 1;
/** `status` of a transaction that has been paid; the others are waiting or not readable. */
const paid = '1';

/**
 * VietQR.vn's `check-order` by the reference number that a notification named: what confirms it, for nobody signed it. Its token comes
 * first; names of the answer's fields beyond §3.3 are recalled.
 */
export async function queryVietqrVn(
  account: BankAccount,
  settings: VietqrVnSettings,
  http: QueryHttp,
  referenceNumber: string,
): Promise<Queried> {
  const { api } = settings;
  if (api.username === undefined || api.password === undefined) return { ok: false, cause: 'vietqr-vn.noCredentials' };
  const basic = Buffer.from(`${api.username}:${api.password}`, 'utf8').toString('base64');
  const login = {
    method: 'POST',
    path: api.tokenPath,
    headers: { authorization: `Basic ${basic}` },
    body: '',
  } as const;
  const given = await ask('vietqr-vn', account, http, login);
  if ('cause' in given) return { ok: false, cause: given.cause };
  const token = isRawObject(given.value) ? textOf(given.value.get('access_token')) : undefined;
  if (token === undefined || !/^[\x21-\x7e]+$/.test(token)) return { ok: false, cause: 'vietqr-vn.brokenContract' };

  const checkSum = createHash('md5').update(`${account.accountNumber}${api.username}`).digest('hex');
  const body = JSON.stringify({
    bankAccount: account.accountNumber,
    type: byReference,
    value: referenceNumber,
    checkSum,
  });
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const answer = await ask('vietqr-vn', account, http, { method: 'POST', path: api.path, headers, body });
  if ('cause' in answer) return { ok: false, cause: answer.cause };
  return readAnswer(account, referenceNumber, answer.value, answer.evidence);
}

/** `E96`: there is no such transaction. */
function readAnswer(account: BankAccount, referenceNumber: string, value: RawJson, evidence: Uint8Array): Queried {
  if (isRawObject(value) && textOf(value.get('status')) === 'FAILED') {
    const code = textOf(value.get('message'));
    if (code === 'E96') return { ok: true, facts: [], unreadable: [], evidence };
    return { ok: false, cause: 'vietqr-vn.queryRefused' };
  }
  const rows = isRawObject(value) ? [value] : Array.isArray(value) ? (value as readonly RawJson[]) : undefined;
  if (!rows) return { ok: false, cause: 'vietqr-vn.brokenContract' };
  const done = rows.filter((row) => !isRawObject(row) || textOf(row.get('status')) === paid);
  return { ok: true, ...factsOf('vietqr-vn', done, (row) => factOf(account, referenceNumber, row)), evidence };
}

/** Another transaction's row would confirm money that was never asked about. */
function factOf(account: BankAccount, referenceNumber: string, row: RawObject): CreditFact {
  const orderId = textOf(row.get('orderId'));
  const bankReference = idOf(row.get('referenceNumber'), 'referenceNumber');
  if (bankReference !== referenceNumber) throw unreadable('otherTransaction');
  const stated = textOf(row.get('bankAccount'));
  if (stated !== undefined && !isAccount(account, stated)) throw unreadable('otherAccount');
  const direction = directionOf(textOf(row.get('transType')));
  const paidAt = row.get('timePaid');
  return {
    kind: 'credit',
    providerId: bankReference,
    direction,
    amount: amountOf(row.get('amount')),
    bankTime: unixTime(isRawNumber(paidAt) ? paidAt.token : '', 'timePaid'),
    late: false,
    confirmed: true,
    bankReference,
    ...present({ reference: orderId }),
    detail: present({ text: textOf(row.get('content')) }),
  };
}
