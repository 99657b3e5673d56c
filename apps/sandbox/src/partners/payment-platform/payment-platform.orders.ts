import type { Journal } from '../../journal/journal.js';

export const platformName = 'payment-platform';

/** One try of a person to pay an order. */
export interface PlatformPayment {
  /** `MaGiaoDich`. */
  id: string;
  amount: number;
  /** `MaNganHang`. */
  bank: string;
  at: string;
  /** From then on the platform knows that the money came; before, it answers *pending*. */
  settlesAt: string;
  /** When it confirms; absent = it never does. */
  confirmAt?: string;
}

/** An order as INIT made it, and what came of it. */
export interface PlatformOrder {
  /** `MaDoiTac`. */
  partnerCode: string;
  /** `MaThamChieu`. */
  reference: string;
  amount: number;
  /** `ThongTinGiaoDich`. */
  description: string;
  /** `ThoiGianGD` of INIT; QUERY has to name the same. */
  time: string;
  receipt: Record<string, unknown>;
  payments: readonly PlatformPayment[];
  cancelledAt?: string;
}

export type OrderState = 'waiting' | 'pending' | 'paid' | 'failed';

/** What the platform knows of an order at a moment. Money counts more than a cancellation. */
export function stateOf({ payments, cancelledAt }: PlatformOrder, now: Date): OrderState {
  if (payments.some(({ settlesAt }) => Date.parse(settlesAt) <= now.getTime())) return 'paid';
  if (payments.length > 0) return 'pending';
  return cancelledAt === undefined ? 'waiting' : 'failed';
}

/** The platform's orders: in memory, and in the journal before anybody is told of them. */
export class PlatformOrders {
  private readonly orders = new Map<string, PlatformOrder>();
  private payments = 0;

  constructor(private readonly journal: Journal) {
    journal.onClear(() => {
      this.orders.clear();
      this.payments = 0;
    });
  }

  /** Reads every stored order back. */
  async reopen(): Promise<void> {
    for await (const { record } of this.journal.effectsOfPartner(platformName)) this.keep(record as PlatformOrder);
  }

  get(partnerCode: string, reference: string): PlatformOrder | undefined {
    return this.orders.get(keyOf(partnerCode, reference));
  }

  /** The last orders, newest first. */
  latest(limit: number): PlatformOrder[] {
    return [...this.orders.values()].slice(-limit).reverse();
  }

  all(): IterableIterator<PlatformOrder> {
    return this.orders.values();
  }

  /** The next `MaGiaoDich`. */
  nextPaymentId(): string {
    return `GD${String(this.payments + 1).padStart(4, '0')}`;
  }

  /** Takes an order or what became of it into memory; the caller stores it. */
  keep(order: PlatformOrder): void {
    const key = keyOf(order.partnerCode, order.reference);
    this.payments += order.payments.length - (this.orders.get(key)?.payments.length ?? 0);
    this.orders.set(key, order);
  }

  /** Keeps and stores; settles when fsynced. */
  async change(order: PlatformOrder): Promise<void> {
    this.keep(order);
    const cause = { partner: platformName, operation: 'pay', call: 0 };
    await this.journal.store(cause, [{ key: order.reference, kind: 'updated', record: order }]);
  }
}

const keyOf = (partnerCode: string, reference: string): string => `${partnerCode} ${reference}`;
