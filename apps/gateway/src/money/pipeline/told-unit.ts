import {
  accountSubject,
  claimStates,
  creditSubject,
  isOwnId,
  paymentSubject,
  type AccountListed,
  type CreditReceived,
  type Opened,
  type PaymentClaimed,
} from '@lienthong/contracts';
import type { Unit } from '../../pipeline/unit.js';
import { isBox, isInstant, isName } from '../../pipeline/shapes.js';

type Read = { readonly unit: Unit } | { readonly reason: string };

/** The unit of what the connectors say of money, or why it is none. What passes can stand in tables as it is. */
export function unitOfMoney(message: Opened): Read {
  switch (message.type) {
    case 'credit.received': {
      const fault = faultOfCredit(message.data);
      if (fault !== undefined) return { reason: `message.shape: ${fault}` };
      return { unit: { kind: 'credit', subject: message.data.subject, credit: message.data } };
    }
    case 'payment.claimed': {
      const fault = faultOfClaim(message.data);
      if (fault !== undefined) return { reason: `message.shape: ${fault}` };
      return { unit: { kind: 'claim', subject: message.data.subject, claim: message.data } };
    }
    case 'account.listed': {
      const fault = faultOfListing(message.data);
      if (fault !== undefined) return { reason: `message.shape: ${fault}` };
      return { unit: { kind: 'listed', subject: message.data.subject, listing: message.data } };
    }
    default:
      return { reason: `message.notForUs: ${message.type}` };
  }
}

function faultOfCredit(credit: CreditReceived): string | undefined {
  if (!isOwnId(credit.credit)) return 'credit is no id';
  if (credit.subject !== creditSubject(credit.credit)) return 'subject';
  // What a statement says comes from the statement, and from nowhere else.
  if (credit.source !== 'notification' && credit.source !== 'query') return 'source';
  if (credit.direction !== 'in' && credit.direction !== 'out') return 'direction';
  if (![credit.provider, credit.account, credit.providerId].every(isName)) return 'provider, account or providerId';
  if (![credit.reference, credit.virtualAccount, credit.bankReference].every(isOptionalName)) return 'numbers';
  if (!isAmount(credit.amount)) return 'amount';
  if (!isInstant(credit.bankTime) || !isInstant(credit.receivedAt)) return 'bankTime or receivedAt';
  if (typeof credit.late !== 'boolean' || typeof credit.confirmed !== 'boolean') return 'late or confirmed';
  return isBox(credit.detail) ? undefined : 'detail';
}

function faultOfClaim(claim: PaymentClaimed): string | undefined {
  if (!isOwnId(claim.payment)) return 'payment is no id';
  if (claim.subject !== paymentSubject(claim.payment)) return 'subject';
  if (!claimStates.includes(claim.state)) return 'state';
  if (claim.source !== 'confirm' && claim.source !== 'query') return 'source';
  if (![claim.claim, claim.provider, claim.account, claim.reference].every(isName))
    return 'claim, provider, account or reference';
  if (!isOptionalName(claim.providerId)) return 'providerId';
  if (claim.amount !== undefined && !isAmount(claim.amount)) return 'amount';
  if (!isInstant(claim.at)) return 'at';
  return claim.detail === undefined || isBox(claim.detail) ? undefined : 'detail';
}

function faultOfListing({ account, subject, provider, from, until }: AccountListed): string | undefined {
  if (![account, provider].every(isName)) return 'account or provider';
  if (subject !== accountSubject(account)) return 'subject';
  return isInstant(from) && isInstant(until) && Date.parse(from) <= Date.parse(until) ? undefined : 'from or until';
}

const isOptionalName = (value: unknown): boolean => value === undefined || isName(value);
const isAmount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) > 0;
