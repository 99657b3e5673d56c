import type { FastifyInstance } from 'fastify';
import type { Bank } from './bank/bank.js';
import type { MoneySettings } from './bank/settings.js';
import type { Journal } from './journal/journal.js';
import type { Outbox } from './notifications/outbox.js';
import type { Partner } from './partners/partner.js';

/** What those need who pay, book and tell. */
export interface MoneyTools {
  journal: Journal;
  settings: MoneySettings;
  outbox: Outbox;
  bank: Bank;
  now: () => Date;
}

/** One who deals with money, as the sandbox has it. */
export interface MoneyParty {
  partner: Partner;
  routes?(app: FastifyInstance): void;
  /** Called once the bank's book was read back. */
  reopen?(): Promise<void>;
}
