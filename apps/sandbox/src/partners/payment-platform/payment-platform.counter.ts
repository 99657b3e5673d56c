import type { Bank } from '../../bank/bank.js';
import type { MoneySettings, PlatformClient } from '../../bank/settings.js';
import type { Outbox } from '../../notifications/outbox.js';
import { confirmDialect } from './payment-platform.dialect.js';
import {
  platformName,
  type PlatformOrder,
  type PlatformOrders,
  type PlatformPayment,
} from './payment-platform.orders.js';

/** How a person pays. */
export interface PayWish {
  /** VND; default what the order asks for. */
  amount?: number;
  /** `MaNganHang`. */
  bank?: string;
  /** So long the platform answers *pending*, minutes, divided by the speed. */
  pendingMinutes?: number;
  /** So much later it confirms, minutes, divided by the speed. */
  confirmMinutes?: number;
  /** False: no confirmation. */
  confirm?: boolean;
}

export interface CounterOptions {
  orders: PlatformOrders;
  bank: Bank;
  outbox: Outbox;
  settings: MoneySettings;
  now: () => Date;
}

/** What persons do on the pay page: pay, again, late; cancel. The money is booked and the confirmation goes out. */
export class PlatformCounter {
  constructor(private readonly options: CounterOptions) {}

  /** Goes on with what was stored when the process ended. */
  async reopen(): Promise<void> {
    for (const order of this.options.orders.all()) {
      for (const payment of order.payments) await this.carryOut(order, payment);
      if (order.cancelledAt !== undefined) this.confirm(order);
    }
  }

  /** Settles when the payment is fsynced. */
  async pay(order: PlatformOrder, wish: PayWish): Promise<PlatformOrder> {
    const { orders, settings, now } = this.options;
    const at = now();
    const after = (minutes: number) => new Date(at.getTime() + (minutes * 60_000) / settings.speed).toISOString();
    const pending = wish.pendingMinutes ?? 0;
    const payment: PlatformPayment = {
      id: orders.nextPaymentId(),
      amount: wish.amount ?? order.amount,
      bank: wish.bank ?? 'BIDV',
      at: at.toISOString(),
      settlesAt: after(pending),
      ...(wish.confirm === false ? {} : { confirmAt: after(pending + (wish.confirmMinutes ?? 0)) }),
    };
    const paid = { ...order, payments: [...order.payments, payment] };
    await orders.change(paid);
    await this.carryOut(paid, payment);
    return paid;
  }

  async cancel(order: PlatformOrder): Promise<PlatformOrder> {
    const cancelled = { ...order, cancelledAt: this.options.now().toISOString() };
    await this.options.orders.change(cancelled);
    this.confirm(cancelled);
    return cancelled;
  }

  private clientOf(order: PlatformOrder): PlatformClient | undefined {
    return this.options.settings.platformClients.find(({ partnerCode }) => partnerCode === order.partnerCode);
  }

  /** Books the money at the bank, once, and tells us. */
  private async carryOut(order: PlatformOrder, payment: PlatformPayment): Promise<void> {
    const { bank } = this.options;
    const client = this.clientOf(order);
    if (client && bank.accountOf(client.account)) {
      const id = `${platformName}-${order.partnerCode}-${payment.id}`.replaceAll(/[^A-Za-z0-9_.:-]/g, '_');
      const text = `${order.reference} ${order.description}`;
      const payer = { name: 'NGUYEN VAN A', account: '0071000888888', bankBin: '970418' };
      await bank.transfer([
        {
          id,
          account: client.account,
          amount: payment.amount,
          text,
          payer,
          at: payment.settlesAt,
          direction: 'in',
          distortion: 'none',
          notify: true,
        },
      ]);
    }
    if (payment.confirmAt !== undefined) this.confirm(order, payment);
  }

  private confirm(order: PlatformOrder, payment?: PlatformPayment): void {
    const { outbox, settings } = this.options;
    const first = this.clientOf(order);
    if (!first) return;
    outbox.take({
      id: `${platformName}:${order.partnerCode}:${order.reference}:${payment?.id ?? 'cancelled'}`,
      dialect: confirmDialect,
      facts: () => {
        const client = this.clientOf(order) ?? first;
        const url = client.callbackUrl ?? `${settings.callbackBase}/callbacks/${platformName}/${client.name}`;
        return { order, client, url, paid: payment !== undefined, ...(payment ? { payment } : {}) };
      },
      group: first.name,
      ...(payment?.confirmAt === undefined ? {} : { dueAt: payment.confirmAt }),
      keys: [order.reference, ...(payment ? [payment.id] : [])],
    });
  }
}
