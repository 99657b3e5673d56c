import { DigestSet } from './digest-set.js';
import {
  refuse,
  signedAmount,
  type Control,
  type StatementClosing,
  type StatementEntry,
  type StatementLimits,
  type StatementPart,
} from './statement-part.js';

export type NewEntry = Omit<StatementEntry, 'index'>;

/** What the file itself claims of its entries. */
export interface ClaimedTotals {
  readonly count?: number;
  readonly creditSum?: number;
  readonly debitSum?: number;
}

/** Numbers, checks and adds up the entries of one file, whatever its format; hands parts on in order. */
export class EntryLedger {
  readonly #seen = new DigestSet();
  readonly #controls = new Set<Control>();
  #entries = 0;
  #notBooked = 0;
  #in = { count: 0, sum: 0 };
  #out = { count: 0, sum: 0 };
  #net = 0;
  #first: string | undefined;
  #last: string | undefined;
  #account: string | undefined;

  constructor(
    private readonly limits: StatementLimits,
    private readonly give: (part: StatementPart) => void,
  ) {}

  get entries(): number {
    return this.#entries;
  }
  /** Sum of all movements so far, money in being positive. */
  get net(): number {
    return this.#net;
  }
  open(opening: Extract<StatementPart, { kind: 'opened' }>): void {
    this.#account = opening.account;
    this.give(opening);
  }

  /** A further statement in the same file goes on with the account of the first. */
  sameAccount(account: string | undefined, line: number): void {
    if (account !== this.#account) refuse('account.several', { line });
  }

  add(entry: NewEntry): void {
    const index = this.#entries + 1;
    if (index > this.limits.entries) {
      refuse('file.tooManyEntries', { line: entry.line, params: { maxEntries: this.limits.entries } });
    }
    const identity = identityOf(entry);
    if (identity !== undefined && !this.#seen.add(identity))
      refuse('entry.duplicate', { line: entry.line, entry: index });
    this.#entries = index;
    const signed = signedAmount(entry.kind, entry.amount);
    const side = signed > 0 ? this.#in : this.#out;
    side.count += 1;
    side.sum += entry.amount;
    this.#net += signed;
    if (!Number.isSafeInteger(side.sum)) refuse('amount.tooLarge', { line: entry.line, entry: index });
    if (this.#first === undefined || entry.day < this.#first) this.#first = entry.day;
    if (this.#last === undefined || entry.day > this.#last) this.#last = entry.day;
    this.give({ kind: 'entry', entry: { index, ...entry } });
  }

  /** Announced by the bank, and not booked: no money has moved yet. */
  skip(): void {
    this.#notBooked += 1;
  }

  checked(control: Control): void {
    this.#controls.add(control);
  }

  /** Opening balance and what moved since `netBefore` must give the closing balance. */
  checkBalances(opening: number, closing: number, line: number, netBefore = 0): void {
    const expected = opening + this.#net - netBefore;
    if (expected !== closing) refuse('totals.balance', { line, params: { expected, received: closing } });
    this.checked('balances');
  }

  /** What the file says of its own entries must be what came. */
  checkTotals(claimed: ClaimedTotals, line: number): void {
    const pairs = [
      ['totals.count', claimed.count, this.#in.count + this.#out.count],
      ['totals.sum', claimed.creditSum, this.#in.sum],
      ['totals.sum', claimed.debitSum, this.#out.sum],
    ] as const;
    for (const [code, received, expected] of pairs) {
      if (received === undefined) continue;
      if (received !== expected) refuse(code, { line, params: { expected, received } });
      this.checked(code === 'totals.count' ? 'count' : 'sums');
    }
  }

  close(closingBalance?: number): void {
    const closing: StatementClosing = {
      entries: this.#entries,
      credits: { ...this.#in },
      debits: { ...this.#out },
      notBooked: this.#notBooked,
      ...(closingBalance === undefined ? {} : { closingBalance }),
      ...(this.#first === undefined ? {} : { firstDay: this.#first, lastDay: this.#last! }),
      controls: [...this.#controls].sort(),
    };
    this.give({ kind: 'closed', ...closing });
  }
}

/**
 * Two rows of one file with the same identity are one movement listed twice. Without a number of the bank and without a
 * running balance two equal rows may well be two people paying the same fee: nothing is concluded.
 */
function identityOf(entry: NewEntry): string | undefined {
  if (entry.bankReference === undefined && entry.balanceAfter === undefined) return undefined;
  const { bankReference = '', balanceAfter = '', kind, amount, day, at = '', references, text } = entry;
  return JSON.stringify([bankReference, balanceAfter, kind, amount, day, at, references, text]);
}
