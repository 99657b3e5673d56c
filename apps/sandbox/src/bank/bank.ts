import { randomUUID } from 'node:crypto';
import type { FieldProblem } from '../fields.js';
import type { Journal } from '../journal/journal.js';
import { seededRandom } from '../situations/random.js';
import type { BankAccount } from './account.js';
import { Book, signed } from './book.js';
import { distort } from './distort.js';
import type { MoneySettings } from './settings.js';
import type { Transfer, TransferRequest } from './transfer.js';
import { scanPayload } from './vietqr-payload.js';

export const bankName = 'bank';

/** Hears of every transfer once it is stored; at start again of every one there is, in order, with `stored: 'before'`. */
export type TransferListener = (transfer: Transfer, account: BankAccount, stored: 'now' | 'before') => void;

/** What asking for a transfer came to. `repeated`: its id was there already. */
export type Booked = { transfer: Transfer; repeated: boolean } | { problems: FieldProblem[] };

export interface BankOptions {
  journal: Journal;
  settings: MoneySettings;
  now: () => Date;
}

/** Accounts and transfers. A transfer is told to nobody, neither its payer nor a provider, before it is fsynced. */
export class Bank {
  readonly book: Book;
  private readonly listeners: TransferListener[] = [];

  constructor(private readonly options: BankOptions) {
    this.book = new Book(options.settings.firstNumber);
    options.journal.onClear(() => this.book.clear());
  }

  onTransfer(listener: TransferListener): void {
    this.listeners.push(listener);
  }

  /** Reads every stored transfer back and tells the listeners. */
  async reopen(): Promise<void> {
    for await (const { record } of this.options.journal.effectsOfPartner(bankName)) {
      const transfer = record as Transfer;
      this.book.add(transfer);
      this.tell(transfer, 'before');
    }
  }

  /** The account with this name or number, its own or one of its virtual ones. */
  accountOf(nameOrNumber: string, bankBin?: string): BankAccount | undefined {
    const { accounts } = this.options.settings;
    const there = accounts.filter((account) => bankBin === undefined || account.bankBin === bankBin);
    return (
      there.find(({ name, accountNumber }) => name === nameOrNumber || accountNumber === nameOrNumber) ??
      there.find((account) => isVirtual(account, nameOrNumber))
    );
  }

  /** Books transfers, all or none; settles when they are fsynced. */
  async transfer(requests: readonly TransferRequest[]): Promise<Booked[]> {
    const prepared = requests.map((request, i) => this.prepare(request, requests.length > 1 ? `[${i}]` : ''));
    if (prepared.some((one) => 'problems' in one)) return prepared.filter((one) => 'problems' in one);
    const now = this.options.now();
    const booked = (prepared as Prepared[]).map((one) => this.enter(one, now));
    await this.store(booked.flatMap(({ transfer, repeated }) => (repeated ? [] : [transfer])));
    return booked;
  }

  /** Takes a transfer back, or a part of it. A sentence where that cannot be. */
  async reverse(id: string, amount: number | undefined, notify: boolean): Promise<Transfer | string> {
    const original = this.book.get(id);
    if (!original) return 'no transfer has this id';
    const account = this.accountOf(original.account);
    if (!account) return 'its account is no longer there';
    if (amount !== undefined && amount > original.amount) return 'more cannot be taken back than was moved';
    const at = this.options.now();
    const reversal: Transfer = {
      ...original,
      id: randomUUID(),
      number: this.book.nextNumber(),
      direction: original.direction === 'in' ? 'out' : 'in',
      amount: amount ?? original.amount,
      bankReference: this.book.nextReference(at),
      at: at.toISOString(),
      reverses: original.id,
      notify,
    };
    reversal.balance = this.book.balance(account) + signed(reversal);
    this.book.add(reversal);
    await this.store([reversal]);
    return reversal;
  }

  private async store(transfers: readonly Transfer[]): Promise<void> {
    if (transfers.length === 0) return this.options.journal.settled();
    const changes = transfers.map((record) => ({ key: record.id, kind: 'created' as const, record }));
    await this.options.journal.store({ partner: bankName, operation: 'transfer', call: 0 }, changes);
    for (const transfer of transfers) this.tell(transfer, 'now');
  }

  private tell(transfer: Transfer, stored: 'now' | 'before'): void {
    const account = this.accountOf(transfer.account);
    if (account) for (const listener of this.listeners) listener(transfer, account, stored);
  }

  /** Finds out where the money goes and how much it is. */
  private prepare(request: TransferRequest, path: string): Prepared | { problems: FieldProblem[] } {
    const problem = (field: string, text: string) => ({
      problems: [{ field: path ? `${path}.${field}` : field, problem: text }],
    });
    const scanned = request.qr === undefined ? undefined : scanPayload(request.qr);
    if (typeof scanned === 'string') return problem('qr', `is refused: ${scanned}`);
    const account = scanned
      ? this.accountOf(scanned.accountNumber, scanned.bankBin)
      : this.accountOf(request.account ?? '');
    if (!account) return problem(scanned ? 'qr' : 'account', 'names no account of this bank');
    if (scanned && request.account !== undefined && this.accountOf(request.account) !== account)
      return problem('account', 'is another account than that of qr');
    const amount = request.amount ?? scanned?.amount;
    if (amount === undefined) return problem('amount', 'must be given: the payload leaves it to the payer');
    const number = scanned?.accountNumber ?? request.account ?? '';
    const virtualAccount = request.virtualAccount ?? (isVirtual(account, number) ? number : undefined);
    const text = request.text ?? scanned?.text ?? '';
    return { request, account, amount, text, ...(virtualAccount === undefined ? {} : { virtualAccount }) };
  }

  private enter(
    { request, account, amount, text, virtualAccount }: Prepared,
    now: Date,
  ): { transfer: Transfer; repeated: boolean } {
    const there = request.id === undefined ? undefined : this.book.get(request.id);
    if (there) return { transfer: there, repeated: true };
    const at = request.at === undefined ? now : new Date(request.at);
    const number = this.book.nextNumber();
    const words = {
      text,
      payerName: request.payer.name,
      payerAccount: request.payer.account,
      payeeName: account.accountName,
      payeeAccount: account.accountNumber,
      at,
    };
    const shown = distort(request.distortion, words, seededRandom(request.seed ?? number));
    const transfer: Transfer = {
      id: request.id ?? randomUUID(),
      number,
      account: account.name,
      direction: request.direction,
      amount,
      sentText: text,
      text: shown.text,
      distortion: shown.distortion,
      payer: request.payer,
      bankReference: this.book.nextReference(at),
      at: at.toISOString(),
      ...(virtualAccount === undefined ? {} : { virtualAccount }),
      balance: 0,
      notify: request.notify,
    };
    transfer.balance = this.book.balance(account) + signed(transfer);
    this.book.add(transfer);
    return { transfer, repeated: false };
  }
}

interface Prepared {
  request: TransferRequest;
  account: BankAccount;
  amount: number;
  text: string;
  virtualAccount?: string;
}

const isVirtual = ({ virtualAccounts: v }: BankAccount, number: string): boolean =>
  v !== undefined && number.startsWith(v.prefix) && number.length === v.prefix.length + v.digits;
