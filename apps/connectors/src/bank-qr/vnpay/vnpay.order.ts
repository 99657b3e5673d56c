import type { PaymentOrder, PaymentOrderFacts } from '@lienthong/contracts';
import type { VnpaySettings } from '../bank-qr.account.js';
import { canonicalOf, vnpayHash } from './vnpay.canonical.js';

/** `yyyyMMddHHmmss` in Vietnamese time, of a day with 24 hours. */
export const packedVietnamTime = (at: Date): string =>
  new Date(at.getTime() + 7 * 3_600_000).toISOString().slice(0, 19).replace(/[-T:]/g, '');

/**
 * A VNPAY order: an address for the payer's browser, signed by us; VNPAY hears of it when the browser comes. `providerOrder` is its
 * creation time, which a query has to name (recalled parameters, version 2.1.0).
 */
export function makeVnpayOrder(
  settings: VnpaySettings,
  order: PaymentOrder,
  now: Date,
): PaymentOrderFacts & Record<string, unknown> {
  // The same in every question of ours, whichever process asks.
  const createDate = packedVietnamTime(order.createdAt === undefined ? now : new Date(order.createdAt));
  const text = canonicalOf({
    vnp_Version: '2.1.0',
    vnp_Command: 'pay',
    vnp_TmnCode: settings.tmnCode,
    vnp_Amount: String(order.amount * 100),
    vnp_CurrCode: 'VND',
    vnp_TxnRef: order.reference,
    vnp_OrderInfo: order.description,
    vnp_OrderType: settings.orderType,
    vnp_Locale: settings.locale,
    vnp_ReturnUrl: order.returnUrl ?? settings.returnUrl,
    vnp_IpAddr: settings.ipAddress,
    vnp_CreateDate: createDate,
    vnp_ExpireDate: packedVietnamTime(new Date(order.expiresAt)),
  });
  const hash = vnpayHash(settings.hashSecrets[0]!, text);
  return { redirectUrl: `${settings.payUrl}?${text}&vnp_SecureHash=${hash}`, providerOrder: createDate };
}
