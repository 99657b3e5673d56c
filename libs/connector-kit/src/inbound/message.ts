import {
  accountSubject,
  creditSubject,
  deliverySubject,
  envelope,
  paymentSubject,
  topics,
  type AccountListed,
  type CreditReceived,
  type DeliveryTracked,
  type PaymentClaimed,
} from '@lienthong/contracts';
import type { OutboxMessage } from '@lienthong/store';

const source = 'urn:lienthong:connectors';

/** The event that tells the gateway of money. A confirmation that comes later is another event about the same credit. */
export const creditReceived = (credit: Omit<CreditReceived, 'subject'>): OutboxMessage =>
  message('credit.received', creditEvent(credit), credit.receivedAt, {
    ...credit,
    subject: creditSubject(credit.credit),
  });

/** The provider's own list is a word of its own about the same credit. */
const creditEvent = ({ credit, confirmed, source: by }: Omit<CreditReceived, 'subject'>): string =>
  `${credit}/${confirmed ? 'confirmed' : 'unconfirmed'}${by === 'query' ? '/query' : ''}`;

/** The event that tells the gateway that a provider has listed an account. */
export const accountListed = (listed: Omit<AccountListed, 'subject'>): OutboxMessage =>
  message('account.listed', `listed/${listed.account}/${listed.until}`, listed.until, {
    ...listed,
    subject: accountSubject(listed.account),
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
  type: 'credit.received' | 'payment.claimed' | 'delivery.tracked' | 'account.listed',
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
