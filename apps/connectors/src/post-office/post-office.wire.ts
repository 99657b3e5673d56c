/*
 * The post's messages (wire-contracts.md §4, payments-and-post.md §5.1): JSON; orders by POST, cancel and tracking by GET.
 */

/** An order; keys in the order in which they are sent. */
export interface OrderWire {
  readonly CustomerCode: string;
  /** Fixed at the first attempt; by it the post and the feed know the order. */
  readonly OrderNumber: string;
  /** VND that the postman collects: none, the state's fee is not paid at the door. */
  readonly CODAmount: number;
  /** Provinces and districts are the post's own numbers. */
  readonly SenderProvince: number;
  readonly SenderDistrict?: number;
  readonly SenderAddress: string;
  readonly SenderName: string;
  readonly SenderEmail: string;
  readonly SenderTel: string;
  /** Components of the dossier. */
  readonly SenderDesc: string;
  readonly Description: string;
  readonly ReceiverName: string;
  readonly ReceiverAddress: string;
  readonly ReceiverTel: string;
  readonly ReceiverProvince: number;
  readonly ReceiverDistrict?: number;
  readonly ReceiverEmail: string;
  /** A province's platform only: a waybill number given out beforehand. */
  readonly ItemCode?: string;
  readonly FlagConfig?: number;
}

/** Fields of a row of the tracking feed. */
export const rowFields = {
  id: '_id',
  customer: 'CustomerCode',
  order: 'OrderNumber',
  /** Epoch: 13 digits are milliseconds, 10 are seconds. */
  time: 'EventTime',
  office: 'POSID',
  item: 'ItemCode',
  code: 'StatusCode',
  message: 'StatusMessage',
  notes: 'Notes',
} as const;

/** Where the feed begins. */
export const firstId = '0'.repeat(24);

/** Their names of what a person may be told by. */
export const postPersonalFields = [
  ...['SenderAddress', 'SenderName', 'SenderEmail', 'SenderTel', 'SenderDesc', 'Description'],
  ...['ReceiverName', 'ReceiverAddress', 'ReceiverTel', 'ReceiverEmail', 'Notes', 'StatusMessage'],
  ...['access_token', 'refresh_token'],
];
