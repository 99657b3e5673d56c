import type { Journal } from '../journal/journal.js';
import { OrderMatcher, type Payable } from './order-match.js';
import type { Transfer } from './transfer.js';

/** Orders of one provider: in memory by key, in the journal before anybody is told of them, with what paid them. */
export class Orders<T extends Payable> {
  private readonly byKey = new Map<string, T>();
  private readonly matcher = new OrderMatcher();

  constructor(
    private readonly journal: Journal,
    private readonly partner: string,
    private readonly keyOf: (order: T) => string,
  ) {
    journal.onClear(() => {
      this.byKey.clear();
      this.matcher.clear();
    });
  }

  /** Reads every stored order back. */
  async reopen(): Promise<void> {
    for await (const { record } of this.journal.effectsOfPartner(this.partner)) this.keep(record as T);
  }

  get(key: string): T | undefined {
    return this.byKey.get(key);
  }

  find(fits: (order: T) => boolean): T | undefined {
    for (const order of this.byKey.values()) if (fits(order)) return order;
    return undefined;
  }

  /** The last ones, newest first. */
  latest(limit: number): T[] {
    return [...this.byKey.values()].slice(-limit).reverse();
  }

  /** Takes an order or what became of it into memory; the caller stores it. */
  keep(order: T): void {
    const key = this.keyOf(order);
    if (!this.byKey.has(key)) this.matcher.add(key, order);
    this.byKey.set(key, order);
  }

  /** Keeps and stores; settles when fsynced. */
  async change(order: T, operation: string): Promise<void> {
    this.keep(order);
    const cause = { partner: this.partner, operation, call: 0 };
    await this.journal.store(cause, [{ key: this.keyOf(order), kind: 'updated', record: order }]);
  }

  /** The order that a transfer pays; to be told of every transfer once, in order. */
  paidBy(transfer: Transfer): T | undefined {
    const key = this.matcher.pay(transfer);
    return key === undefined ? undefined : this.byKey.get(key);
  }

  paymentsOf(order: T): readonly Transfer[] {
    return this.matcher.paymentsOf(this.keyOf(order));
  }
}
