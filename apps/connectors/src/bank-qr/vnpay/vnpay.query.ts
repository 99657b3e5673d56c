import { isHmacHex, isRawObject } from '@lienthong/connector-kit';
import { toCompactTime } from '../../mapping/compact-time.js';
import type { BankAccount, VnpaySettings } from '../bank-qr.account.js';
import { Refusal, textOf } from '../../reading/fields.js';
import { ask, type Queried, type QueryHttp } from '../bank-qr.query.js';
import { vnpayHash } from './vnpay.canonical.js';
import { factOf, type VnpayFields } from './vnpay.notification.js';
import { querydrAnswerHash, querydrRequestHash, vnpayOk, vnpayUnknownOrder } from './vnpay.wire.js';

/**
 * VNPAY's `querydr` of one of our orders (§3.2): the money, or that it failed or is under way.
 *
 * @param asked `createDate` is the order's `providerOrder`; `requestId` is unique within the day, letters and digits
 */
export async function queryVnpay(
  account: BankAccount,
  settings: VnpaySettings,
  http: QueryHttp,
  asked: { readonly reference: string; readonly createDate: string; readonly requestId: string; readonly now: Date },
): Promise<Queried> {
  const { tmnCode, hashSecrets, api, ipAddress } = settings;
  const fields: Record<string, string> = {
    vnp_RequestId: asked.requestId,
    vnp_Version: '2.1.0',
    vnp_Command: 'querydr',
    vnp_TmnCode: tmnCode,
    vnp_TxnRef: asked.reference,
    vnp_OrderInfo: `Truy van ${asked.reference}`,
    vnp_TransactionDate: asked.createDate,
    vnp_CreateDate: toCompactTime(asked.now.toISOString()),
    vnp_IpAddr: ipAddress,
  };
  const text = querydrRequestHash.map((name) => fields[name]).join('|');
  const body = JSON.stringify({ ...fields, vnp_SecureHash: vnpayHash(hashSecrets[0]!, text) });
  const headers = { 'content-type': 'application/json' };
  const answer = await ask('vnpay', account, http, { method: 'POST', path: api.path, headers, body });
  if ('cause' in answer) return { ok: false, cause: answer.cause };
  if (!isRawObject(answer.value)) return { ok: false, cause: 'vnpay.brokenContract' };
  const said = Object.fromEntries([...answer.value].map(([name, value]) => [name, textOf(value)]));
  return readAnswer(settings, said, asked, answer.evidence);
}

function readAnswer(
  { hashSecrets, tmnCode }: VnpaySettings,
  said: VnpayFields,
  { reference, now }: { readonly reference: string; readonly now: Date },
  evidence: Uint8Array,
): Queried {
  // Refusals come unsigned; that there is nothing settles nothing.
  if (said['vnp_ResponseCode'] === vnpayUnknownOrder) return { ok: true, facts: [], unreadable: [], evidence };
  const text = querydrAnswerHash.map((name) => said[name] ?? '').join('|');
  if (!isHmacHex('sha512', hashSecrets, text, said['vnp_SecureHash'] ?? '')) {
    return { ok: false, cause: 'vnpay.hashWrong' };
  }
  if (said['vnp_ResponseCode'] !== vnpayOk) return { ok: false, cause: 'vnpay.queryRefused' };
  if (said['vnp_TxnRef'] !== reference || said['vnp_TmnCode'] !== tmnCode)
    return { ok: false, cause: 'vnpay.otherOrder' };
  try {
    return { ok: true, facts: [factOf(said, now)], unreadable: [], evidence };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { ok: false, cause: `vnpay.${error.reason}` };
  }
}
