import { envelope, paymentSubject, topics, type ExpectedState, type PaymentExpected } from '@lienthong/contracts';
import type { OutboxMessage } from '@lienthong/store';
import type { PaymentState } from '../core.js';
import { dueOf } from '../rules/payment.js';
import type { StoredPayment } from './stored.js';

const source = 'urn:lienthong:gateway';
export const expectedRef = 'expected:';

/** What partners' callbacks are answered from. Its stored row is thin: it is made again from the payment as it then stands. */
export function expectedMessage(payment: StoredPayment, at: string): OutboxMessage & { readonly ref: string } {
  const subject = paymentSubject(payment.id);
  const body: PaymentExpected = {
    payment: payment.id,
    subject,
    reference: payment.reference,
    account: payment.account,
    method: payment.method,
    amount: dueOf(payment),
    state: stateOf(payment.state),
    ...(payment.virtualAccount === undefined ? {} : { virtualAccount: payment.virtualAccount }),
    expiresAt: payment.expiresAt,
    createdAt: payment.createdAt,
    version: payment.version,
    at,
  };
  return {
    topic: topics.exchanges,
    key: subject,
    headers: envelope({ id: `${payment.id}/${payment.version}`, type: 'payment.expected', source, subject, time: at }),
    value: Buffer.from(JSON.stringify(body), 'utf8'),
    ref: expectedRef + payment.id,
  };
}

/** Whether an order is known or in doubt makes no difference to money that comes. */
const stateOf = (state: PaymentState): ExpectedState => (state === 'unknown' ? 'initiating' : state);
