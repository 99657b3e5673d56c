import {
  onlyHeader,
  type CreditFact,
  type InboundHead,
  type InboundRoute,
  type RawObject,
} from '@lienthong/connector-kit';
import { needText, present, refusable, Refusal, textOf, unproved } from '../reading/fields.js';
import { isAccount, virtualAccountIn, type BankAccount } from './bank-qr.account.js';

/*
 * What the providers' notifications have in common: where they come in, a proof that stands in one header, the account that they speak of.
 */

interface NotificationRoute extends Pick<InboundRoute, 'maxBytes' | 'read' | 'answer' | 'headProof'> {
  readonly method?: InboundRoute['method'];
  /** Behind the account's address, where its provider is given several. */
  readonly below?: string;
}

/** An address at which an account's provider calls; a refusal thrown in its reader becomes the reading. */
export const notificationRoute = (
  { provider, name }: BankAccount,
  { method = 'POST', below = '', read, ...rest }: NotificationRoute,
): InboundRoute => ({
  ...{ ...rest, method, provider, account: name },
  path: `bank/${provider}/${name}${below}`,
  read: (request, now) => refusable(provider, () => read(request, now)),
});

/** The one value of a header that proves something. @throws {Refusal} named after `what` it is */
export function provingHeader(request: InboundHead, name: string, what: string): string {
  const found = onlyHeader(request, name);
  if (found === 'missing') throw unproved(`${what}Missing`);
  if (found === 'doubled') throw unproved(`${what}Doubled`);
  return found.value;
}

/**
 * The virtual account that stands where the account should.
 *
 * @throws {Refusal} when a message speaks of an account that is not this one
 */
export function needOwnAccount(account: BankAccount, message: RawObject, field: string): string | undefined {
  const stated = needText(message, field);
  if (!isAccount(account, stated)) throw new Refusal('otherAccount', 'otherAccount');
  return virtualAccountIn(account, stated);
}

/** The text and the payer of a movement, as Casso and payOS name them. */
export function payerDetail(movement: RawObject): CreditFact['detail'] {
  return present({
    text: textOf(movement.get('description')),
    payerName: textOf(movement.get('counterAccountName')),
    payerAccount: textOf(movement.get('counterAccountNumber')),
    payerBank: textOf(movement.get('counterAccountBankName')),
  });
}
