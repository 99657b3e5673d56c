import { given, isoOf } from '../../store/rows.js';
import type { PaymentMethod } from '@lienthong/contracts';
import type { PaymentState, RefundState, UnmatchedWhy } from '../core.js';
import type { StoredCredit, StoredPayment } from '../pipeline/stored.js';
import type { PaymentFee } from '../rules/payment.js';
import type { Admission } from '../windows/admission.js';
import type { Refund } from '../rules/refund.js';

export interface PaymentRow {
  readonly id: string;
  readonly dossier: string;
  readonly client: string;
  readonly method: string;
  readonly account: string;
  readonly provider: string;
  readonly qr: string;
  readonly bank_bin: string | null;
  readonly account_number: string | null;
  readonly account_name: string | null;
  readonly virtual_account: string | null;
  readonly reference: string;
  readonly amount: number;
  readonly fees: string;
  readonly state: string;
  readonly received: number;
  readonly refunded: number;
  readonly late: boolean;
  readonly cancelled_why: string | null;
  readonly continued_by: string | null;
  readonly exchange: string | null;
  readonly order_amount: number | null;
  readonly disagreements: number;
  readonly version: number;
  readonly created_at: Date;
  readonly expires_at: Date;
  readonly closed_at: Date | null;
  readonly settled_at: Date | null;
  readonly changed_at: Date;
  readonly admission: string | null;
  readonly admission_number: number | null;
  readonly release_at: Date | null;
  readonly released_at: Date | null;
  readonly queued: Buffer | null;
}

/** Columns of {@link PaymentRow}, of a table aliased `p`. */
export const paymentColumns = `p.id, p.dossier, p.client, p.method, p.account, p.provider, p.qr, p.bank_bin, p.account_number,
  p.account_name, p.virtual_account, p.reference, p.amount, p.fees, p.state, p.received, p.refunded, p.late, p.cancelled_why,
  p.continued_by, p.exchange, p.order_amount, p.disagreements, p.version, p.created_at, p.expires_at, p.closed_at, p.settled_at, p.changed_at,
  p.admission, p.admission_number, p.release_at, p.released_at, p.queued`;

export const paymentOfRow = (row: PaymentRow): StoredPayment => ({
  id: row.id,
  dossier: row.dossier,
  client: row.client,
  method: row.method as PaymentMethod,
  account: row.account,
  provider: row.provider,
  qr: row.qr as StoredPayment['qr'],
  ...given('bankBin', row.bank_bin),
  ...given('accountNumber', row.account_number),
  ...given('accountName', row.account_name),
  ...given('virtualAccount', row.virtual_account),
  reference: row.reference,
  amount: row.amount,
  fees: JSON.parse(row.fees) as PaymentFee[],
  state: row.state as PaymentState,
  received: row.received,
  refunded: row.refunded,
  late: row.late,
  ...given('cancelledWhy', row.cancelled_why),
  ...given('continuedBy', row.continued_by),
  ...given('exchange', row.exchange),
  ...given('orderAmount', row.order_amount),
  disagreements: row.disagreements,
  version: row.version,
  createdAt: row.created_at.toISOString(),
  expiresAt: row.expires_at.toISOString(),
  ...given('closedAt', isoOf(row.closed_at)),
  ...given('settledAt', isoOf(row.settled_at)),
  ...given('admission', admissionOf(row)),
  ...given('queued', row.queued),
});

const admissionOf = ({
  admission,
  admission_number: number,
  release_at: at,
  released_at,
}: PaymentRow): Admission | null =>
  admission === null || number === null || at === null
    ? null
    : { window: admission, number, releaseAt: at.toISOString(), ...given('releasedAt', isoOf(released_at)) };

export interface CreditRow {
  readonly id: string;
  readonly provider: string;
  readonly account: string;
  readonly provider_id: string;
  readonly source: string;
  readonly direction: string;
  readonly amount: number;
  readonly bank_time: Date;
  readonly received_at: Date;
  readonly late: boolean;
  readonly confirmed: boolean;
  readonly reference: string | null;
  readonly virtual_account: string | null;
  readonly bank_reference: string | null;
  readonly told: number;
  readonly reversed_at: Date | null;
  readonly detail_key: Buffer | null;
  readonly detail_box: Buffer | null;
  readonly state: string;
  readonly why: string | null;
  readonly payment: string | null;
  readonly matched_by: string | null;
  readonly proposed_payment: string | null;
  readonly proposed_by: string | null;
  readonly proposed_at: Date | null;
}

/** Columns of {@link CreditRow}, of a table aliased `c`. */
export const creditColumns = `c.id, c.provider, c.account, c.provider_id, c.source, c.direction, c.amount, c.bank_time, c.received_at,
  c.late, c.confirmed, c.reference, c.virtual_account, c.bank_reference, c.told, c.reversed_at, c.detail_key, c.detail_box, c.state, c.why, c.payment,
  c.matched_by, c.proposed_payment, c.proposed_by, c.proposed_at`;

export const creditOfRow = (row: CreditRow): StoredCredit => ({
  id: row.id,
  provider: row.provider,
  account: row.account,
  providerId: row.provider_id,
  source: row.source as StoredCredit['source'],
  direction: row.direction as StoredCredit['direction'],
  amount: row.amount,
  bankTime: row.bank_time.toISOString(),
  receivedAt: row.received_at.toISOString(),
  late: row.late,
  confirmed: row.confirmed,
  ...given('reference', row.reference),
  ...given('virtualAccount', row.virtual_account),
  ...given('bankReference', row.bank_reference),
  told: row.told,
  ...given('reversedAt', isoOf(row.reversed_at)),
  ...(row.detail_key && row.detail_box ? { detail: { key: row.detail_key, box: row.detail_box } } : {}),
  state: row.state as StoredCredit['state'],
  ...given('why', row.why as UnmatchedWhy | null),
  ...given('payment', row.payment),
  ...given('matchedBy', row.matched_by),
  ...(row.proposed_payment && row.proposed_by && row.proposed_at
    ? {
        proposal: {
          payment: row.proposed_payment,
          operator: row.proposed_by,
          at: row.proposed_at.toISOString(),
        },
      }
    : {}),
});

export interface RefundRow {
  readonly id: string;
  readonly payment: string | null;
  readonly credit: string | null;
  readonly account: string;
  readonly amount: number;
  readonly why: string;
  readonly state: string;
  readonly requested_by: string | null;
  readonly approved_by: string | null;
  readonly called_off: string | null;
  readonly called_off_by: string | null;
  readonly bank_reference: string | null;
  readonly shown_by: string | null;
  readonly created_at: Date;
  readonly changed_at: Date;
}

/** Columns of {@link RefundRow}, of a table aliased `f`. */
export const refundColumns = `f.id, f.payment, f.credit, f.account, f.amount, f.why, f.state, f.requested_by, f.approved_by,
  f.called_off, f.called_off_by, f.bank_reference, f.shown_by, f.created_at, f.changed_at`;

export const refundOfRow = (row: RefundRow): Refund => ({
  id: row.id,
  ...given('payment', row.payment),
  ...given('credit', row.credit),
  account: row.account,
  amount: row.amount,
  why: row.why as Refund['why'],
  state: row.state as RefundState,
  ...given('requestedBy', row.requested_by),
  ...given('approvedBy', row.approved_by),
  ...given('calledOff', row.called_off as Refund['calledOff'] | null),
  ...given('calledOffBy', row.called_off_by),
  ...given('bankReference', row.bank_reference),
  ...given('shownBy', row.shown_by),
  createdAt: row.created_at.toISOString(),
  changedAt: row.changed_at.toISOString(),
});
