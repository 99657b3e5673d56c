import {
  isHmacHex,
  isRawNumber,
  isRawObject,
  type CreditFact,
  type InboundReading,
  type InboundRequest,
  type InboundRoute,
  type RawObject,
} from '@lienthong/connector-kit';
import type { BankAccount, CassoSettings } from '../bank-qr.account.js';
import { answerSuccess, success } from '../bank-qr.answers.js';
import { needOwnAccount, notificationRoute, payerDetail, provingHeader } from '../bank-qr.notification.js';
import {
  amountOf,
  amountOfToken,
  bankNumber,
  idOf,
  needVietnamTime,
  objectOf,
  present,
  textOf,
  unproved,
  unreadable,
} from '../../reading/fields.js';
import { sortedJson } from '../../reading/raw-json.js';
import { cassoSignature, type CassoDataWire } from './casso.wire.js';

/** Casso's notifications (version 2) of one account (payments-and-post.md §3.5). */
export function cassoRoutes(account: BankAccount, settings: CassoSettings, maxBytes: number): InboundRoute[] {
  return [
    notificationRoute(account, {
      maxBytes,
      read: (request, now) => read(account, settings, request, now),
      answer: answerSuccess(),
    }),
  ];
}

function read(account: BankAccount, settings: CassoSettings, request: InboundRequest, now: Date): InboundReading {
  const { t, v1 } = signatureOf(request);
  const body = objectOf(request.body);
  if (!isHmacHex('sha512', settings.checksumKeys, `${t}.${sortedJson(body)}`, v1)) throw unproved('signatureWrong');
  const late = Math.abs(now.getTime() - Number(t)) > settings.driftSeconds * 1000;
  const data = body.get('data');
  if (!isRawObject(data)) throw unreadable('dataMissing');
  if (settings.testReferences.includes(textOf(data.get('reference')) ?? '')) {
    return { kind: 'aside', cause: 'casso.testCall', keep: true, answer: success };
  }
  const credited = needOwnAccount(account, data, 'accountNumber');
  return { kind: 'facts', facts: [creditOf(settings, data, late, credited)] };
}

function signatureOf(request: InboundRequest): { t: string; v1: string } {
  const stated = provingHeader(request, cassoSignature, 'signature');
  const [, t, v1] = /^t=(\d{1,15}),\s*v1=([0-9a-fA-F]+)$/.exec(stated) ?? [];
  if (t === undefined || v1 === undefined) throw unproved('signatureMalformed');
  return { t, v1 };
}

/** `credited`: the virtual account that stood where the account should. */
export function creditOf(settings: CassoSettings, data: RawObject, late: boolean, credited?: string): CreditFact {
  const field = (name: keyof CassoDataWire) => data.get(name);
  return {
    kind: 'credit',
    providerId: idOf(field('id'), 'id'),
    ...movementOf(settings, data),
    bankTime: needVietnamTime(data, 'transactionDateTime'),
    late,
    confirmed: true,
    ...present({
      virtualAccount: bankNumber(textOf(field('virtualAccountNumber'))) ?? credited,
      bankReference: bankNumber(textOf(field('reference'))),
    }),
    detail: payerDetail(data),
  };
}

/** Casso has no field for the direction: money that went out has an amount below 0. */
function movementOf({ negativeIsOut }: CassoSettings, data: RawObject): Pick<CreditFact, 'amount' | 'direction'> {
  const amount = data.get('amount');
  if (negativeIsOut && isRawNumber(amount) && amount.token.startsWith('-')) {
    return { amount: amountOfToken(amount.token.slice(1)), direction: 'out' };
  }
  return { amount: amountOf(amount), direction: 'in' };
}
