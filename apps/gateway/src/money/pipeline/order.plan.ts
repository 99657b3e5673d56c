import { operations } from '@lienthong/contracts';
import type { ExchangeIntent, JourneyEvent, PartnerPlan } from '../../journey/plan.js';

const facet = 'payment';

/** A provider that makes the QR or the account number is asked for it. */
export const bankQrPlan: PartnerPlan = {
  partner: 'bank-qr',
  facet,
  follow: (event) => orderOf(event, 'bank-qr', 'createOrder', operations['bank-qr'].createOrder.lane),
};

/** The payment platform is told of a payment before anybody can pay there. */
export const paymentPlatformPlan: PartnerPlan = {
  partner: 'payment-platform',
  facet,
  follow: (event) => orderOf(event, 'payment-platform', 'init', operations['payment-platform'].init.lane),
};

function orderOf(
  event: JourneyEvent,
  partner: string,
  operation: string,
  lane: ExchangeIntent['lane'],
): readonly ExchangeIntent[] {
  return event.kind === 'paymentOpened' && event.partner === partner
    ? [{ partner, operation, lane, payload: event.order }]
    : [];
}
