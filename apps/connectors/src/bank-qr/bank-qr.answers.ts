import type { InboundAnswer, InboundVerdict, RefusalGround, Standing, StoredFact } from '@lienthong/connector-kit';
import type { VnpaySettings } from './bank-qr.account.js';

/*
 * What each provider is answered, in one place. Money that moved is stored before any of this, whatever the answer says.
 *
 * | | stored, as expected | no or unknown reference | other amount | no longer open | proof wrong | not readable | other account |
 * |---|---|---|---|---|---|---|---|
 * | sepay | 200 success | 200 success | 200 success | 200 success | 401 | 400 | 400 |
 * | payos | 200 success | 200 success | 200 success | 200 success | 401 | 400 | 200 success |
 * | vnpay | 00 | 01 (switch: 00) | 04 (switch: 00) | 02 | 97 | 99 | 99 |
 * | casso | 200 success | 200 success | 200 success | 200 success | 401 | 400 | 400 |
 * | vietqr-vn | 200 no error | 200 no error | 200 no error | 200 no error | 401 E74 | 400 E05 | 400 E10 |
 *
 * No store: 503, nothing of this. SePay and VNPAY come again on anything but their good answer, VNPAY not after 02.
 */

const json = (status: number, body: object): InboundAnswer => ({
  status,
  contentType: 'application/json',
  body: JSON.stringify(body),
});

const statusOf: Readonly<Record<RefusalGround, number>> = { proof: 401, content: 400, otherAccount: 400 };

/** SePay, Casso and payOS take `{"success": true}`; only payOS is told so of another account: it is how it tries an address. */
export const answerSuccess =
  (otherAccount: 'refused' | 'taken' = 'refused') =>
  (verdict: InboundVerdict): InboundAnswer => {
    if (verdict.kind === 'stored') return success;
    if (verdict.ground === 'otherAccount' && otherAccount === 'taken') return success;
    return json(statusOf[verdict.ground], { success: false, error: verdict.cause });
  };

export const success = json(200, { success: true });

const vnpayWords = {
  '00': 'Confirm Success',
  '01': 'Order not found',
  '02': 'Order already confirmed',
  '04': 'Invalid amount',
  '97': 'Invalid signature',
  '99': 'Unknown error',
} as const;
type VnpayCode = keyof typeof vnpayWords;

const vnpayStanding: Readonly<Record<Standing, VnpayCode>> = {
  expected: '00',
  noReference: '01',
  unknownReference: '01',
  otherAccount: '01',
  otherAmount: '04',
  notOpen: '02',
};
const vnpayRefusal: Readonly<Record<RefusalGround, VnpayCode>> = { proof: '97', content: '99', otherAccount: '99' };

export const answerVnpay =
  (unfitting: VnpaySettings['answerUnfitting']) =>
  (verdict: InboundVerdict): InboundAnswer => {
    const code = verdict.kind === 'refused' ? vnpayRefusal[verdict.ground] : vnpayStanding[verdict.facts[0].standing];
    const said = unfitting === 'confirmed' && (code === '01' || code === '04') ? '00' : code;
    return json(200, { RspCode: said, Message: vnpayWords[said] });
  };

/** Our error codes, as the partner is given them beforehand; none of them gets better by coming again. */
const vietqrRefusal: Readonly<Record<RefusalGround, string>> = { proof: 'E74', content: 'E05', otherAccount: 'E10' };

export function answerVietqrVn(verdict: InboundVerdict): InboundAnswer {
  if (verdict.kind === 'stored') return vietqrTaken(verdict.facts[0]);
  const errorReason = vietqrRefusal[verdict.ground];
  return json(statusOf[verdict.ground], { error: true, errorReason, toastMessage: verdict.cause, object: null });
}

const vietqrTaken = ({ id }: StoredFact): InboundAnswer =>
  json(200, { error: false, errorReason: '', toastMessage: '', object: { reftransactionid: id } });

export const answerToken = (token: string, seconds: number): InboundAnswer =>
  json(200, { access_token: token, token_type: 'Bearer', expires_in: seconds });
export const noToken: InboundAnswer = json(401, { error: true, errorReason: 'E74', toastMessage: '', object: null });
