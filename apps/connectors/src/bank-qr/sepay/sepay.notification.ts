import {
  isHmacHex,
  isSecret,
  secretInHead,
  joined,
  type CreditFact,
  type InboundReading,
  type InboundRequest,
  type InboundRoute,
  type HeadProof,
  type InboundHead,
} from '@lienthong/connector-kit';
import type { BankAccount, SepaySettings } from '../bank-qr.account.js';
import { answerSuccess } from '../bank-qr.answers.js';
import { needOwnAccount, notificationRoute, provingHeader } from '../bank-qr.notification.js';
import {
  amountOf,
  bankNumber,
  idOf,
  needVietnamTime,
  objectOf,
  present,
  textOf,
  unproved,
  unreadable,
} from '../../reading/fields.js';
import { sepayHeaders, type SepayNotificationWire } from './sepay.wire.js';

/** SePay's notifications of one account (payments-and-post.md §3.4). */
export function sepayRoutes(account: BankAccount, settings: SepaySettings, maxBytes: number): InboundRoute[] {
  return [
    notificationRoute(account, {
      maxBytes,
      read: (request, now) => read(account, settings, request, now),
      answer: answerSuccess(),
      ...(settings.auth === 'apiKey' ? { headProof: proofByKey(settings) } : {}),
    }),
  ];
}

function read(account: BankAccount, settings: SepaySettings, request: InboundRequest, now: Date): InboundReading {
  const { late, confirmed } = proofOf(settings, request, now);
  const body = objectOf(request.body);
  const field = (name: keyof SepayNotificationWire) => body.get(name);
  const credited = needOwnAccount(account, body, 'accountNumber');
  const text = textOf(field('content')) ?? textOf(field('description'));
  const fact: CreditFact = {
    kind: 'credit',
    providerId: idOf(field('id'), 'id'),
    direction: directionOf(textOf(field('transferType'))),
    amount: amountOf(field('transferAmount'), 'transferAmount'),
    bankTime: needVietnamTime(body, 'transactionDate'),
    ...{ late, confirmed },
    ...present({
      virtualAccount: bankNumber(textOf(field('subAccount'))) ?? credited,
      bankReference: bankNumber(textOf(field('referenceCode'))),
    }),
    detail: present({ text }),
  };
  return { kind: 'facts', facts: [fact] };
}

function directionOf(stated: string | undefined): CreditFact['direction'] {
  if (stated === 'in' || stated === 'out') return stated;
  throw unreadable('transferTypeUnknown');
}

const proofByKey = (settings: SepaySettings): HeadProof =>
  secretInHead(
    sepayHeaders.authorization,
    (head) => proveByKey(settings, head),
    () => `Apikey ${settings.secrets[0]}`,
  );

/** @throws {Refusal} */
function proveByKey({ secrets }: SepaySettings, head: InboundHead): void {
  const [, key] = /^Apikey ([\x21-\x7e]+)$/i.exec(provingHeader(head, sepayHeaders.authorization, 'apiKey')) ?? [];
  if (key === undefined || !isSecret(secrets, key)) throw unproved('apiKeyWrong');
}

/** What the proof is worth. @throws {Refusal} */
function proofOf(settings: SepaySettings, request: InboundRequest, now: Date): { late: boolean; confirmed: boolean } {
  if (settings.auth === 'apiKey') {
    proveByKey(settings, request);
    return { late: false, confirmed: settings.trustApiKey };
  }
  const stated = provingHeader(request, sepayHeaders.signature, 'signature');
  const timestamp = provingHeader(request, sepayHeaders.timestamp, 'timestamp');
  const [, hex] = /^sha256=(.*)$/.exec(stated) ?? [];
  if (!/^\d{1,12}$/.test(timestamp)) throw unproved('timestampMalformed');
  if (!isHmacHex('sha256', settings.secrets, joined(`${timestamp}.`, request.body), hex ?? '')) {
    throw unproved('signatureWrong');
  }
  const drift = Math.abs(now.getTime() / 1000 - Number(timestamp));
  return { late: drift > settings.driftSeconds, confirmed: true };
}
