import { createHmac } from 'node:crypto';
import {
  amountPlusOne,
  malform,
  withoutHeader,
  withWrongHeaderBefore,
  type Dialect,
  type OutgoingCall,
} from '../../notifications/dialect.js';
import { codeIn, elsewhere, wait, withMore, type TransferFacts } from '../../notifications/transfer-facts.js';
import { spacedTime } from '../../vietnam-time.js';
import { objectIn } from '../reading.js';

/** Its notifications, payments-and-post.md §3.4. */
export const sepayDialect: Dialect<TransferFacts> = {
  partner: 'sepay',
  operation: 'notify',
  timeoutMillis: 30_000,
  // At once, then after 1, 1, 2, 3, 5, 8, 13 minutes: eight tries in 33 minutes.
  retryMillis: () => wait.minutes([1, 1, 2, 3, 5, 8, 13]),
  compose(facts, time, malformation) {
    const json = JSON.stringify(sepayNotification(facts));
    const body = malformation ? malform(json, 'transferAmount', malformation) : json;
    return { method: 'POST', url: facts.url, headers: [...plain, ...signature(facts, body, time)], body };
  },
  judge: ({ status, body }) =>
    (status === 200 || status === 201) && objectIn(body)?.['success'] === true ? 'accepted' : 'again',
  tampered: (call) => ({ ...call, body: amountPlusOne(call.body, 'transferAmount') }),
  unsigned: (call) => onSignature(call, withoutHeader),
  signedTwice: (call) => onSignature(call, withWrongHeaderBefore),
  wrongAmount: withMore,
  otherAccount: elsewhere,
};

const plain = ['Content-Type', 'application/json'];

/** The body; field order of the documented sample. */
export function sepayNotification({ transfer, account }: TransferFacts) {
  return {
    id: transfer.number,
    gateway: account.bankName,
    transactionDate: spacedTime(new Date(transfer.at)),
    accountNumber: account.accountNumber,
    subAccount: transfer.virtualAccount ?? null,
    code: codeIn(transfer.text, account.codePrefix),
    content: transfer.text,
    transferType: transfer.direction,
    description: '',
    transferAmount: transfer.amount,
    accumulated: transfer.balance,
    referenceCode: transfer.bankReference,
  };
}

/** HMAC over timestamp, dot, body; with `authentication: apikey` the key alone, with `none` nothing. */
function signature({ account: { secrets } }: TransferFacts, body: string, time: Date): string[] {
  if (secrets['authentication'] === 'none') return [];
  if (secrets['authentication'] === 'apikey') return ['Authorization', `Apikey ${secrets['apiKey']}`];
  const timestamp = String(Math.floor(time.getTime() / 1000));
  const hex = createHmac('sha256', secrets['signature'] ?? '')
    .update(`${timestamp}.${body}`)
    .digest('hex');
  return ['X-SePay-Signature', `sha256=${hex}`, 'X-SePay-Timestamp', timestamp];
}

function onSignature(call: OutgoingCall, change: (headers: readonly string[], name: string) => string[]): OutgoingCall {
  const headers = change(change(call.headers, 'X-SePay-Signature'), 'Authorization');
  return { ...call, headers };
}
