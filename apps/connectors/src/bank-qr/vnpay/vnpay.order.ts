import type { PaymentOrder, PaymentOrderFacts } from '@lienthong/contracts';
import { toCompactTime } from '../../mapping/compact-time.js';
import type { VnpaySettings } from '../bank-qr.account.js';
import { canonicalOf, vnpayHash } from './vnpay.canonical.js';

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
  const createDate = toCompactTime(order.createdAt ?? now.toISOString());
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
    vnp_ExpireDate: toCompactTime(order.expiresAt),
  });
  const hash = vnpayHash(settings.hashSecrets[0]!, text);
  return { redirectUrl: `${settings.payUrl}?${text}&vnp_SecureHash=${hash}`, providerOrder: createDate };
}
