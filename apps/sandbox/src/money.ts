import type { FastifyInstance } from 'fastify';
import { Bank } from './bank/bank.js';
import { latestRoutes } from './bank/latest.routes.js';
import { bankRoutes } from './bank/bank.routes.js';
import { MoneySettings, type MoneyAgreements } from './bank/settings.js';
import type { Journal } from './journal/journal.js';
import { Outbox } from './notifications/outbox.js';
import type { MoneyTools } from './money-party.js';
import type { Partner } from './partners/partner.js';
import { openPaymentPlatform } from './partners/payment-platform/payment-platform.open.js';
import { openProviders } from './partners/providers.js';
import type { Situations } from './situations/situations.js';
import { statementRoutes } from './statements/statements.routes.js';

/** The bank, everybody who tells us of its money, and the payment platform. */
export interface Money {
  /** Providers and payment platform as partners that are called. */
  partners: readonly Partner[];
  /** What drives them, and their pages for persons: not the wire of any partner. */
  routes(app: FastifyInstance): void;
  /** Sends what others than banks have to tell us, too. */
  tell: Outbox['take'];
  /** Where partners call us, without `/callbacks`. */
  callbackBase(): string;
  close(): Promise<void>;
}

export interface MoneyOptions {
  folder: string;
  journal: Journal;
  situations: Situations;
  given: Partial<MoneyAgreements>;
  now: () => Date;
}

/** Opens the bank's book and goes on with every notification that was not delivered. */
export async function openMoney({ folder, journal, situations, given, now }: MoneyOptions): Promise<Money> {
  const settings = await MoneySettings.open(folder, given);
  const outbox = await Outbox.open({ folder, situations, speed: () => settings.speed, now });
  journal.onClear(() => outbox.clear());
  const bank = new Bank({ journal, settings, now });
  const tools: MoneyTools = { journal, settings, outbox, bank, now };
  const parties = [...(await openProviders(tools)), await openPaymentPlatform(tools)];
  await bank.reopen();
  for (const { reopen } of parties) await reopen?.();
  return {
    partners: parties.map(({ partner }) => partner),
    routes: (app) => {
      bankRoutes(app, tools);
      latestRoutes(app, tools, () => parties.flatMap(({ openOrders }) => openOrders?.() ?? []));
      statementRoutes(app, bank, () => settings.accounts);
      for (const { routes } of parties) routes?.(app);
    },
    tell: (notice) => outbox.take(notice),
    callbackBase: () => settings.callbackBase,
    close: () => outbox.close(),
  };
}
