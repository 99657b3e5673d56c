import { happen, type Consequence, type Happening } from '../happen.js';
import type { Ledger, Owed, Payment } from '../payment.js';

/** Ledgers for specs: a dossier that owes `fees`, and what happens to its payments, a second apart. */
export class LedgerPlay {
  ledger: Ledger;
  readonly told: Consequence[] = [];
  #second = 0;

  constructor(fees: Readonly<Record<string, number>>) {
    this.ledger = { owed: owing(fees), payments: [] };
  }

  at(seconds = this.#second): string {
    return new Date(Date.UTC(2026, 10, 22, 9, 0, seconds)).toISOString();
  }

  /** Opens a payment of these fees at the amounts that the dossier owes. */
  open(id: string, codes: readonly string[], change: Partial<Payment> = {}): this {
    const fees = codes.map((code) => ({
      ...{ code, name: code, kind: 'fee' },
      amount: this.ledger.owed.fees.get(code) ?? 0,
    })) as Payment['fees'];
    const payment: Payment = {
      ...{ id, dossier: 'H44.01-1', reference: `REF${id}`, method: 'bankQr', account: 'kho-bac-1' },
      ...{ amount: fees.reduce((sum, fee) => sum + fee.amount, 0), fees, state: 'open' },
      ...{ received: 0, refunded: 0, late: false, createdAt: this.at(), expiresAt: this.at(600) },
      ...change,
    };
    return this.happens({ kind: 'opened', payment });
  }

  credit(payment: string, amount: number, bankTime = this.at()): this {
    return this.happens({ kind: 'credited', payment, amount, bankTime });
  }
  /** When its time has come. */
  expire(payment: string): this {
    const due = (Date.parse(this.payment(payment).expiresAt) - Date.parse(this.at(0))) / 1000;
    this.#second = Math.max(this.#second, due);
    return this.happens({ kind: 'expired', payment });
  }
  cancel(payment: string, why = 'client'): this {
    return this.happens({ kind: 'cancelled', payment, why });
  }
  state(fees: Readonly<Record<string, number>>, ended = false): this {
    this.ledger = { ...this.ledger, owed: { ...owing(fees), ended } };
    return this.happens({ kind: 'stated' });
  }

  happens(happening: Happening): this {
    const { ledger, consequences } = happen(this.ledger, happening, this.at());
    this.#second += 10;
    this.ledger = ledger;
    this.told.push(...consequences);
    return this;
  }

  payment(id: string): Payment {
    return this.ledger.payments.find((one) => one.id === id)!;
  }
  refundsDue(): readonly (readonly [string, number, string])[] {
    return this.told.flatMap((one) => (one.kind === 'refundDue' ? [[one.payment, one.amount, one.why] as const] : []));
  }
}

const owing = (fees: Readonly<Record<string, number>>): Owed => ({
  ended: false,
  fees: new Map(Object.entries(fees)),
});
