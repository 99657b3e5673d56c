import type { BankAccount } from '../bank/account.js';
import { callbackOf } from '../bank/callback-of.js';
import { Orders } from '../bank/orders.js';
import type { Transfer } from '../bank/transfer.js';
import type { MoneyParty, MoneyTools } from '../money-party.js';
import type { Dialect } from '../notifications/dialect.js';
import { codeIn, type TransferFacts } from '../notifications/transfer-facts.js';
import { cassoDialect } from './casso/casso.dialect.js';
import { createCasso } from './casso/casso.partner.js';
import { payosDialect } from './payos/payos.dialect.js';
import { payloadOf, payosKey, standingOf, type PayosLink } from './payos/payos.links.js';
import { createPayos } from './payos/payos.partner.js';
import { payosRoutes } from './payos/payos.routes.js';
import { sepayDialect } from './sepay/sepay.dialect.js';
import { createSepay } from './sepay/sepay.partner.js';
import { vietqrDialect } from './vietqr-vn/vietqr-vn.dialect.js';
import { vietqrKey, type VietqrOrder } from './vietqr-vn/vietqr-vn.orders.js';
import { createVietqrVn } from './vietqr-vn/vietqr-vn.partner.js';
import { VnpayCounter } from './vnpay/vnpay.counter.js';
import { vnpayKey, type VnpayOrder } from './vnpay/vnpay.orders.js';
import { createVnpay } from './vnpay/vnpay.partner.js';
import { vnpayRoutes } from './vnpay/vnpay.routes.js';

const listed = 20;

/** Every provider that watches accounts of the bank. Each hears of a transfer once it is stored. */
export async function openProviders(tools: MoneyTools): Promise<MoneyParty[]> {
  const accounts = () => tools.settings.accounts;
  tellsOf(tools, 'sepay', sepayDialect, () => ({}));
  tellsOf(tools, 'casso', cassoDialect, () => ({}));
  return [
    { partner: createSepay(tools.bank, accounts) },
    await openPayos(tools),
    await openVnpay(tools),
    { partner: createCasso(tools.bank, accounts) },
    await openVietqr(tools),
  ];
}

async function openPayos(tools: MoneyTools): Promise<MoneyParty> {
  const { journal, settings, bank, outbox, now } = tools;
  const links = new Orders<PayosLink>(journal, 'payos', ({ account, orderCode }) => payosKey(account, orderCode));
  await links.reopen();
  // It tells of links only: money that pays none is seen at the bank alone.
  tellsOf(tools, 'payos', payosDialect, (transfer) => {
    const link = links.paidBy(transfer);
    return link && { link };
  });
  const register = async (account: BankAccount, url: string) => {
    const good = await outbox.probe(payosDialect, {
      ...trial(account, url),
      link: { orderCode: 123, paymentLinkId: trialLinkId },
    });
    if (good) {
      const accounts = settings.accounts.map((one) => (one.name === account.name ? { ...one, callbackUrl: url } : one));
      await settings.change({ accounts });
    }
    return good;
  };
  return {
    partner: createPayos({ bank, links, accounts: () => settings.accounts, register, now }),
    routes: (app) => payosRoutes(app, links, bank, now),
    openOrders: () =>
      links.latest(listed).flatMap((link) => {
        const account = bank.accountOf(link.account);
        const { status, amountRemaining } = standingOf(link, links.paymentsOf(link), now());
        if (!account || amountRemaining === 0 || status === 'CANCELLED') return [];
        const qr = payloadOf(link, account);
        return [
          {
            partner: 'payos',
            reference: String(link.orderCode),
            amount: link.amount,
            about: link.description,
            state: status,
            qr,
          },
        ];
      }),
  };
}

async function openVietqr(tools: MoneyTools): Promise<MoneyParty> {
  const { journal, settings, bank, now } = tools;
  const orders = new Orders<VietqrOrder>(journal, 'vietqr-vn', ({ account, orderId }) => vietqrKey(account, orderId));
  await orders.reopen();
  tellsOf(tools, 'vietqr-vn', vietqrDialect(now), (transfer) => ({ orderId: orders.paidBy(transfer)?.orderId ?? '' }));
  return {
    partner: createVietqrVn({ bank, orders, accounts: () => settings.accounts, now }),
    openOrders: () =>
      orders.latest(listed).flatMap((order) => {
        const account = bank.accountOf(order.account);
        if (!account || orders.paymentsOf(order).length > 0) return [];
        const { orderId: reference, amount, description: about } = order;
        return [{ partner: 'vietqr-vn', reference, amount, about, state: 'PENDING', qr: payloadOf(order, account) }];
      }),
  };
}

async function openVnpay({ journal, settings, bank, outbox, now }: MoneyTools): Promise<MoneyParty> {
  const orders = new Orders<VnpayOrder>(journal, 'vnpay', ({ tmnCode, txnRef }) => vnpayKey(tmnCode, txnRef));
  await orders.reopen();
  const counter = new VnpayCounter({ orders, bank, outbox, settings, now });
  return {
    partner: createVnpay({ orders, counter, now }),
    routes: (app) => vnpayRoutes(app, orders, counter),
    openOrders: () =>
      orders
        .latest(listed)
        .filter(({ payments }) => payments.length === 0)
        .map(({ txnRef, amount, orderInfo, address }) => ({
          partner: 'vnpay',
          reference: txnRef,
          amount,
          about: orderInfo,
          state: 'PENDING',
          page: `/vnpay/paymentv2/vpcpay.html?${address}`,
        })),
    reopen: () => counter.reopen(),
  };
}

/** Lets a provider tell of the transfers on its accounts; `more`: what else it knows, undefined = it says nothing. */
function tellsOf<F extends TransferFacts>(
  { bank, outbox, settings }: MoneyTools,
  provider: string,
  dialect: Dialect<F>,
  more: (transfer: Transfer) => Omit<F, keyof TransferFacts> | undefined,
): void {
  bank.onTransfer((transfer, first) => {
    if (first.provider !== provider) return;
    const known = more(transfer);
    if (!known || !transfer.notify) return;
    const code = codeIn(transfer.sentText, first.codePrefix);
    outbox.take({
      id: `${provider}:${transfer.id}`,
      dialect,
      facts: () => {
        const account = settings.accounts.find(({ name }) => name === first.name) ?? first;
        return { ...known, transfer, account, url: callbackOf(account, settings) } as F;
      },
      group: first.name,
      keys: [transfer.id, transfer.bankReference, ...(code ? [code] : [])],
    });
  });
}

const trialLinkId = '124c33293c43417ab7879e14c8d9eb18';

/** The money of payOS's published sample, which it sends when a webhook is registered: an order that nobody knows. */
const trial = (account: BankAccount, url: string): TransferFacts => ({
  account: { ...account, accountNumber: '12345678' },
  url,
  transfer: {
    id: 'trial',
    number: 0,
    account: account.name,
    direction: 'in',
    amount: 3000,
    sentText: 'VQRIO123',
    text: 'VQRIO123',
    distortion: 'none',
    payer: { name: '', account: '', bankBin: '' },
    bankReference: 'TF230204212323',
    at: '2023-02-04T11:25:00.000Z',
    balance: 0,
    notify: true,
  },
});
