import { resolvable, type Connector, type InboundRoute, type Transport } from '@lienthong/connector-kit';
import { operations, type PaymentOrder } from '@lienthong/contracts';
import type { BankAccount } from './bank-qr.account.js';
import type { BankQrConfig } from './bank-qr.config.js';
import { askHealth } from './bank-qr.health.js';
import { readBankRowAgain } from './bank-qr.read-again.js';
import { resolveOrder, sendOrder } from './bank-qr.orders.js';
import { parseOrder } from '../reading/payment-order.js';
import { cassoRoutes } from './casso/casso.notification.js';
import { cassoPersonalFields } from './casso/casso.wire.js';
import { payosRoutes } from './payos/payos.notification.js';
import { payosPersonalFields } from './payos/payos.wire.js';
import { bankFollow, bankJobs } from './sweep/bank-jobs.js';
import { sepayRoutes } from './sepay/sepay.notification.js';
import { sepayPersonalFields } from './sepay/sepay.wire.js';
import { vietqrVnRoutes } from './vietqr-vn/vietqr-vn.notification.js';
import { vietqrVnPersonalFields } from './vietqr-vn/vietqr-vn.wire.js';
import { vnpayRoutes } from './vnpay/vnpay.notification.js';
import { vnpayPersonalFields } from './vnpay/vnpay.wire.js';

export interface BankQrParts {
  readonly transport: Transport;
}

/** Banks' notifications and providers' payment orders (README.md beside this file). */
export function createBankQrConnector(config: BankQrConfig, { transport }: BankQrParts): Connector {
  const accounts = new Map(config.accounts.map((account) => [account.name, account]));
  return {
    partner: 'bank-qr',
    owner: config.owner,
    contractVersion: '2026-11',
    operations: {
      createOrder: resolvable<PaymentOrder, 'both'>({
        lane: operations['bank-qr'].createOrder.lane,
        proves: 'both',
        parse: parseOrder,
        hardDeadlineMs: config.deadlines.hardMs,
        settlingMs: config.deadlines.settlingMs,
        maxQuestions: 10,
        send: (call) => sendOrder(accounts, call),
        resolve: (call) => resolveOrder(accounts, call),
      }),
    },
    limits: config.limits,
    transport,
    personalFields: bankPersonalFields,
    inbound: config.accounts.flatMap((account) => routesOf(account, config.maxBytes)),
    jobs: bankJobs(config, accounts),
    follow: bankFollow(config, accounts),
    readAgain: (kept) => readBankRowAgain(accounts, kept),
    health: (http) => askHealth(config.accounts, http),
  };
}

/** The providers' names of what a person may be told by. */
const bankPersonalFields = [
  ...sepayPersonalFields,
  ...payosPersonalFields,
  ...vnpayPersonalFields,
  ...cassoPersonalFields,
  ...vietqrVnPersonalFields,
];

/** Where this account's provider calls us. */
export function routesOf(account: BankAccount, maxBytes: number): readonly InboundRoute[] {
  const { sepay, payos, vnpay, casso, vietqrVn } = account;
  switch (account.provider) {
    case 'sepay':
      return sepayRoutes(account, sepay!, maxBytes);
    case 'payos':
      return payosRoutes(account, payos!, maxBytes);
    case 'vnpay':
      return vnpayRoutes(account, vnpay!, maxBytes);
    case 'casso':
      return cassoRoutes(account, casso!, maxBytes);
    case 'vietqr-vn':
      return vietqrVnRoutes(account, vietqrVn!, maxBytes);
    case 'none':
      return [];
  }
}
