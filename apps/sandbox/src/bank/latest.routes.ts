import type { FastifyInstance } from 'fastify';
import type { MoneyTools, OpenOrder } from '../money-party.js';
import { sendPage } from '../page/small-page.js';
import { shownAccount } from './account.js';
import { donePage } from './bank.messages.js';

const transfersShown = 20;

/** `GET /bank/latest`: what the start page shows of money; `/bank/done`: the end of a payer's way. */
export function latestRoutes(
  app: FastifyInstance,
  { settings, bank, outbox }: Pick<MoneyTools, 'settings' | 'bank' | 'outbox'>,
  openOrders: () => OpenOrder[],
): void {
  app.get('/bank/latest', () => ({
    accounts: settings.accounts.map((account) => ({
      ...shownAccount(account),
      balance: bank.book.balance(account),
      transfers: bank.book.of(account.name).length,
    })),
    transfers: bank.book.latest(transfersShown).map((transfer) => {
      const provider = bank.accountOf(transfer.account)?.provider;
      return { ...transfer, notification: outbox.get(`${provider}:${transfer.id}`) };
    }),
    orders: openOrders(),
  }));
  // Where a payer lands who comes back from a provider, as long as no portal of ours has a page for that.
  app.get('/bank/done', (_request, reply) => sendPage(reply, donePage.title, `<p>${donePage.text}</p>`));
}
