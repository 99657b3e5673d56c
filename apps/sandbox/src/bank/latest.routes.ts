import type { FastifyInstance } from 'fastify';
import type { MoneyTools, OpenOrder } from '../money-party.js';
import { shownAccount } from './account.js';

const transfersShown = 20;

/** `GET /bank/latest`: what the start page shows of money. */
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
}
