import { bankNameOf } from '../../bank/bank-names.js';
import { amountPlusOne, malform, otherEnd, type Dialect, type OutgoingCall } from '../../notifications/dialect.js';
import { elsewhere, wait, withMore, type TransferFacts } from '../../notifications/transfer-facts.js';
import { spacedTime } from '../../vietnam-time.js';
import { objectIn } from '../reading.js';
import type { PayosLink } from './payos.links.js';
import { payosSignature } from './payos.signature.js';
import { payosSuccess } from './payos.messages.js';

export type PayosFacts = TransferFacts & { link: Pick<PayosLink, 'orderCode' | 'paymentLinkId'> };

/** Its notifications, payments-and-post.md §3.6. The contract does not tell its repeats: five are assumed. */
export const payosDialect: Dialect<PayosFacts> = {
  partner: 'payos',
  operation: 'notify',
  timeoutMillis: 30_000,
  retryMillis: () => wait.minutes([1, 5, 15, 30]),
  compose(facts, _time, malformation) {
    const data = payosData(facts);
    const text = JSON.stringify(data);
    const written = malformation ? malform(text, 'amount', malformation) : text;
    const signature = payosSignature(objectIn(written) ?? data, facts.account.secrets['checksumKey'] ?? '');
    const body = `{"code":"00","desc":"success","success":true,"data":${written},"signature":"${signature}"}`;
    return { method: 'POST', url: facts.url, headers: ['Content-Type', 'application/json'], body };
  },
  judge: ({ status }) => (status >= 200 && status < 300 ? 'accepted' : 'again'),
  tampered: (call) => ({ ...call, body: amountPlusOne(call.body, 'amount') }),
  unsigned: (call) => onSignature(call, () => ''),
  signedTwice: (call) => onSignature(call, (field, hex) => `${field.replace(hex, otherEnd(hex))}${field}`),
  wrongAmount: withMore,
  otherAccount: elsewhere,
};

/** `data`, the signed part. */
export function payosData({ transfer, account, link }: PayosFacts) {
  return {
    orderCode: link.orderCode,
    amount: transfer.amount,
    description: transfer.text,
    accountNumber: account.accountNumber,
    reference: transfer.bankReference,
    transactionDateTime: spacedTime(new Date(transfer.at)),
    currency: 'VND',
    paymentLinkId: link.paymentLinkId,
    code: '00',
    desc: payosSuccess,
    counterAccountBankId: transfer.payer.bankBin,
    counterAccountBankName: bankNameOf(transfer.payer.bankBin),
    counterAccountName: transfer.payer.name,
    counterAccountNumber: transfer.payer.account,
    virtualAccountName: '',
    virtualAccountNumber: transfer.virtualAccount ?? '',
  };
}

const onSignature = (call: OutgoingCall, change: (field: string, hex: string) => string): OutgoingCall => ({
  ...call,
  body: call.body.replace(/,"signature":"([0-9a-f]{64})"/, (field, hex: string) => change(field, hex)),
});
