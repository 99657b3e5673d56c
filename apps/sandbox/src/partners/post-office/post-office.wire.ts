import { form, integer, optional, required, text, type FieldTable } from '../field-rules.js';

/** How an order came: the shared platform of the ministries, or a province's own with its two addresses. */
export type PostDialect = 'ngsp' | 'lgsp' | 'lgspItem';

const orderNumber = form(/^[\p{L}\p{N}._/-]{1,60}$/u);

const order: FieldTable = {
  CustomerCode: required(text(50)),
  OrderNumber: required(orderNumber),
  CODAmount: optional(integer),
  SenderProvince: required(integer),
  SenderDistrict: optional(integer),
  SenderAddress: required(text(500)),
  SenderName: required(text(200)),
  SenderEmail: optional(text(200)),
  SenderTel: required(text(50)),
  SenderDesc: optional(text(1000)),
  Description: optional(text(1000)),
  ReceiverName: required(text(200)),
  ReceiverAddress: required(text(500)),
  ReceiverTel: required(text(50)),
  ReceiverProvince: required(integer),
  ReceiverDistrict: optional(integer),
  ReceiverEmail: optional(text(200)),
};

const flag = { FlagConfig: optional(integer) };

/** What an order of each dialect may say; required is what the seen source requires. */
export const orderTables: Record<PostDialect, FieldTable> = {
  ngsp: order,
  lgsp: { ...order, ...flag },
  lgspItem: { ...order, ItemCode: required(form(/^[A-Z0-9]{5,30}$/)), ...flag },
};

/** A row of the tracking feed as it goes out. */
export interface FeedRowWire {
  _id: { $oid: string };
  CustomerCode: string;
  OrderNumber: string;
  /** Epoch, milliseconds (13 digits) or seconds (10). */
  EventTime: number;
  POSID: string;
  ItemCode: string;
  StatusCode: number;
  StatusMessage: string;
  Notes: string;
}
