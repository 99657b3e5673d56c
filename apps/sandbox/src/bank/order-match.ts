import type { Transfer } from './transfer.js';

/** What a provider needs of an order to find the money that pays it. */
export interface Payable {
  /** Account of the bank it is to be paid to. */
  account: string;
  /** Text that the transfer has to carry. */
  description: string;
  /** Number of the first transfer that can pay it. */
  fromTransfer: number;
}

interface Desk {
  lengths: Set<number>;
  /** Keys of the orders with a text, the last one last. */
  keys: Map<string, { key: string; fromTransfer: number }[]>;
}

/**
 * Which order a transfer pays: same account, the order's text somewhere in its own, whatever the channel did to letters
 * and blanks. Found by text, not by walking over the orders.
 */
export class OrderMatcher {
  private readonly desks = new Map<string, Desk>();
  private readonly payments = new Map<string, Transfer[]>();

  add(key: string, { account, description, fromTransfer }: Payable): void {
    const text = bare(description);
    if (text === '') return;
    const desk = this.desks.get(account) ?? { lengths: new Set(), keys: new Map() };
    this.desks.set(account, desk);
    desk.lengths.add(text.length);
    desk.keys.set(text, [...(desk.keys.get(text) ?? []), { key, fromTransfer }]);
  }

  /** The key of the order that a transfer pays, noted for `paymentsOf`; undefined where it pays none. */
  pay(transfer: Transfer): string | undefined {
    if (transfer.direction !== 'in' || transfer.reverses !== undefined) return undefined;
    const desk = this.desks.get(transfer.account);
    const found = desk && find(desk, bare(transfer.text), transfer.number);
    if (found === undefined) return undefined;
    const paying = this.payments.get(found);
    if (paying) paying.push(transfer);
    else this.payments.set(found, [transfer]);
    return found;
  }

  /** The transfers that paid an order, in order of arrival. */
  paymentsOf(key: string): readonly Transfer[] {
    return this.payments.get(key) ?? [];
  }

  clear(): void {
    this.desks.clear();
    this.payments.clear();
  }
}

function find({ lengths, keys }: Desk, text: string, number: number): string | undefined {
  for (const length of lengths) {
    for (let at = 0; at + length <= text.length; at++) {
      const order = keys.get(text.slice(at, at + length))?.findLast(({ fromTransfer }) => number >= fromTransfer);
      if (order) return order.key;
    }
  }
  return undefined;
}

const bare = (text: string): string =>
  text
    .normalize('NFD')
    .replaceAll(/[\u0111\u0110]/g, 'D')
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]/g, '');
