import type { PaymentClaimed } from '@lienthong/contracts';
import type { Batch } from '../../pipeline/batch.js';
import type { Claim } from '../rules/claims.js';
import type { StoredCredit, StoredPayment } from './stored.js';

/** A provider that is asked calls failed what it has told of as paid; an earlier try that failed is another matter. */
const denies = (claim: Omit<Claim, 'id'>, credit: StoredCredit): boolean =>
  claim.state === 'failed' &&
  claim.source === 'query' &&
  (claim.providerId === credit.providerId || Date.parse(claim.at) >= Date.parse(credit.bankTime));

/** Money that counts for this payment although its provider, when asked, calls the order failed. */
export const paidAllTheSame = (
  claim: PaymentClaimed,
  { id }: StoredPayment,
  { money }: Batch,
): StoredCredit | undefined =>
  [...money.credits.values()].find(
    (credit) =>
      credit.payment === id &&
      credit.state === 'matched' &&
      credit.reversedAt === undefined &&
      credit.provider === claim.provider &&
      credit.account === claim.account &&
      denies(claim, credit),
  );

/** What a provider said of the order before it told of this money. */
export const deniedBefore = (credit: StoredCredit, payment: string, { money }: Batch): Claim | undefined =>
  money.claims.get(payment)?.find((claim) => denies(claim, credit));
