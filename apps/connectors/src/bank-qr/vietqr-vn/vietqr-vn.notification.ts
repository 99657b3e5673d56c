import { createHash } from 'node:crypto';
import {
  onlyHeader,
  type CreditFact,
  type InboundReading,
  type InboundRequest,
  type InboundRoute,
  type RawJson,
  type RawObject,
} from '@lienthong/connector-kit';
import { isAccount, type BankAccount, type VietqrVnSettings } from '../bank-qr.account.js';
import { answerToken, answerVietqrVn, noToken } from '../bank-qr.answers.js';
import {
  amountOf,
  bankNumber,
  idOf,
  needText,
  objectOf,
  present,
  refusable,
  Refusal,
  textOf,
  unproved,
  unreadable,
} from '../../reading/fields.js';
import { isToken, makeToken, showsPassword } from './vietqr-vn.token.js';
import type { VietqrTransactionWire } from './vietqr-vn.wire.js';

const provider = 'vietqr-vn';

/** The two addresses that we keep for VietQR.vn: where it fetches a token, and where it notifies (payments-and-post.md §3.3). */
export function vietqrVnRoutes(account: BankAccount, settings: VietqrVnSettings, maxBytes: number): InboundRoute[] {
  const at = `bank/${provider}/${account.name}`;
  const names = { provider, account: account.name, maxBytes };
  return [
    {
      method: 'POST',
      path: `${at}/api/token_generate`,
      ...names,
      read: (request, now) => giveToken(account, settings, request, now),
      answer: () => noToken,
    },
    {
      method: 'POST',
      path: `${at}/bank/api/transaction-sync`,
      ...names,
      read: (request, now) => refusable(provider, () => read(account, settings, request, now)),
      answer: answerVietqrVn,
    },
  ];
}

function giveToken(
  account: BankAccount,
  settings: VietqrVnSettings,
  request: InboundRequest,
  now: Date,
): InboundReading {
  if (!showsPassword(settings, request)) {
    return { kind: 'refused', ground: 'proof', cause: 'vietqr-vn.passwordWrong' };
  }
  const answer = answerToken(makeToken(settings, account.name, now), settings.tokenSeconds);
  return { kind: 'aside', cause: 'vietqr-vn.token', keep: false, answer };
}

function read(account: BankAccount, settings: VietqrVnSettings, request: InboundRequest, now: Date): InboundReading {
  checkToken(account, settings, request, now);
  const body = inLowerCase(objectOf(request.body));
  if (!isAccount(account, needText(body, 'bankaccount'))) throw new Refusal('otherAccount', 'otherAccount');
  return { kind: 'facts', facts: [creditOf(body, request, now)] };
}

function checkToken(account: BankAccount, settings: VietqrVnSettings, request: InboundRequest, now: Date): void {
  const header = onlyHeader(request, 'authorization');
  if (header === 'missing') throw unproved('tokenMissing');
  if (header === 'doubled') throw unproved('tokenDoubled');
  const [, token] = /^Bearer (\S+)$/i.exec(header.value) ?? [];
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
  return {
    kind: 'credit',
    providerId: numberOf(body) ?? `sha256:${createHash('sha256').update(bytes).digest('hex')}`,
    direction: directionOf(textOf(field('transtype'))),
    amount: amountOf(field('amount')),
    bankTime: timeOf(textOf(field('transactiontime'))) ?? now.toISOString(),
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

function directionOf(stated: string | undefined): CreditFact['direction'] {
  if (stated === 'C') return 'in';
  if (stated === 'D') return 'out';
  throw unreadable('transTypeUnknown');
}

function timeOf(stated: string | undefined): string | undefined {
  if (stated === undefined) return undefined;
  if (!/^\d{10}(?:\d{3})?$/.test(stated)) throw unreadable('transactiontimeMalformed');
  return new Date(Number(stated) * (stated.length === 10 ? 1000 : 1)).toISOString();
}
