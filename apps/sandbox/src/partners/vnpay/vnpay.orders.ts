import type { Payable } from '../../bank/order-match.js';

export type VnpayOutcome = 'paid' | 'suspected' | 'failed';

/** An order that VNPAY heard of when a browser came with its address. */
export interface VnpayOrder extends Payable {
  tmnCode: string;
  txnRef: string;
  amount: number;
  orderInfo: string;
  /** `vnp_CreateDate`; a query has to name the same. */
  createDate: string;
  returnUrl: string;
  /** Query of its address, by which a browser comes back. */
  address: string;
  /** Every try to pay it. */
  payments: readonly VnpayPayment[];
}

export interface VnpayPayment {
  /** `vnp_TransactionNo`. */
  transactionNo: number;
  /** VND. */
  amount: number;
  at: string;
  outcome: VnpayOutcome;
  /** Overrides, to play answers in which the two codes differ. */
  responseCode?: string;
  transactionStatus?: string;
}

/** Order references are a terminal's own. */
export const vnpayKey = (tmnCode: string, txnRef: string): string => `${tmnCode} ${txnRef}`;

/** `vnp_ResponseCode` and `vnp_TransactionStatus`. 07: the money was taken and the payment is suspected. */
export const codesOf = ({ outcome, responseCode, transactionStatus }: VnpayPayment) => ({
  responseCode: responseCode ?? { paid: '00', suspected: '07', failed: '24' }[outcome],
  transactionStatus: transactionStatus ?? { paid: '00', suspected: '07', failed: '02' }[outcome],
});
