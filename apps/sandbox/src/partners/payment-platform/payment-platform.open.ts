import type { MoneyParty, MoneyTools } from '../../money-party.js';
import { PlatformCounter } from './payment-platform.counter.js';
import { PlatformOrders } from './payment-platform.orders.js';
import { createPaymentPlatform } from './payment-platform.partner.js';
import { paymentPlatformRoutes } from './payment-platform.routes.js';

export async function openPaymentPlatform({ journal, settings, bank, outbox, now }: MoneyTools): Promise<MoneyParty> {
  const orders = new PlatformOrders(journal);
  await orders.reopen();
  const counter = new PlatformCounter({ orders, bank, outbox, settings, now });
  return {
    partner: createPaymentPlatform({ orders, settings, now }),
    routes: (app) => paymentPlatformRoutes(app, { orders, counter, settings, now }),
    reopen: () => counter.reopen(),
  };
}
