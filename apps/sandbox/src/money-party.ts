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

/** An order as the start page lists it; it is paid with its payload, or on its page. */
export interface OpenOrder {
  partner: string;
  reference: string;
  /** VND. */
  amount: number;
  about: string;
  state: string;
  qr?: string;
  page?: string;
}

/** One who deals with money, as the sandbox has it. */
export interface MoneyParty {
  partner: Partner;
  routes?(app: FastifyInstance): void;
  /** Orders that somebody may pay, the newest first, for the start page. */
  openOrders?(): OpenOrder[];
  /** Called once the bank's book was read back. */
  reopen?(): Promise<void>;
}
