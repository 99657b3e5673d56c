import {
  amountPlusOne,
  malform,
  withoutHeader,
  withWrongHeaderBefore,
  type Dialect,
  type Send,
} from '../../notifications/dialect.js';
import { elsewhere, withMore, type TransferFacts } from '../../notifications/transfer-facts.js';
import { objectIn } from '../reading.js';

export type VietqrFacts = TransferFacts & { orderId: string };

/** Five calls in the first minute, then one a minute; ten in all. */
const waits = [12_000, 12_000, 12_000, 12_000, 60_000, 60_000, 60_000, 60_000, 60_000];

/**
 * VietQR.vn's calls to us, payments-and-post.md §3.3: a token from our endpoint first, then transaction-sync. Nothing is
 * signed. Of our error codes those in the account's `retryCodes` (comma) are repeated, by default E05 and E74.
 */
export function vietqrDialect(now: () => Date): Dialect<VietqrFacts> {
  const tokens = new Map<string, { token: string; ends: number }>();
  return {
    partner: 'vietqr-vn',
    operation: 'notify',
    timeoutMillis: 30_000,
    retryMillis: () => waits,
    async authorise({ account, url }, send) {
      const kept = tokens.get(account.name);
      if (kept && kept.ends > now().getTime()) return ['Authorization', `Bearer ${kept.token}`];
      const got = await fetchToken(url, account.secrets, send);
      if (!got) return undefined;
      tokens.set(account.name, { token: got.token, ends: now().getTime() + got.seconds * 900 });
      return ['Authorization', `Bearer ${got.token}`];
    },
    compose(facts, _time, malformation) {
      const json = JSON.stringify(vietqrTransaction(facts));
      const body = malformation ? malform(json, 'amount', malformation) : json;
      return {
        method: 'POST',
        url: `${facts.url}/bank/api/transaction-sync`,
        headers: ['Content-Type', 'application/json'],
        body,
      };
    },
    judge({ status, body }, { account }) {
      if (status === 401) tokens.delete(account.name);
      const said = objectIn(body);
      if (status >= 200 && status < 300 && said?.['error'] === false) return 'accepted';
      if (said?.['error'] !== true) return 'again';
      const codes = (account.secrets['retryCodes'] ?? 'E05,E74').split(',');
      return codes.includes(String(said['errorReason'])) ? 'again' : 'refused';
    },
    tampered: (call) => ({ ...call, body: amountPlusOne(call.body, 'amount') }),
    unsigned: (call) => ({ ...call, headers: withoutHeader(call.headers, 'Authorization') }),
    signedTwice: (call) => ({ ...call, headers: withWrongHeaderBefore(call.headers, 'Authorization') }),
    wrongAmount: withMore,
    otherAccount: elsewhere,
  };
}

/** The body; its fields are written in one of two letter cases, as in the two pages (`letterCase: camel` for the other). */
export function vietqrTransaction({ transfer, account, orderId }: VietqrFacts): Record<string, unknown> {
  const camel = account.secrets['letterCase'] === 'camel';
  return {
    [camel ? 'bankAccount' : 'bankaccount']: account.accountNumber,
    amount: transfer.amount,
    transType: transfer.direction === 'in' ? 'C' : 'D',
    content: transfer.text,
    [camel ? 'transactionId' : 'transactionid']: String(transfer.number),
    [camel ? 'transactionTime' : 'transactiontime']: Date.parse(transfer.at),
    [camel ? 'referenceNumber' : 'referencenumber']: transfer.bankReference,
    orderId,
    terminalCode: '',
    subTerminalCode: '',
    serviceCode: '',
    urlLink: '',
    sign: '',
  };
}

async function fetchToken(url: string, { username, password }: Record<string, string>, send: Send) {
  const basic = Buffer.from(`${username}:${password}`).toString('base64');
  const headers = ['Authorization', `Basic ${basic}`, 'Content-Type', 'application/json'];
  const answer = await send({ method: 'POST', url: `${url}/api/token_generate`, headers, body: '{}' });
  const said = answer && answer.status >= 200 && answer.status < 300 ? objectIn(answer.body) : undefined;
  const token = said?.['access_token'];
  return typeof token === 'string' ? { token, seconds: Number(said?.['expires_in']) || 59 } : undefined;
}
