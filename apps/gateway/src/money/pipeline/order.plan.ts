import { operations, type LaneKind, type PaymentMethod } from '@lienthong/contracts';
import type { PartnerPlan } from '../../journey/plan.js';

type Operations = typeof operations;

/** The order of a payment, for the provider behind its method. */
function orderPlan<Partner extends keyof Operations>(
  method: PaymentMethod,
  partner: Partner,
  operation: keyof Operations[Partner] & string,
): PartnerPlan {
  const { lane } = operations[partner][operation] as { readonly lane: LaneKind };
  return {
    partner,
    facet: 'payment',
    follow: (event) =>
      event.kind === 'paymentOpened' && event.method === method
        ? [{ partner, operation, lane, payload: event.order }]
        : [],
  };
}

export const orderPlans: readonly PartnerPlan[] = [
  // A provider that makes the QR or the account number is asked for it.
  orderPlan('bankQr', 'bank-qr', 'createOrder'),
  // The payment platform is told of a payment before anybody can pay there.
  orderPlan('paymentPlatform', 'payment-platform', 'init'),
];
