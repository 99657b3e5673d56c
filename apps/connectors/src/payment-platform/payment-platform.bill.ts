import { createHash } from 'node:crypto';
import { isRawObject, strictJson } from '@lienthong/connector-kit';
import type { PaymentReceipt } from '@lienthong/contracts';
import { textOf } from '../reading/fields.js';
import type { PlatformAccount } from './payment-platform.account.js';
import type { PlatformConfig } from './payment-platform.config.js';
import type { PlatformHttp } from './payment-platform.query.js';
import { questionRequest, type AskedOrder } from './payment-platform.request.js';

/** The receipt of a paid order: a PDF, or where one is. */
export type Bill =
  | { readonly kind: 'pdf'; readonly bytes: Uint8Array; readonly sha256: string }
  | { readonly kind: 'address'; readonly url: string; readonly evidence: Uint8Array }
  | { readonly kind: 'none'; readonly cause: string };

const none = (cause: string): Bill => ({ kind: 'none', cause: `payment-platform.${cause}` });

/** GET_BILL. What the answer says it is counts for nothing: a PDF begins like one. */
export async function readBill(
  config: PlatformConfig,
  account: PlatformAccount,
  http: PlatformHttp,
  order: AskedOrder,
): Promise<Bill> {
  const result = await http.read(questionRequest(config, account, 'GET_BILL', order));
  if (!result.ok) return { kind: 'none', cause: result.cause };
  if (result.status !== 200) return none('noBill');
  const { body } = result;
  if (Buffer.from(body.subarray(0, 5)).toString('latin1') === '%PDF-') {
    return { kind: 'pdf', bytes: body, sha256: createHash('sha256').update(body).digest('hex') };
  }
  const read = strictJson(body);
  const url = read.ok && isRawObject(read.value) ? textOf(read.value.get('UrlBienLai')) : undefined;
  if (url === undefined || !/^https?:$/.test(URL.parse(url)?.protocol ?? '')) return none('noBill');
  return { kind: 'address', url, evidence: body };
}

/** How it is found again, kept with the payment: the address, or what the stored PDF is recognised by. */
export const receiptOf = (bill: Exclude<Bill, { kind: 'none' }>): PaymentReceipt =>
  bill.kind === 'address' ? { url: bill.url } : { sha256: bill.sha256, bytes: bill.bytes.byteLength };
