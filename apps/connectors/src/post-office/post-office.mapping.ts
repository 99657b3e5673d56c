import type { FieldFault, DeliveryOrder, DeliveryParty } from '@lienthong/contracts';
import type { PostAccount } from './post-office.account.js';
import type { PostArea, PostAreas } from './post-office.areas.js';
import { placeNames } from './post-office.place.js';
import type { PostDialect } from './post-office.config.js';
import type { OrderWire } from './post-office.wire.js';

/** What an order needs beside itself. */
export interface OrderTables {
  readonly account: PostAccount;
  readonly areas: PostAreas;
  readonly dialect: PostDialect;
  readonly flagConfig: number;
}

export type OrderMapped =
  | { readonly ok: true; readonly wire: OrderWire }
  | {
      readonly ok: false;
      readonly cause: 'fieldMissing' | 'areaUnknown' | 'officeAreaUnknown';
      readonly fields: readonly FieldFault[];
    };

interface End {
  readonly party: DeliveryParty;
  readonly area: PostArea;
  readonly address: string;
}
type EndFault = Extract<OrderMapped, { ok: false }>;

/** An order in the post's words, or what is missing in ours. An area that is no more is nobody's: it is not sent to another one. */
export function orderOf(order: DeliveryOrder, tables: OrderTables): OrderMapped {
  const { account, dialect, flagConfig } = tables;
  const at = new Date(order.createdAt);
  const sender = endOf('sender', order.sender, at, tables, order.direction === 'return');
  const receiver = endOf('receiver', order.receiver, at, tables, order.direction === 'collect');
  if ('cause' in sender) return 'cause' in receiver ? both(sender, receiver) : sender;
  if ('cause' in receiver) return receiver;
  const wire: OrderWire = {
    CustomerCode: account.customerCode,
    OrderNumber: order.reference,
    CODAmount: 0,
    SenderProvince: sender.area.province,
    ...(sender.area.district === undefined ? {} : { SenderDistrict: sender.area.district }),
    SenderAddress: sender.address,
    SenderName: sender.party.name,
    SenderEmail: sender.party.email ?? '',
    SenderTel: sender.party.phone,
    SenderDesc: order.contents ?? '',
    Description: order.description ?? '',
    ReceiverName: receiver.party.name,
    ReceiverAddress: receiver.address,
    ReceiverTel: receiver.party.phone,
    ReceiverProvince: receiver.area.province,
    ...(receiver.area.district === undefined ? {} : { ReceiverDistrict: receiver.area.district }),
    ReceiverEmail: receiver.party.email ?? '',
    ...(dialect === 'lgsp' && order.itemCode ? { ItemCode: order.itemCode } : {}),
    ...(dialect === 'lgsp' ? { FlagConfig: flagConfig } : {}),
  };
  return { ok: true, wire };
}

const both = (one: EndFault, other: EndFault): EndFault => ({ ...one, fields: [...one.fields, ...other.fields] });

function endOf(
  name: 'sender' | 'receiver',
  given: DeliveryParty | null | undefined,
  at: Date,
  { account, areas }: OrderTables,
  isAgency: boolean,
): End | EndFault {
  const party = given ?? (isAgency ? account.office : undefined);
  if (!party) return fault('fieldMissing', [`/${name}`]);
  const { line, provinceCode } = party.address;
  const needed = { name: party.name, phone: party.phone, 'address/line': line, 'address/provinceCode': provinceCode };
  const missing = Object.entries(needed).filter(([, value]) => value === undefined || value === null || !value.trim());
  if (missing.length > 0) {
    return fault(
      'fieldMissing',
      missing.map(([field]) => `/${name}/${field}`),
    );
  }
  const area = areas(party.address, at);
  const place = placeNames(party.address);
  // An address of ours is ours to mend, one that was given is the agency's.
  const unknownAt = area ? place.unknownAt : 'provinceCode';
  if (!area || unknownAt !== undefined)
    return fault(given ? 'areaUnknown' : 'officeAreaUnknown', [`/${name}/address/${unknownAt}`]);
  return { party, area, address: [line!, ...(area.names === undefined ? place.names : [area.names])].join(', ') };
}

const fault = (cause: EndFault['cause'], pointers: readonly string[]): EndFault => ({
  ...{ ok: false, cause },
  fields: pointers.map((pointer) => ({
    pointer,
    code: `post-office.${cause === 'fieldMissing' ? 'required' : cause}`,
  })),
});
