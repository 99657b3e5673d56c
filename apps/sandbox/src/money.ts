import type { FastifyInstance } from 'fastify';
import { bankRoutes } from './bank/bank.routes.js';
import { callbackOf } from './bank/callback-of.js';
import { Bank } from './bank/bank.js';
import { MoneySettings, type MoneyAgreements } from './bank/settings.js';
import type { BankAccount } from './bank/account.js';
import type { Transfer } from './bank/transfer.js';
import type { Journal } from './journal/journal.js';
import type { Dialect } from './notifications/dialect.js';
import { Outbox } from './notifications/outbox.js';
import { codeIn, type TransferFacts } from './notifications/transfer-facts.js';
import { sepayDialect } from './partners/sepay/sepay.dialect.js';
import { PlatformCounter } from './partners/payment-platform/payment-platform.counter.js';
import { PlatformOrders } from './partners/payment-platform/payment-platform.orders.js';
import { createPaymentPlatform } from './partners/payment-platform/payment-platform.partner.js';
import { paymentPlatformRoutes } from './partners/payment-platform/payment-platform.routes.js';
import type { Partner } from './partners/partner.js';
import { createSepay } from './partners/sepay/sepay.partner.js';
import { statementRoutes } from './statements/statements.routes.js';
import type { Situations } from './situations/situations.js';

/** The bank and everybody who tells us of its money. */
export interface Money {
  /** Providers and payment platform as partners that are called. */
  partners: readonly Partner[];
  /** What drives them, and their pages for persons: not the wire of any partner. */
  routes(app: FastifyInstance): void;
  close(): Promise<void>;
}

export interface MoneyOptions {
  folder: string;
  journal: Journal;
  situations: Situations;
  given: Partial<MoneyAgreements>;
  now: () => Date;
}

/** How the provider of an account tells of a transfer without being asked about orders. */
const transferDialects: Record<string, Dialect<TransferFacts>> = { sepay: sepayDialect };

/** Opens the bank's book and goes on with every notification that was not delivered. */
export async function openMoney({ folder, journal, situations, given, now }: MoneyOptions): Promise<Money> {
  const settings = await MoneySettings.open(folder, given);
  const outbox = await Outbox.open({ folder, situations, speed: () => settings.speed, now });
  journal.onClear(() => outbox.clear());
  const bank = new Bank({ journal, settings, now });
  bank.onTransfer((transfer, account) => {
    const dialect = transferDialects[account.provider];
    if (dialect && transfer.notify) outbox.take(noticeOf(transfer, account, dialect, settings));
  });
  await bank.reopen();
  const orders = new PlatformOrders(journal);
  await orders.reopen();
  const counter = new PlatformCounter({ orders, bank, outbox, settings, now });
  await counter.reopen();
  const partners = [createSepay(bank, () => settings.accounts), createPaymentPlatform({ orders, settings, now })];
  const routes = (app: FastifyInstance) => {
    bankRoutes(app, { settings, bank, outbox });
    statementRoutes(app, bank, () => settings.accounts);
    paymentPlatformRoutes(app, { orders, counter, settings, now });
  };
  return { partners, routes, close: () => outbox.close() };
}

function noticeOf(transfer: Transfer, first: BankAccount, dialect: Dialect<TransferFacts>, settings: MoneySettings) {
  const code = codeIn(transfer.sentText, first.codePrefix);
  return {
    id: `${dialect.partner}:${transfer.id}`,
    dialect,
    facts: (): TransferFacts => {
      const account = settings.accounts.find(({ name }) => name === first.name) ?? first;
      return { transfer, account, url: callbackOf(account, settings) };
    },
    group: first.name,
    keys: [transfer.id, transfer.bankReference, ...(code ? [code] : [])],
  };
}
