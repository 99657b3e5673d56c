import type { BankAccount } from '../../bank/account.js';
import type { Bank } from '../../bank/bank.js';
import { callbackOf } from '../../bank/callback-of.js';
import type { Orders } from '../../bank/orders.js';
import type { MoneySettings } from '../../bank/settings.js';
import type { Outbox } from '../../notifications/outbox.js';
import { vnpayDialect } from './vnpay.dialect.js';
import { vnpayKey, type VnpayOrder, type VnpayPayment } from './vnpay.orders.js';
import { receivedCanonical, vnpayHash } from './vnpay.signature.js';
import { sameText } from '../reading.js';

const firstTransactionNo = 14_226_112;

export type OpenRefusal = 'badFields' | 'badTerminal' | 'badHash';

export interface VnpayCounterOptions {
  orders: Orders<VnpayOrder>;
  bank: Bank;
  outbox: Outbox;
  settings: MoneySettings;
  now: () => Date;
}

/** What a payer's browser does at VNPAY: come with an address, pay, give up. Money is booked and the IPN goes out. */
export class VnpayCounter {
  private last = firstTransactionNo - 1;

  constructor(private readonly options: VnpayCounterOptions) {}

  /** Goes on with what was stored when the process ended. */
  async reopen(): Promise<void> {
    for (const order of this.options.orders.latest(Infinity)) {
      for (const payment of order.payments) {
        this.last = Math.max(this.last, payment.transactionNo);
        await this.carryOut(order, payment);
      }
    }
  }

  /** Takes the order that an address names; settles when it is fsynced. */
  async open(query: string): Promise<VnpayOrder | OpenRefusal> {
    const fields = Object.fromEntries(new URLSearchParams(query));
    const { vnp_TmnCode: tmnCode = '', vnp_TxnRef: txnRef = '', vnp_SecureHash: hash = '' } = fields;
    if (!isComplete(fields)) return 'badFields';
    const account = this.accountOf(tmnCode);
    if (!account) return 'badTerminal';
    const right = vnpayHash(receivedCanonical(query), account.secrets['hashSecret'] ?? '');
    if (!sameText(hash.toLowerCase(), right)) return 'badHash';
    const { orders, bank } = this.options;
    const there = orders.get(vnpayKey(tmnCode, txnRef));
    if (there) return there;
    const order: VnpayOrder = {
      account: account.name,
      description: txnRef,
      fromTransfer: bank.book.nextNumber(),
      tmnCode,
      txnRef,
      amount: Number(fields['vnp_Amount']) / 100,
      orderInfo: fields['vnp_OrderInfo']!,
      createDate: fields['vnp_CreateDate']!,
      returnUrl: fields['vnp_ReturnUrl']!,
      address: query,
      payments: [],
    };
    await orders.change(order, 'open');
    return order;
  }

  /** Settles when the payment is fsynced. */
  async pay(order: VnpayOrder, wish: Partial<Omit<VnpayPayment, 'transactionNo' | 'at'>>): Promise<VnpayOrder> {
    const payment: VnpayPayment = {
      amount: order.amount,
      outcome: 'paid',
      ...wish,
      transactionNo: ++this.last,
      at: this.options.now().toISOString(),
    };
    const paid = { ...order, payments: [...order.payments, payment] };
    await this.options.orders.change(paid, 'pay');
    await this.carryOut(paid, payment);
    return paid;
  }

  accountOf(tmnCode: string): BankAccount | undefined {
    return this.options.settings.accounts.find(
      ({ provider, secrets }) => provider === 'vnpay' && secrets['tmnCode'] === tmnCode,
    );
  }

  private async carryOut(order: VnpayOrder, payment: VnpayPayment): Promise<void> {
    const first = this.accountOf(order.tmnCode);
    if (!first) return;
    const { bank, outbox, settings } = this.options;
    if (payment.outcome !== 'failed') {
      const { amount, at } = payment;
      const text = `VNP${payment.transactionNo} ${order.txnRef} ${order.orderInfo}`;
      const payer = { name: 'NGUYEN VAN A', account: '9704198526191432198', bankBin: '970419' };
      await bank.transfer([
        {
          id: `vnpay-${payment.transactionNo}`,
          account: first.name,
          amount,
          text,
          payer,
          at,
          direction: 'in',
          distortion: 'none',
          notify: false,
        },
      ]);
    }
    outbox.take({
      id: `vnpay:${payment.transactionNo}`,
      dialect: vnpayDialect,
      facts: () => {
        const account = this.accountOf(order.tmnCode) ?? first;
        return { order, payment, account, url: callbackOf(account, settings) };
      },
      group: first.name,
      keys: [order.txnRef, String(payment.transactionNo)],
    });
  }
}

/** Has the address every field that it has to have? */
function isComplete(fields: Record<string, string>): boolean {
  const rules: Record<string, RegExp> = {
    vnp_Version: /^2\.1\.0$/,
    vnp_Command: /^pay$/,
    vnp_TmnCode: /^[A-Za-z0-9]{8}$/,
    vnp_Amount: /^[1-9]\d{2,11}$/,
    vnp_CurrCode: /^VND$/,
    vnp_TxnRef: /^[A-Za-z0-9]{1,100}$/,
    vnp_OrderInfo: /^[\x20-\x7e]{1,255}$/,
    vnp_CreateDate: /^\d{14}$/,
    vnp_IpAddr: /^[0-9A-Fa-f.:]{7,45}$/,
    vnp_Locale: /^(vn|en)$/,
    vnp_ReturnUrl: /^https?:\/\//,
    vnp_SecureHash: /^[0-9A-Fa-f]{128}$/,
  };
  return Object.entries(rules).every(([name, rule]) => rule.test(fields[name] ?? ''));
}
