import { createHash } from 'node:crypto';
import {
  secretInHead,
  type CreditFact,
  type InboundHead,
  type InboundReading,
  type InboundRequest,
  type InboundRoute,
  type RawJson,
  type RawObject,
} from '@lienthong/connector-kit';
import type { BankAccount, VietqrVnSettings } from '../bank-qr.account.js';
import { answerToken, answerVietqrVn, noToken } from '../bank-qr.answers.js';
import { needOwnAccount, notificationRoute, provingHeader } from '../bank-qr.notification.js';
import { amountOf, bankNumber, idOf, objectOf, present, textOf, unproved, unreadable } from '../../reading/fields.js';
import { isToken, makeToken, showsPassword } from './vietqr-vn.token.js';
import type { VietqrTransactionWire } from './vietqr-vn.wire.js';

/** The two addresses that we keep for VietQR.vn: where it fetches a token, and where it notifies (payments-and-post.md §3.3). */
export function vietqrVnRoutes(account: BankAccount, settings: VietqrVnSettings, maxBytes: number): InboundRoute[] {
  return [
    notificationRoute(account, {
      ...{ below: '/api/token_generate', maxBytes },
      read: (request, now) => giveToken(account, settings, request, now),
      answer: () => noToken,
    }),
    notificationRoute(account, {
      ...{ below: '/bank/api/transaction-sync', maxBytes },
      read: (request, now) => read(account, settings, request, now),
      answer: answerVietqrVn,
      headProof: secretInHead(
        'authorization',
        (head, now) => checkToken(account, settings, head, now),
        (at) => `Bearer ${makeToken(settings, account.name, at)}`,
      ),
    }),
  ];
}

function giveToken(
  account: BankAccount,
  settings: VietqrVnSettings,
  request: InboundRequest,
  now: Date,
): InboundReading {
  if (!showsPassword(settings, request)) throw unproved('passwordWrong');
  const answer = answerToken(makeToken(settings, account.name, now), settings.tokenSeconds);
  return { kind: 'aside', cause: 'vietqr-vn.token', keep: false, answer };
}

function read(account: BankAccount, settings: VietqrVnSettings, request: InboundRequest, now: Date): InboundReading {
  checkToken(account, settings, request, now);
  const body = inLowerCase(objectOf(request.body));
  needOwnAccount(account, body, 'bankaccount');
  return { kind: 'facts', facts: [creditOf(body, request, now)] };
}

function checkToken(account: BankAccount, settings: VietqrVnSettings, head: InboundHead, now: Date): void {
  const [, token] = /^Bearer (\S+)$/i.exec(provingHeader(head, 'authorization', 'token')) ?? [];
  if (token === undefined || !isToken(settings, account.name, token, now)) throw unproved('tokenWrong');
}

/** Two names that differ only in their letters' case are one field that comes twice. */
function inLowerCase(object: RawObject): RawObject {
  const fields = new Map<string, RawJson>();
  for (const [name, value] of object) {
    const lower = name.toLowerCase();
    if (fields.has(lower)) throw unreadable('fieldDoubled');
    fields.set(lower, value);
  }
  return fields;
}

/** The body is not signed: nothing is settled by it before check-order said the same. */
function creditOf(body: RawObject, { body: bytes }: InboundRequest, now: Date): CreditFact {
  const field = (name: keyof VietqrTransactionWire) => body.get(name);
  const reference = textOf(field('orderid'));
  const time = textOf(field('transactiontime'));
  return {
    kind: 'credit',
    providerId: numberOf(body) ?? `sha256:${createHash('sha256').update(bytes).digest('hex')}`,
    direction: directionOf(textOf(field('transtype'))),
    amount: amountOf(field('amount')),
    bankTime: time === undefined ? now.toISOString() : unixTime(time, 'transactiontime'),
    late: false,
    confirmed: false,
    ...present({
      reference: reference === undefined ? undefined : idOf(reference, 'orderid'),
      bankReference: bankNumber(textOf(field('referencenumber'))),
    }),
    detail: present({ text: textOf(field('content')) }),
  };
}

/** What repeats are known by: the reference number, as the contract says, or the transaction's id. */
function numberOf(body: RawObject): string | undefined {
  const stated = body.get('referencenumber') ?? body.get('transactionid');
  return textOf(stated) === undefined ? undefined : idOf(stated, 'referencenumber');
}

/** Credit or debit. */
export function directionOf(stated: string | undefined): CreditFact['direction'] {
  if (stated === 'C') return 'in';
  if (stated === 'D') return 'out';
  throw unreadable('transTypeUnknown');
}

/** Seconds or milliseconds since 1970. */
export function unixTime(stated: string, field: string): string {
  if (!/^\d{10}(?:\d{3})?$/.test(stated)) throw unreadable(`${field}Malformed`);
  return new Date(Number(stated) * (stated.length === 10 ? 1000 : 1)).toISOString();
}
