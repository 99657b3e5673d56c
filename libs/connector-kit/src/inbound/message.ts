import {
  accountSubject,
  creditSubject,
  deliverySubject,
  envelope,
  handoverSubject,
  paymentSubject,
  topics,
  unreadableRowSubject,
  type AccountListed,
  type CreditReceived,
  type DeliveryTracked,
  type DossierSubmitted,
  type HandoverTold,
  type PaymentClaimed,
  type RowReadAgain,
  type RowReRead,
  type UnreadableRowFound,
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

/** The event that tells the gateway what another hub said of a handover. */
export const handoverTold = (told: Omit<HandoverTold, 'subject'>): OutboxMessage =>
  message('handover.told', told.event, told.receivedAt, { ...told, subject: handoverSubject(told.handover) });

/** The event that tells the gateway of a row that nobody could read. */
export const unreadableRowFound = (found: Omit<UnreadableRowFound, 'subject'>): OutboxMessage =>
  message('row.unreadable', found.row, found.receivedAt, { ...found, subject: unreadableRowSubject(found.row) });

/** What came of reading such a row again; the same reading with the same result is the same event. */
export function rowReadAgain(
  { row, subject, reading }: RowReRead,
  result: Pick<RowReadAgain, 'result' | 'reason'>,
  now: number,
): OutboxMessage {
  const at = new Date(now).toISOString();
  const answer: RowReadAgain = { row, subject, reading, ...result, at };
  return message('row.readAgain', `${reading}/${result.result}`, at, answer);
}

/** The event that tells the gateway of what a citizen submitted. */
export const dossierSubmitted = (submitted: DossierSubmitted): OutboxMessage =>
  message('dossier.submitted', submitted.submission, submitted.receivedAt, submitted);

function message<T extends { readonly subject: string }>(
  type:
    | 'credit.received'
    | 'payment.claimed'
    | 'delivery.tracked'
    | 'handover.told'
    | 'account.listed'
    | 'row.unreadable'
    | 'row.readAgain'
    | 'dossier.submitted',
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
