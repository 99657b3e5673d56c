import {
  isHmacHex,
  isRawObject,
  type CreditFact,
  type InboundReading,
  type InboundRequest,
  type InboundRoute,
  type RawObject,
} from '@lienthong/connector-kit';
import type { BankAccount, PayosSettings } from '../bank-qr.account.js';
import { answerSuccess, success } from '../bank-qr.answers.js';
import { needOwnAccount, notificationRoute } from '../bank-qr.notification.js';
import { idOf, needText, needVietnamTime, objectOf, unproved, unreadable } from '../../reading/fields.js';
import { canonicalData } from './payos.canonical.js';
import { referenceOf } from './payos.order-code.js';
import { transferOf } from './payos.transfer.js';
import { payosOk } from './payos.wire.js';

/** payOS's notifications of one account (payments-and-post.md §3.6). */
export function payosRoutes(account: BankAccount, settings: PayosSettings, maxBytes: number): InboundRoute[] {
  return [
    notificationRoute(account, {
      maxBytes,
      read: (request) => read(account, settings, request),
      answer: answerSuccess('taken'),
    }),
  ];
}

function read(account: BankAccount, settings: PayosSettings, request: InboundRequest): InboundReading {
  const data = provedData(settings, request);
  const orderCode = needText(data, 'orderCode');
  if (settings.testOrderCodes.includes(orderCode)) {
    return { kind: 'aside', cause: 'payos.testCall', keep: true, answer: success };
  }
  needOwnAccount(account, data, 'accountNumber');
  return {
    kind: 'facts',
    facts: [needText(data, 'code') === payosOk ? creditOf(settings, data) : failed(settings, data)],
  };
}

/** The signed part. @throws {Refusal} */
function provedData({ checksumKeys }: PayosSettings, { body }: InboundRequest): RawObject {
  const whole = objectOf(body);
  const data = whole.get('data');
  const signature = whole.get('signature');
  if (signature === undefined || signature === null) throw unproved('signatureMissing');
  if (!isRawObject(data)) throw unreadable('dataMissing');
  if (typeof signature !== 'string' || !isHmacHex('sha256', checksumKeys, canonicalData(data), signature)) {
    throw unproved('signatureWrong');
  }
  return data;
}

function creditOf({ referencePrefix }: PayosSettings, data: RawObject): CreditFact {
  if (needText(data, 'currency') !== 'VND') throw unreadable('currencyNotVnd');
  const reference = referenceOf(referencePrefix, Number(needText(data, 'orderCode')));
  return transferOf(data, { id: data.get('paymentLinkId'), field: 'paymentLinkId' }, reference);
}

function failed({ referencePrefix }: PayosSettings, data: RawObject) {
  const reference = referenceOf(referencePrefix, Number(needText(data, 'orderCode')));
  if (reference === undefined) throw unreadable('orderCodeUnknown');
  return {
    kind: 'claim' as const,
    statementId: `${idOf(data.get('paymentLinkId'), 'paymentLinkId')}/${idOf(data.get('code'), 'code')}`,
    reference,
    state: 'failed' as const,
    at: needVietnamTime(data, 'transactionDateTime'),
  };
}
