import type { DeliveryDirection, ItemCodeFault } from '@lienthong/contracts';
import { given } from '../../store/rows.js';
import type { StoredDelivery } from '../pipeline/stored.js';
import type { CallOff, Doubt, OrderStanding, Scan } from '../rules/delivery.js';

export interface DeliveryRow {
  readonly id: string;
  readonly dossier: string;
  readonly direction: string;
  readonly reference: string;
  readonly account: string;
  readonly client: string;
  readonly ordered_by: string;
  readonly party_hash: string;
  readonly state: string;
  readonly order_standing: string;
  readonly seen: boolean;
  readonly scan_state: string | null;
  readonly scan_at: Date | null;
  readonly scan_event: string | null;
  readonly doubt_at: Date | null;
  readonly doubt_event: string | null;
  readonly call_off: string | null;
  readonly called_off_at: Date | null;
  readonly item_code: string | null;
  readonly item_code_fault: string | null;
  readonly exchange: string;
  readonly cancel_exchange: string | null;
  readonly created_at: Date;
  readonly changed_at: Date;
}

/** Columns of {@link DeliveryRow}, of a table aliased `v`. */
export const deliveryColumns = `v.id, v.dossier, v.direction, v.reference, v.account, v.client, v.ordered_by, v.party_hash, v.state,
  v.order_standing, v.seen, v.scan_state, v.scan_at, v.scan_event, v.doubt_at, v.doubt_event,
  v.call_off, v.called_off_at, v.item_code, v.item_code_fault,
  v.exchange, v.cancel_exchange, v.created_at, v.changed_at`;

export const deliveryOfRow = (row: DeliveryRow): StoredDelivery => ({
  id: row.id,
  dossier: row.dossier,
  direction: row.direction as DeliveryDirection,
  reference: row.reference,
  account: row.account,
  client: row.client,
  orderedBy: row.ordered_by as StoredDelivery['orderedBy'],
  partyHash: row.party_hash,
  order: row.order_standing as OrderStanding,
  seen: row.seen,
  ...given('scan', scanOf(row)),
  ...given('doubt', doubtOf(row)),
  ...given('callOff', callOffOf(row)),
  ...given('itemCode', row.item_code),
  ...given('itemCodeFault', row.item_code_fault as ItemCodeFault | null),
  exchange: row.exchange,
  ...given('cancelExchange', row.cancel_exchange),
  createdAt: row.created_at.toISOString(),
});

const scanOf = ({ scan_state, scan_at, scan_event }: DeliveryRow): Scan | undefined =>
  scan_state === null || scan_at === null || scan_event === null
    ? undefined
    : { state: scan_state as Scan['state'], at: scan_at.toISOString(), event: scan_event };

const doubtOf = ({ doubt_at: at, doubt_event: event }: DeliveryRow): Doubt | undefined =>
  at === null || event === null ? undefined : { event, at: at.toISOString() };

function callOffOf({ call_off, called_off_at }: DeliveryRow): CallOff | undefined {
  if (call_off === null) return undefined;
  if (called_off_at !== null) return { standing: 'done', at: called_off_at.toISOString() };
  return { standing: call_off as 'requested' | 'kept' };
}
