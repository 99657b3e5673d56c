import {
  creditSubject,
  deliverySubject,
  envelope,
  paymentSubject,
  topics,
  type CreditReceived,
  type DeliveryTracked,
  type PaymentClaimed,
} from '@lienthong/contracts';
import type { OutboxMessage } from '@lienthong/store';

const source = 'urn:lienthong:connectors';

/** The event that tells the gateway of money. A confirmation that comes later is another event about the same credit. */
export const creditReceived = (credit: Omit<CreditReceived, 'subject'>): OutboxMessage =>
  message('credit.received', `${credit.credit}/${credit.confirmed ? 'confirmed' : 'unconfirmed'}`, credit.receivedAt, {
    ...credit,
    subject: creditSubject(credit.credit),
  });

/** The event that tells the gateway what a provider says of an order. */
export const paymentClaimed = (claim: Omit<PaymentClaimed, 'subject'>, receivedAt: string): OutboxMessage =>
  message('payment.claimed', claim.claim, receivedAt, { ...claim, subject: paymentSubject(claim.payment) });

/** The event that tells the gateway of a row of a tracking feed. */
export const deliveryTracked = (tracked: Omit<DeliveryTracked, 'subject'>): OutboxMessage =>
  message(
    'delivery.tracked',
    `${tracked.event}/${tracked.confirmed ? 'confirmed' : 'unconfirmed'}`,
    tracked.receivedAt,
    { ...tracked, subject: deliverySubject(tracked.delivery) },
  );

function message<T extends { readonly subject: string }>(
  type: 'credit.received' | 'payment.claimed' | 'delivery.tracked',
  id: string,
  time: string,
  data: T,
): OutboxMessage {
  const { subject } = data;
  return {
    topic: topics.outcomes,
    key: subject,
    headers: envelope({ id, type, source, subject, time }),
    value: Buffer.from(JSON.stringify(data), 'utf8'),
  };
}
