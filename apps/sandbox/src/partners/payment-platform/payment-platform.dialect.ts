import type { PlatformClient } from '../../bank/settings.js';
import {
  amountPlusOne,
  malform,
  malformations,
  otherEnd,
  type Dialect,
  type OutgoingCall,
} from '../../notifications/dialect.js';
import { compactTime } from '../../vietnam-time.js';
import { objectIn } from '../reading.js';
import { authenticationCode, hashedFields } from './payment-platform.hash.js';
import { platformName, type PlatformOrder, type PlatformPayment } from './payment-platform.orders.js';

/** A confirmation: of a payment, or without one of an order that failed. */
export interface ConfirmFacts {
  order: PlatformOrder;
  payment?: PlatformPayment;
  client: PlatformClient;
  url: string;
  paid: boolean;
}

export const confirmVariants = [...malformations, 'twelveHourClock'];

/** The platform's call to us when an order was paid or failed. Unlike the rest it has no `PhienBan`. */
export const confirmDialect: Dialect<ConfirmFacts> = {
  partner: platformName,
  operation: 'confirm',
  timeoutMillis: 30_000,
  retryMillis: ({ client }) => client.retryMinutes.map((minutes) => minutes * 60_000),
  compose(facts, _time, variant) {
    const message = confirmation(facts, variant === 'twelveHourClock');
    const code = authenticationCode(message, hashedFields.confirm, facts.client.secret);
    const json = JSON.stringify({ ...message, MaXacThuc: code });
    return {
      method: 'POST',
      url: facts.url,
      headers: ['Content-Type', 'application/json'],
      body: variant ? malform(json, 'SoTien', variant) : json,
    };
  },
  judge: ({ status, body }) =>
    status >= 200 && status < 300 && objectIn(body)?.['MaLoi'] === '00' ? 'accepted' : 'again',
  tampered: (call) => ({ ...call, body: amountPlusOne(call.body, 'SoTien') }),
  unsigned: (call) => onCode(call, () => ''),
  signedTwice: (call) => onCode(call, (field, code) => `${field.replace(code, otherEnd(code))}${field}`),
  wrongAmount: ({ payment, order, ...facts }) => ({
    ...facts,
    order: { ...order, amount: order.amount + 1000 },
    payment: payment && { ...payment, amount: payment.amount + 1000 },
  }),
  otherAccount: (facts) => ({ ...facts, order: { ...facts.order, reference: otherEnd(facts.order.reference) } }),
  contradicting: (facts) => ({ ...facts, paid: !facts.paid }),
};

function confirmation({ order, payment, paid }: ConfirmFacts, twelveHours: boolean): Record<string, unknown> {
  const time = payment ? compactTime(new Date(payment.settlesAt)) : compactTime(new Date(order.cancelledAt ?? 0));
  return {
    LoaiBanTin: 'CONFIRM',
    MaLoi: paid ? '00' : '01',
    MaDoiTac: order.partnerCode,
    MaThamChieu: order.reference,
    SoTien: payment?.amount ?? order.amount,
    MaTienTe: 'VND',
    MaGiaoDich: payment?.id ?? '',
    MaNganHang: payment?.bank ?? '',
    ThoiGianGD: twelveHours ? onTwelveHours(time) : time,
    ThongTinGiaoDich: order.description,
  };
}

/** The hour as a clock of twelve hours writes it: 14 becomes 02, 00 becomes 12. */
function onTwelveHours(time: string): string {
  const hour = Number(time.slice(8, 10)) % 12 || 12;
  return time.slice(0, 8) + String(hour).padStart(2, '0') + time.slice(10);
}

function onCode(call: OutgoingCall, change: (field: string, code: string) => string): OutgoingCall {
  return {
    ...call,
    body: call.body.replace(/,"MaXacThuc":"([0-9a-f]{64})"/, (field, code: string) => change(field, code)),
  };
}
