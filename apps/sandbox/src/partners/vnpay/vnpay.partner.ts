import { randomUUID } from 'node:crypto';
import type { Orders } from '../../bank/orders.js';
import { malformations } from '../../notifications/dialect.js';
import { vietnamDay } from '../../vietnam-time.js';
import type { Partner, ReadRequest, WireAnswer, WireRequest } from '../partner.js';
import { jsonAnswer, jsonObject, readingRequest, sameText } from '../reading.js';
import type { VnpayCounter } from './vnpay.counter.js';
import { ipnFields } from './vnpay.dialect.js';
import { vnpayTitle } from './vnpay.messages.js';
import { codesOf, vnpayKey, type VnpayOrder } from './vnpay.orders.js';
import { vnpayHash } from './vnpay.signature.js';

/** Fields under the hash of querydr, in their order. */
const requestFields = [
  'vnp_RequestId',
  'vnp_Version',
  'vnp_Command',
  'vnp_TmnCode',
  'vnp_TxnRef',
  'vnp_TransactionDate',
  'vnp_CreateDate',
  'vnp_IpAddr',
  'vnp_OrderInfo',
];
const answerFields = [
  'vnp_ResponseId',
  'vnp_Command',
  'vnp_ResponseCode',
  'vnp_Message',
  'vnp_TmnCode',
  'vnp_TxnRef',
  'vnp_Amount',
  'vnp_BankCode',
  'vnp_PayDate',
  'vnp_TransactionNo',
  'vnp_TransactionType',
  'vnp_TransactionStatus',
  'vnp_OrderInfo',
  'vnp_PromotionCode',
  'vnp_PromotionAmount',
];

export interface VnpayOptions {
  orders: Orders<VnpayOrder>;
  counter: VnpayCounter;
  now: () => Date;
}

/** VNPAY beside its IPN: querydr. Refunds are not played. */
export function createVnpay(options: VnpayOptions): Partner {
  const asked = new Set<string>();
  return {
    name: 'vnpay',
    title: vnpayTitle,
    operations: ['querydr', 'notify'],
    notifies: 'notify',
    variants: malformations,
    routes: [{ path: '/vnpay/merchant_webapi/api/transaction', operation: 'querydr' }],
    read: (request) => readQuery(request, options, asked),
    unable: () => refusal('99', 'Unknown error'),
  };
}

function readQuery(request: WireRequest, options: VnpayOptions, asked: Set<string>): ReadRequest {
  const body = jsonObject(request) ?? {};
  const field = (name: string) => (typeof body[name] === 'string' ? body[name] : '');
  const answer = (): WireAnswer => {
    if (requestFields.some((name) => field(name) === '') || field('vnp_Command') !== 'querydr')
      return refusal('03', 'Invalid format');
    const secret = options.counter.accountOf(field('vnp_TmnCode'))?.secrets['hashSecret'];
    if (secret === undefined) return refusal('02', 'Invalid TmnCode');
    const hash = vnpayHash(requestFields.map(field).join('|'), secret);
    if (!sameText(field('vnp_SecureHash').toLowerCase(), hash)) return refusal('97', 'Invalid checksum');
    const request = `${vietnamDay(options.now())} ${field('vnp_TmnCode')} ${field('vnp_RequestId')}`;
    if (asked.has(request)) return refusal('94', 'Duplicate request');
    asked.add(request);
    const order = options.orders.get(vnpayKey(field('vnp_TmnCode'), field('vnp_TxnRef')));
    if (!order || order.createDate !== field('vnp_TransactionDate')) return refusal('91', 'Transaction not found');
    return told(order, secret);
  };
  return readingRequest('querydr', [field('vnp_TxnRef')], answer, (message) =>
    refusal('99', message ?? 'Unknown error'),
  );
}

/** The payment that took the money, else the last try; 01 = not finished. */
function told(order: VnpayOrder, secret: string): WireAnswer {
  const payment = order.payments.find(({ outcome }) => outcome !== 'failed') ?? order.payments.at(-1);
  const fields: Record<string, string> = {
    vnp_ResponseId: randomUUID().replaceAll('-', ''),
    vnp_Command: 'querydr',
    vnp_ResponseCode: '00',
    vnp_Message: 'QueryDR Success',
    vnp_TmnCode: order.tmnCode,
    vnp_TxnRef: order.txnRef,
    vnp_Amount: String(order.amount * 100),
    vnp_BankCode: '',
    vnp_PayDate: '',
    vnp_TransactionNo: '',
    vnp_OrderInfo: order.orderInfo,
    vnp_PromotionCode: '',
    vnp_PromotionAmount: '',
    ...(payment ? ipnFields({ order, payment }) : {}),
    vnp_TransactionType: '01',
    vnp_TransactionStatus: payment ? codesOf(payment).transactionStatus : '01',
  };
  const answer = { ...fields, vnp_ResponseCode: '00' } as Record<string, string>;
  const hash = vnpayHash(answerFields.map((name) => answer[name] ?? '').join('|'), secret);
  return jsonAnswer({
    ...Object.fromEntries(answerFields.map((name) => [name, answer[name] ?? ''])),
    vnp_SecureHash: hash,
  });
}

const refusal = (code: string, message: string): WireAnswer =>
  jsonAnswer({
    vnp_ResponseId: randomUUID().replaceAll('-', ''),
    vnp_Command: 'querydr',
    vnp_ResponseCode: code,
    vnp_Message: message,
  });
