import {
  isHmacHex,
  type InboundFact,
  type InboundReading,
  type InboundRequest,
  type InboundRoute,
} from '@lienthong/connector-kit';
import type { BankAccount, VnpaySettings } from '../bank-qr.account.js';
import { answerVnpay } from '../bank-qr.answers.js';
import { notificationRoute } from '../bank-qr.notification.js';
import {
  amountOfToken,
  bankNumber,
  idOf,
  present,
  Refusal,
  unproved,
  unreadable,
  vietnamTime,
} from '../../reading/fields.js';
import { canonicalAsSent, canonicalOf } from './vnpay.canonical.js';
import { vnpayOk, vnpaySuspected, vnpayUnderWay, type VnpayIpnWire } from './vnpay.wire.js';

/** Values of a VNPAY message by name; an empty one is none. */
export type VnpayFields = Readonly<Partial<Record<string, string>>>;

/** VNPAY's notifications (IPN) of one account (payments-and-post.md §3.2). */
export function vnpayRoutes(account: BankAccount, settings: VnpaySettings, maxBytes: number): InboundRoute[] {
  return [
    notificationRoute(account, {
      ...{ method: 'GET', maxBytes },
      read: (request, now) => read(settings, request, now),
      answer: answerVnpay(settings.answerUnfitting),
    }),
  ];
}

function read(settings: VnpaySettings, request: InboundRequest, now: Date): InboundReading {
  const fields = provedFields(settings, request.query);
  if (fields['vnp_TmnCode'] !== settings.tmnCode) throw new Refusal('otherAccount', 'otherTmnCode');
  return { kind: 'facts', facts: [factOf(fields, now)] };
}

/** @throws {Refusal} */
function provedFields({ hashSecrets }: VnpaySettings, query: string): VnpayFields {
  const pairs = [...new URLSearchParams(query)];
  const fields = Object.fromEntries(pairs);
  const stated = fields['vnp_SecureHash'];
  if (stated === undefined || stated === '') throw unproved('hashMissing');
  if (pairs.filter(([name]) => name === 'vnp_SecureHash').length > 1) throw unproved('hashDoubled');
  if (Object.keys(fields).length !== pairs.length) throw unreadable('fieldDoubled');
  const asSent = isHmacHex('sha512', hashSecrets, canonicalAsSent(query), stated);
  if (!asSent && !isHmacHex('sha512', hashSecrets, canonicalOf(fields), stated)) throw unproved('hashWrong');
  return fields;
}

/** What a message of VNPAY, of whichever kind, says of our order: money, or that there is none (yet). */
export function factOf(fields: VnpayFields, now: Date): InboundFact {
  const need = (name: keyof VnpayIpnWire): string => {
    const value = fields[name];
    if (value === undefined || value === '') throw unreadable(`${name.slice(4)}Missing`);
    return value;
  };
  const reference = idOf(need('vnp_TxnRef'), 'TxnRef');
  const amount = vndOf(need('vnp_Amount'));
  const transaction = idOf(need('vnp_TransactionNo'), 'TransactionNo');
  const response = need('vnp_ResponseCode');
  const status = need('vnp_TransactionStatus');
  const at = timeOf(fields['vnp_PayDate']) ?? now.toISOString();
  if (response === vnpayOk && status === vnpayOk) {
    if (/^0+$/.test(transaction)) throw unreadable('TransactionNoZero');
    return {
      kind: 'credit',
      providerId: transaction,
      direction: 'in',
      ...{ amount, reference, late: false, confirmed: true },
      bankTime: at,
      ...present({ bankReference: bankNumber(fields['vnp_BankTranNo']) }),
      detail: present({ text: fields['vnp_OrderInfo'], payerBank: fields['vnp_BankCode'] }),
    };
  }
  const pending = response === vnpaySuspected || status === vnpaySuspected || status === vnpayUnderWay;
  return {
    kind: 'claim',
    statementId: `${reference}/${transaction}/${response}/${status}`,
    state: pending ? 'pending' : 'failed',
    providerId: transaction,
    ...{ reference, amount, at },
  };
}

/** VNPAY counts in hundredths, of a currency that has none. */
function vndOf(hundredths: string): number {
  const amount = amountOfToken(hundredths, 'Amount');
  if (amount % 100 !== 0) throw unreadable('AmountFractional');
  return amount / 100;
}

function timeOf(stated: string | undefined): string | undefined {
  if (stated === undefined || stated === '') return undefined;
  const time = vietnamTime(stated);
  if (time === undefined) throw unreadable('PayDateMalformed');
  return time;
}
