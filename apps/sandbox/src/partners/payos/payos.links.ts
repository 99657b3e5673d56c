import type { Payable } from '../../bank/order-match.js';
import type { Transfer } from '../../bank/transfer.js';
import { writePayload } from '../../bank/vietqr-payload.js';
import type { BankAccount } from '../../bank/account.js';

/** A payment link. */
export interface PayosLink extends Payable {
  orderCode: number;
  amount: number;
  /** 32 hex digits. */
  paymentLinkId: string;
  createdAt: string;
  /** Unix seconds. */
  expiredAt?: number;
  cancelUrl: string;
  returnUrl: string;
  cancelledAt?: string;
  cancellationReason?: string;
}

export type LinkStatus = 'PENDING' | 'PAID' | 'UNDERPAID' | 'EXPIRED' | 'CANCELLED';

/** What came in for a link, and what its state is at a moment. */
export function standingOf(link: PayosLink, paying: readonly Transfer[], now: Date) {
  const amountPaid = paying.reduce((sum, { amount }) => sum + amount, 0);
  const expired = link.expiredAt !== undefined && link.expiredAt * 1000 <= now.getTime();
  const status: LinkStatus =
    link.cancelledAt !== undefined
      ? 'CANCELLED'
      : amountPaid >= link.amount
        ? 'PAID'
        : amountPaid > 0
          ? 'UNDERPAID'
          : expired
            ? 'EXPIRED'
            : 'PENDING';
  return { amountPaid, amountRemaining: Math.max(0, link.amount - amountPaid), status };
}

export const payloadOf = (
  link: Pick<PayosLink, 'amount' | 'description'>,
  { bankBin, accountNumber }: BankAccount,
): string => writePayload({ bankBin, accountNumber, amount: link.amount, text: link.description });

/** Order codes are an account's own. */
export const payosKey = (account: string, orderCode: number | string): string => `${account} ${orderCode}`;
