import { dayOfYear, vietnamDay, vietnamTime } from '../vietnam-time.js';
import type { BankAccount } from './account.js';
import type { Transfer } from './transfer.js';

const mostRecent = 100;

/** Every transfer of the bank, in memory: by id, by account in order of arrival, with balances. */
export class Book {
  private readonly byId = new Map<string, Transfer>();
  private readonly byReference = new Map<string, Transfer>();
  private readonly byAccount = new Map<string, Transfer[]>();
  private readonly moved = new Map<string, number>();
  private readonly perDay = new Map<string, number>();
  private recent: Transfer[] = [];
  private last = 0;

  constructor(private readonly firstNumber: number) {}

  get count(): number {
    return this.byId.size;
  }

  get(id: string): Transfer | undefined {
    return this.byId.get(id);
  }

  /** By the bank's own reference. */
  withReference(bankReference: string): Transfer | undefined {
    return this.byReference.get(bankReference);
  }

  /** Transfers of an account in order of arrival. */
  of(account: string): readonly Transfer[] {
    return this.byAccount.get(account) ?? [];
  }

  /** The last transfers, newest first. */
  latest(count: number): Transfer[] {
    return this.recent.slice(-count).reverse();
  }

  /** Every transfer with a number above `after`, in order. */
  *after(after: number): Generator<Transfer> {
    for (const transfer of this.byId.values()) if (transfer.number > after) yield transfer;
  }

  balance({ name, openingBalance }: BankAccount): number {
    return openingBalance + (this.moved.get(name) ?? 0);
  }

  /** The number of the next transfer. */
  nextNumber(): number {
    return Math.max(this.last + 1, this.firstNumber);
  }

  /** `FT`, year, day of the year, number within the day. */
  nextReference(at: Date): string {
    const count = (this.perDay.get(vietnamDay(at)) ?? 0) + 1;
    return `FT${vietnamTime(at).year.slice(-2)}${dayOfYear(at)}${String(count).padStart(6, '0')}`;
  }

  add(transfer: Transfer): void {
    this.byId.set(transfer.id, transfer);
    this.byReference.set(transfer.bankReference, transfer);
    const list = this.byAccount.get(transfer.account);
    if (list) list.push(transfer);
    else this.byAccount.set(transfer.account, [transfer]);
    this.moved.set(transfer.account, (this.moved.get(transfer.account) ?? 0) + signed(transfer));
    this.recent.push(transfer);
    if (this.recent.length > 2 * mostRecent) this.recent = this.recent.slice(-mostRecent);
    this.last = Math.max(this.last, transfer.number);
    const day = vietnamDay(new Date(transfer.at));
    this.perDay.set(day, (this.perDay.get(day) ?? 0) + 1);
  }

  clear(): void {
    for (const map of [this.byId, this.byReference, this.byAccount, this.moved, this.perDay]) map.clear();
    this.recent = [];
    this.last = 0;
  }
}

/** What a transfer adds to the balance of its account, VND. */
export const signed = ({ direction, amount }: Transfer): number => (direction === 'in' ? amount : -amount);
