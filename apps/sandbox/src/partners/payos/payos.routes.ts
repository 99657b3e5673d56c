import type { FastifyInstance } from 'fastify';
import type { Bank } from '../../bank/bank.js';
import type { Orders } from '../../bank/orders.js';
import { sendPage, tableOf } from '../../page/small-page.js';
import { payloadOf, standingOf, type PayosLink } from './payos.links.js';
import { checkoutPage as words } from './payos.messages.js';

/** The checkout page of a link, and the list of links for programs. */
export function payosRoutes(app: FastifyInstance, links: Orders<PayosLink>, bank: Bank, now: () => Date): void {
  const shown = (link: PayosLink) => {
    const standing = standingOf(link, links.paymentsOf(link), now());
    const account = bank.accountOf(link.account);
    return { ...link, ...standing, ...(account ? { qr: payloadOf(link, account) } : {}) };
  };
  const find = (id: string) => links.find(({ paymentLinkId }) => paymentLinkId === id);

  app.get('/payos/links', () => ({ items: links.latest(100).map(shown) }));
  app.get<{ Params: { id: string } }>('/payos/web/:id', (request, reply) => {
    const link = find(request.params.id);
    if (!link) return sendPage(reply, words.title, `<p>${words.unknown}</p>`, 404);
    const { status, qr = '' } = shown(link);
    const table = tableOf([
      [words.amount, `${link.amount.toLocaleString('vi-VN')} VND`],
      [words.description, link.description],
      [words.account, bank.accountOf(link.account)?.accountNumber ?? ''],
      [words.payload, qr],
      [words.state, status],
    ]);
    return sendPage(reply, words.title, `${table}<form method="post"><button>${words.pay}</button></form>`);
  });
  app.post<{ Params: { id: string } }>('/payos/web/:id', async (request, reply) => {
    const link = find(request.params.id);
    if (link) {
      const payer = { name: 'NGUYEN VAN A', account: '0071000888888', bankBin: '970422' };
      const { account, amount, description: text } = link;
      await bank.transfer([{ account, amount, text, payer, direction: 'in', distortion: 'random', notify: true }]);
    }
    return reply.redirect(request.url, 303);
  });
}
