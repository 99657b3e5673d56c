import { Bank } from './bank/bank.js';
import { MoneySettings, type MoneyAgreements } from './bank/settings.js';
import type { BankAccount } from './bank/account.js';
import type { Transfer } from './bank/transfer.js';
import type { Journal } from './journal/journal.js';
import type { Dialect } from './notifications/dialect.js';
import { Outbox } from './notifications/outbox.js';
import { codeIn, type TransferFacts } from './notifications/transfer-facts.js';
import { sepayDialect } from './partners/sepay/sepay.dialect.js';
import type { Partner } from './partners/partner.js';
import { createSepay } from './partners/sepay/sepay.partner.js';
import type { Situations } from './situations/situations.js';

/** The bank and everybody who tells us of its money. */
export interface Money {
  settings: MoneySettings;
  bank: Bank;
  outbox: Outbox;
  /** Providers and payment platform as partners that are called. */
  partners: readonly Partner[];
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
  const partners = [createSepay(bank, () => settings.accounts)];
  return { settings, bank, outbox, partners, close: () => outbox.close() };
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

/** Where the provider of an account calls us. */
export const callbackOf = (account: BankAccount, { callbackBase }: MoneySettings): string =>
  account.callbackUrl ?? `${callbackBase}/callbacks/bank/${account.provider}/${account.name}`;
