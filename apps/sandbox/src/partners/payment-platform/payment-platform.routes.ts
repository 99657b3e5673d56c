import type { FastifyInstance, FastifyReply } from 'fastify';
import { Fields, givenOf, type FieldProblem } from '../../fields.js';
import { sendPage, tableOf } from '../../page/small-page.js';
import { refuse, refuseFields } from '../../serving/refuse.js';
import { shownClient, readClient } from './payment-platform.client.js';
import { withNamed, type MoneySettings } from '../../bank/settings.js';
import type { PayWish, PlatformCounter } from './payment-platform.counter.js';
import { billPdf } from './payment-platform.bill.js';
import { payPage } from './payment-platform.messages.js';
import { stateOf, type PlatformOrder, type PlatformOrders } from './payment-platform.orders.js';

interface OfOrder {
  Params: { partner: string; reference: string };
}

export interface PlatformRoutesOptions {
  orders: PlatformOrders;
  counter: PlatformCounter;
  settings: MoneySettings;
  now: () => Date;
}

/** The pay page for persons, and the same by HTTP for programs. Not the wire of the platform. */
export function paymentPlatformRoutes(app: FastifyInstance, options: PlatformRoutesOptions): void {
  const { orders, counter, settings, now } = options;
  const shown = (order: PlatformOrder) => ({ ...order, state: stateOf(order, now()) });
  const find = ({ partner, reference }: OfOrder['Params']) => orders.get(partner, reference);
  const base = '/payment-platform/orders/:partner/:reference';

  app.get('/payment-platform/orders', () => ({ items: orders.latest(100).map(shown) }));
  app.get<OfOrder>(base, (request, reply) => {
    const order = find(request.params);
    return order ? shown(order) : unknownOrder(reply);
  });
  app.post<OfOrder>(`${base}/pay`, async (request, reply) => {
    const wish = readWish(request.body ?? {});
    if (Array.isArray(wish)) return refuseFields(reply, wish);
    const order = find(request.params);
    return order ? shown(await counter.pay(order, wish)) : unknownOrder(reply);
  });
  app.post<OfOrder>(`${base}/cancel`, async (request, reply) => {
    const order = find(request.params);
    return order ? shown(await counter.cancel(order)) : unknownOrder(reply);
  });

  app.get('/payment-platform/clients', () => ({ items: settings.platformClients.map(shownClient) }));
  app.put<{ Params: { name: string } }>('/payment-platform/clients/:name', async (request, reply) => {
    const client = readClient(request.params.name, request.body);
    if (Array.isArray(client)) return refuseFields(reply, client);
    await settings.change({ platformClients: withNamed(settings.platformClients, client) });
    return shownClient(client);
  });

  app.get<OfOrder>('/payment-platform/bill/:partner/:reference', (request, reply) => {
    const order = find(request.params);
    return order ? reply.type('application/pdf').send(billPdf(order)) : unknownOrder(reply);
  });
  app.get<OfOrder>('/payment-platform/pay/:partner/:reference', (request, reply) => {
    const order = find(request.params);
    return sendPage(
      reply,
      payPage.title,
      order ? orderPage(shown(order)) : `<p>${payPage.unknown}</p>`,
      order ? 200 : 404,
    );
  });
  app.post<OfOrder & { Body: URLSearchParams }>('/payment-platform/pay/:partner/:reference', async (request, reply) => {
    const order = find(request.params);
    if (!order) return sendPage(reply, payPage.title, `<p>${payPage.unknown}</p>`, 404);
    const choice = request.body.get('choice') ?? '';
    if (choice === 'cancel') await counter.cancel(order);
    else if (Object.hasOwn(choices, choice)) await counter.pay(order, choices[choice as keyof typeof choices](order));
    return reply.redirect(request.url, 303);
  });
}

/** What the buttons of the pay page do. */
const choices = {
  pay: () => ({}),
  payLate: () => ({ confirmMinutes: 30 }),
  payPending: () => ({ pendingMinutes: 10 }),
  payShort: ({ amount }) => ({ amount: Math.max(1, amount - 1000) }),
} satisfies Record<string, (order: PlatformOrder) => PayWish>;

function orderPage(order: PlatformOrder & { state: keyof typeof payPage.states }): string {
  const table = tableOf([
    [payPage.receiver, String(order.receipt['TenDonVi'] ?? order.partnerCode)],
    [payPage.about, order.description],
    [payPage.reference, order.reference],
    [payPage.amount, `${order.amount.toLocaleString('vi-VN')} VND`],
    [payPage.state, payPage.states[order.state]],
  ]);
  const button = (choice: string, label: string) => `<button name="choice" value="${choice}">${label}</button>`;
  return `${table}
<form method="post">${button('pay', order.payments.length > 0 ? payPage.payAgain : payPage.pay)}
${button('payLate', payPage.payLate)} ${button('payPending', payPage.payPending)} ${button('payShort', payPage.payShort)}
${button('cancel', payPage.cancel)}</form>`;
}

function readWish(body: unknown): PayWish | FieldProblem[] {
  const problems: FieldProblem[] = [];
  const fields = new Fields(body, problems);
  const wish = givenOf<PayWish>({
    amount: fields.integer('amount', 1, 10 ** 13),
    bank: fields.text('bank', 20),
    pendingMinutes: fields.number('pendingMinutes', 0, 100_000),
    confirmMinutes: fields.number('confirmMinutes', 0, 100_000),
    confirm: fields.flag('confirm'),
  });
  fields.end();
  return problems.length > 0 ? problems : wish;
}

const unknownOrder = (reply: FastifyReply) =>
  refuse(reply, 404, 'order.unknown', 'no order has this reference; GET /payment-platform/orders lists the last ones');
