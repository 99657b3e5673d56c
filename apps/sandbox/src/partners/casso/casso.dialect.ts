import { createHmac } from 'node:crypto';
import { abbreviationOf, bankNameOf } from '../../bank/bank-names.js';
import {
  amountPlusOne,
  malform,
  withoutHeader,
  withWrongHeaderBefore,
  type Dialect,
} from '../../notifications/dialect.js';
import { elsewhere, wait, withMore, type TransferFacts } from '../../notifications/transfer-facts.js';
import { spacedTime } from '../../vietnam-time.js';

const signatureHeader = 'X-Casso-Signature';

/** Its notifications, version 2, payments-and-post.md §3.5. The contract does not tell its repeats: five are assumed. */
export const cassoDialect: Dialect<TransferFacts> = {
  partner: 'casso',
  operation: 'notify',
  timeoutMillis: 30_000,
  retryMillis: () => wait.minutes([1, 5, 15, 30]),
  compose(facts, time, malformation) {
    const json = JSON.stringify({ error: 0, data: cassoRecord(facts) });
    const body = malformation ? malform(json, 'amount', malformation) : json;
    const millis = time.getTime();
    const signature = createHmac('sha512', facts.account.secrets['checksumKey'] ?? '')
      .update(`${millis}.${sorted(body)}`)
      .digest('hex');
    return {
      method: 'POST',
      url: facts.url,
      headers: ['Content-Type', 'application/json', signatureHeader, `t=${millis},v1=${signature}`],
      body,
    };
  },
  judge: ({ status }) => (status >= 200 && status < 300 ? 'accepted' : 'again'),
  tampered: (call) => ({ ...call, body: amountPlusOne(call.body, 'amount') }),
  unsigned: (call) => ({ ...call, headers: withoutHeader(call.headers, signatureHeader) }),
  signedTwice: (call) => ({ ...call, headers: withWrongHeaderBefore(call.headers, signatureHeader) }),
  wrongAmount: withMore,
  otherAccount: elsewhere,
};

/** `data`; money that leaves is negative (recalled). */
export function cassoRecord({ transfer, account }: Pick<TransferFacts, 'transfer' | 'account'>) {
  return {
    id: transfer.number,
    reference: transfer.bankReference,
    description: transfer.text,
    amount: transfer.direction === 'in' ? transfer.amount : -transfer.amount,
    runningBalance: transfer.balance,
    transactionDateTime: spacedTime(new Date(transfer.at)),
    accountNumber: account.accountNumber,
    bankName: account.bankName,
    bankAbbreviation: abbreviationOf(account.bankName),
    virtualAccountNumber: transfer.virtualAccount ?? '',
    virtualAccountName: '',
    counterAccountName: transfer.payer.name,
    counterAccountNumber: transfer.payer.account,
    counterAccountBankId: transfer.payer.bankBin,
    counterAccountBankName: bankNameOf(transfer.payer.bankBin),
  };
}

/** The JSON with its keys sorted at every level; a text that is no JSON as it is. */
function sorted(json: string): string {
  try {
    return JSON.stringify(sortedKeys(JSON.parse(json)));
  } catch {
    return json;
  }
}

function sortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedKeys);
  if (typeof value !== 'object' || value === null) return value;
  const pairs = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(pairs.map(([key, inner]) => [key, sortedKeys(inner)]));
}
