import type { BankAccount } from '../../bank/account.js';
import { otherEnd, type Dialect, type Malformation, type OutgoingCall } from '../../notifications/dialect.js';
import { wait } from '../../notifications/transfer-facts.js';
import { compactTime } from '../../vietnam-time.js';
import { objectIn } from '../reading.js';
import { codesOf, type VnpayOrder, type VnpayPayment } from './vnpay.orders.js';
import { canonicalQuery, vnpayHash } from './vnpay.signature.js';

export interface VnpayFacts {
  order: VnpayOrder;
  payment: VnpayPayment;
  account: BankAccount;
  url: string;
}

/** Its IPN, payments-and-post.md §3.2: a GET, at most ten, five minutes apart, ended by 00 or 02. */
export const vnpayDialect: Dialect<VnpayFacts> = {
  partner: 'vnpay',
  operation: 'notify',
  timeoutMillis: 30_000,
  retryMillis: () => wait.minutes([5, 5, 5, 5, 5, 5, 5, 5, 5]),
  compose(facts, _time, malformation) {
    const fields = ipnFields(facts);
    const canonical = canonicalQuery(malformation ? malformed(fields, malformation as Malformation) : fields);
    const text = malformation === 'duplicateKey' ? `vnp_Amount=1&${canonical}` : canonical;
    const hash = vnpayHash(text, facts.account.secrets['hashSecret'] ?? '');
    const whole = malformation === 'truncated' ? text.slice(0, text.length >> 1) : `${text}&vnp_SecureHash=${hash}`;
    return { method: 'GET', url: `${facts.url}?${whole}`, headers: [], body: '' };
  },
  judge({ status, body }) {
    const code = status >= 200 && status < 300 ? objectIn(body)?.['RspCode'] : undefined;
    return code === '00' || code === '02' ? 'accepted' : 'again';
  },
  tampered: (call) => ({
    ...call,
    url: call.url.replace(/vnp_Amount=(\d+)/, (_all, amount: string) => `vnp_Amount=${Number(amount) + 100}`),
  }),
  unsigned: (call) => onHash(call, () => ''),
  signedTwice: (call) => onHash(call, (pair) => `${otherEnd(pair)}${pair}`),
  wrongAmount: (facts) => ({ ...facts, payment: { ...facts.payment, amount: facts.payment.amount + 1000 } }),
  // Another terminal's order: its account is told by the terminal code.
  otherAccount: (facts) => ({ ...facts, order: { ...facts.order, tmnCode: otherEnd(facts.order.tmnCode) } }),
  contradicting: (facts) => ({
    ...facts,
    payment: { ...facts.payment, outcome: facts.payment.outcome === 'paid' ? 'failed' : 'paid' },
  }),
};

/** Amounts are a hundred times the VND. */
export function ipnFields({ order, payment }: Pick<VnpayFacts, 'order' | 'payment'>): Record<string, string> {
  const { responseCode, transactionStatus } = codesOf(payment);
  const paid = payment.outcome !== 'failed';
  return {
    vnp_Amount: String(payment.amount * 100),
    vnp_BankCode: 'NCB',
    ...(paid ? { vnp_BankTranNo: `VNP${payment.transactionNo}`, vnp_CardType: 'ATM' } : {}),
    vnp_OrderInfo: order.orderInfo,
    vnp_PayDate: compactTime(new Date(payment.at)),
    vnp_ResponseCode: responseCode,
    vnp_TmnCode: order.tmnCode,
    vnp_TransactionNo: String(payment.transactionNo),
    vnp_TransactionStatus: transactionStatus,
    vnp_TxnRef: order.txnRef,
  };
}

function malformed(fields: Record<string, string>, malformation: Malformation): Record<string, string> {
  const amount = fields['vnp_Amount']!;
  const written: Partial<Record<Malformation, string>> = {
    textAmount: `${amount}d`,
    negative: `-${amount}`,
    fraction: `${amount}.5`,
    exponent: `${Number(amount) / 10}e1`,
  };
  return { ...fields, vnp_Amount: written[malformation] ?? amount };
}

const onHash = (call: OutgoingCall, change: (pair: string) => string): OutgoingCall => ({
  ...call,
  url: call.url.replace(/&vnp_SecureHash=[0-9a-f]+/, change),
});
