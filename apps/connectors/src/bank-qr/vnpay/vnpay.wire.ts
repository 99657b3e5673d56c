/** Fields of VNPAY's IPN (payments-and-post.md §3.2), in the query string. */
export interface VnpayIpnWire {
  readonly vnp_TmnCode: string;
  /** VND × 100. */
  readonly vnp_Amount: string;
  readonly vnp_BankCode: string;
  readonly vnp_BankTranNo?: string;
  readonly vnp_CardType?: string;
  /** `yyyyMMddHHmmss`, Vietnamese time. */
  readonly vnp_PayDate?: string;
  readonly vnp_OrderInfo: string;
  readonly vnp_TransactionNo: string;
  readonly vnp_ResponseCode: string;
  readonly vnp_TransactionStatus: string;
  readonly vnp_TxnRef: string;
  readonly vnp_SecureHash: string;
}

/** Fields of `querydr`'s request that are hashed, in this order, joined by `|`. */
export const querydrRequestHash = [
  ...['vnp_RequestId', 'vnp_Version', 'vnp_Command', 'vnp_TmnCode', 'vnp_TxnRef', 'vnp_TransactionDate'],
  ...['vnp_CreateDate', 'vnp_IpAddr', 'vnp_OrderInfo'],
] as const;

/** Fields of its answer that are hashed, in this order. */
export const querydrAnswerHash = [
  ...['vnp_ResponseId', 'vnp_Command', 'vnp_ResponseCode', 'vnp_Message', 'vnp_TmnCode', 'vnp_TxnRef', 'vnp_Amount'],
  ...['vnp_BankCode', 'vnp_PayDate', 'vnp_TransactionNo', 'vnp_TransactionType', 'vnp_TransactionStatus'],
  ...['vnp_OrderInfo', 'vnp_PromotionCode', 'vnp_PromotionAmount'],
] as const;

/** Money was taken and the payment is suspected: held for review. */
export const vnpaySuspected = '07';
export const vnpayOk = '00';
/** `vnp_ResponseCode` of a query about an order that is not there. */
export const vnpayUnknownOrder = '91';
/** `vnp_TransactionStatus` of a payment that is under way (recalled). */
export const vnpayUnderWay = '01';

/** Their names of what a person may be told by. */
export const vnpayPersonalFields: readonly string[] = ['vnp_OrderInfo', 'vnp_Bill_FullName'];
