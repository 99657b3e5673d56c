import type { FastifyInstance } from 'fastify';
import type { Orders } from '../../bank/orders.js';
import { Fields, givenOf, type FieldProblem } from '../../fields.js';
import { escapeHtml } from '../../page/escape-html.js';
import { sendPage, tableOf } from '../../page/small-page.js';
import { refuse, refuseFields } from '../../serving/refuse.js';
import type { VnpayCounter } from './vnpay.counter.js';
import { vnpayPage as words } from './vnpay.messages.js';
import { vnpayKey, type VnpayOrder } from './vnpay.orders.js';

const payPath = '/vnpay/paymentv2/vpcpay.html';

/** The page behind the address of an order, and the same for programs. */
export function vnpayRoutes(app: FastifyInstance, orders: Orders<VnpayOrder>, counter: VnpayCounter): void {
  app.get('/vnpay/orders', () => ({ items: orders.latest(100) }));
  app.post<{ Params: { tmnCode: string; txnRef: string } }>(
    '/vnpay/orders/:tmnCode/:txnRef/pay',
    async (request, reply) => {
      const problems: FieldProblem[] = [];
      const fields = new Fields(request.body ?? {}, problems);
      const wish = givenOf({
        amount: fields.integer('amount', 1, 10 ** 10),
        outcome: fields.oneOf('outcome', ['paid', 'suspected', 'failed'] as const),
        responseCode: fields.text('responseCode', 2, /^\d\d$/),
        transactionStatus: fields.text('transactionStatus', 2, /^\d\d$/),
      });
      fields.end();
      if (problems.length > 0) return refuseFields(reply, problems);
      const order = orders.get(vnpayKey(request.params.tmnCode, request.params.txnRef));
      if (!order)
        return refuse(reply, 404, 'order.unknown', 'VNPAY hears of an order when a browser opens its address');
      return counter.pay(order, wish);
    },
  );

  app.get(payPath, async (request, reply) => {
    const order = await counter.open(request.raw.url?.split('?', 2)[1] ?? '');
    if (typeof order === 'string') return sendPage(reply, words.title, `<p>${words.refused}: ${words[order]}</p>`, 400);
    return sendPage(reply, words.title, orderPage(order));
  });
  app.post<{ Body: URLSearchParams }>(payPath, async (request, reply) => {
    const order = await counter.open(request.raw.url?.split('?', 2)[1] ?? '');
    if (typeof order === 'string') return sendPage(reply, words.title, `<p>${words.refused}: ${words[order]}</p>`, 400);
    const outcome = (['paid', 'suspected', 'failed'] as const).find((one) => one === request.body.get('outcome'));
    if (outcome) await counter.pay(order, { outcome });
    return reply.redirect(request.url, 303);
  });
}

function orderPage(order: VnpayOrder): string {
  const table = tableOf([
    [words.amount, `${order.amount.toLocaleString('vi-VN')} VND`],
    [words.about, order.orderInfo],
    [words.reference, order.txnRef],
    [words.payments, String(order.payments.filter(({ outcome }) => outcome !== 'failed').length)],
  ]);
  const button = (outcome: string, label: string) => `<button name="outcome" value="${outcome}">${label}</button>`;
  return `${table}<form method="post">${button('paid', words.pay)} ${button('suspected', words.suspected)} ${button('failed', words.cancel)}</form><p><a href="${escapeHtml(order.returnUrl)}">${words.back}</a></p>`;
}
