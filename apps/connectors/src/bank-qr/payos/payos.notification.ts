import {
  isHmacHex,
  isRawObject,
  type CreditFact,
  type InboundReading,
  type InboundRequest,
  type InboundRoute,
  type RawObject,
} from '@lienthong/connector-kit';
import { isAccount, type BankAccount, type PayosSettings } from '../bank-qr.account.js';
import { answerSuccess, success } from '../bank-qr.answers.js';
import {
  amountOf,
  bankNumber,
  idOf,
  needText,
  needVietnamTime,
  objectOf,
  present,
  refusable,
  Refusal,
  textOf,
  unproved,
  unreadable,
} from '../../reading/fields.js';
import { canonicalData } from './payos.canonical.js';
import { referenceOf } from './payos.order-code.js';
import { payosOk, type PayosDataWire } from './payos.wire.js';

const provider = 'payos';

/** payOS's notifications of one account (payments-and-post.md §3.6). */
export function payosRoutes(account: BankAccount, settings: PayosSettings, maxBytes: number): InboundRoute[] {
  return [
    {
      method: 'POST',
      path: `bank/${provider}/${account.name}`,
      ...{ provider, account: account.name, maxBytes },
      read: (request) => refusable(provider, () => read(account, settings, request)),
      answer: answerSuccess('taken'),
    },
  ];
}

function read(account: BankAccount, settings: PayosSettings, request: InboundRequest): InboundReading {
  const data = provedData(settings, request);
  const orderCode = needText(data, 'orderCode');
  if (settings.testOrderCodes.includes(orderCode)) {
    return { kind: 'aside', cause: 'payos.testCall', keep: true, answer: success };
  }
  if (!isAccount(account, needText(data, 'accountNumber'))) throw new Refusal('otherAccount', 'otherAccount');
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

/** A link may be paid in several transfers; each has the bank's own number. */
export const payosMovement = (linkId: string, bankReference: string): string => `${linkId}/${bankReference}`;

function creditOf({ referencePrefix }: PayosSettings, data: RawObject): CreditFact {
  const field = (name: keyof PayosDataWire) => data.get(name);
  if (needText(data, 'currency') !== 'VND') throw unreadable('currencyNotVnd');
  const bankReference = idOf(field('reference'), 'reference');
  return {
    kind: 'credit',
    providerId: payosMovement(idOf(field('paymentLinkId'), 'paymentLinkId'), bankReference),
    direction: 'in',
    amount: amountOf(field('amount')),
    bankTime: needVietnamTime(data, 'transactionDateTime'),
    late: false,
    confirmed: true,
    bankReference,
    ...present({
      reference: referenceOf(referencePrefix, Number(needText(data, 'orderCode'))),
      virtualAccount: bankNumber(textOf(field('virtualAccountNumber'))),
    }),
    detail: present({
      text: textOf(field('description')),
      payerName: textOf(field('counterAccountName')),
      payerAccount: textOf(field('counterAccountNumber')),
      payerBank: textOf(field('counterAccountBankName')),
    }),
  };
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
