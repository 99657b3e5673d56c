import type { MoneyParty, MoneyTools } from '../../money-party.js';
import { PlatformCounter } from './payment-platform.counter.js';
import { payPage } from './payment-platform.messages.js';
import { platformName, PlatformOrders, stateOf } from './payment-platform.orders.js';
import { createPaymentPlatform } from './payment-platform.partner.js';
import { paymentPlatformRoutes } from './payment-platform.routes.js';

const listed = 20;

export async function openPaymentPlatform({ journal, settings, bank, outbox, now }: MoneyTools): Promise<MoneyParty> {
  const orders = new PlatformOrders(journal);
  await orders.reopen();
  const counter = new PlatformCounter({ orders, bank, outbox, settings, now });
  return {
    partner: createPaymentPlatform({ orders, settings, now }),
    routes: (app) => paymentPlatformRoutes(app, { orders, counter, settings, now }),
    openOrders: () =>
      orders
        .latest(listed)
        .filter((order) => stateOf(order, now()) === 'waiting')
        .map(({ partnerCode, reference, amount, description }) => ({
          partner: platformName,
          reference,
          amount,
          about: description,
          state: payPage.states.waiting,
          page: `/payment-platform/pay/${partnerCode}/${reference}`,
        })),
    reopen: () => counter.reopen(),
  };
}
