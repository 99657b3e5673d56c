import type { Payable } from '../../bank/order-match.js';

/** A QR order that we had made. */
export interface VietqrOrder extends Payable {
  /** At most 19 letters and digits. */
  orderId: string;
  amount: number;
  createdAt: string;
}

/** Order ids are an account's own. */
export const vietqrKey = (account: string, orderId: string): string => `${account} ${orderId}`;
