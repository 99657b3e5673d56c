import type { AccountListed, DossierContent, PaymentClaimed } from '@lienthong/contracts';
import type { Timer, TimerKey } from '@lienthong/store';
import type { Claim } from '../rules/claims.js';
import type { Candidate, CreditSigns } from '../rules/signs.js';
import type { Ledger, Owed } from '../rules/payment.js';
import type { Refund } from '../rules/refund.js';
import type { Admission, AdmissionWindow } from '../windows/admission.js';
import type { Disagreement, StoredCredit, StoredPayment } from './stored.js';

/** What one transaction knows of money and is going to write; stands beside the batch's subjects and exchanges. */
export class MoneyBook {
  readonly payments = new Map<string, StoredPayment>();
  readonly loadedPayments = new Map<string, StoredPayment>();
  readonly credits = new Map<string, StoredCredit>();
  /** Ids under which the same money was told by another source. */
  readonly aliases = new Map<string, string>();
  readonly newAliases = new Map<string, string>();
  readonly changedCredits = new Set<string>();
  /** Credits of the payments that statements name, that an entry of some statement is already. */
  readonly shown = new Set<string>();
  readonly refunds = new Map<string, Refund>();
  readonly changedRefunds = new Set<string>();
  /** By payment, in the order in which they came. */
  readonly claims = new Map<string, readonly Claim[]>();
  readonly newClaims: PaymentClaimed[] = [];
  readonly listings: AccountListed[] = [];
  readonly disagreements = new Set<string>();
  readonly newDisagreements: Disagreement[] = [];
  /** Bodies of dossiers, opened when they are needed. */
  readonly bodies = new Map<string, () => DossierContent>();
  /** Signs of credits; `undefined` where the detail cannot be opened. */
  readonly signs = new Map<string, CreditSigns | undefined>();
  readonly candidates: (Candidate & { readonly dossier: string })[] = [];
  readonly windows = new Map<string, AdmissionWindow>();
  readonly loadedWindows = new Map<string, AdmissionWindow>();
  /** Places of payments that ended before their turn came. */
  readonly freedNumbers: Pick<Admission, 'window' | 'number'>[] = [];
  readonly timers: Timer[] = [];
  readonly endedTimers: TimerKey[] = [];
  /** Numbers drawn from the sequence of references, for payments of this batch; `held`: accounts whose number of it is not free. */
  numbers: { readonly number: number; readonly held: readonly string[] }[] = [];

  /** Payments of one dossier as the rules see them, in the order in which they were opened. */
  ledgerOf(dossier: string, owed: Owed): Ledger {
    return { owed, payments: [...this.payments.values()].filter((payment) => payment.dossier === dossier) };
  }

  hasPayments(dossier: string): boolean {
    for (const payment of this.payments.values()) if (payment.dossier === dossier) return true;
    return false;
  }

  /** Takes over what the rules changed. */
  take(ledger: Ledger): void {
    // The rules copy what they do not know.
    for (const payment of ledger.payments) this.payments.set(payment.id, payment as StoredPayment);
  }

  /** A number of the sequence for a payment to this account; `undefined` while all of its account numbers are held. */
  takeNumber(account: string): number | undefined {
    const at = this.numbers.findIndex(({ held }) => !held.includes(account));
    return at < 0 ? undefined : this.numbers.splice(at, 1)[0]!.number;
  }

  put(payment: StoredPayment): void {
    this.payments.set(payment.id, payment);
  }

  /** Payments that are to be written. */
  changed(): readonly StoredPayment[] {
    return [...this.payments.values()].filter((payment) => this.loadedPayments.get(payment.id) !== payment);
  }

  putCredit(credit: StoredCredit): void {
    this.credits.set(credit.id, credit);
    this.changedCredits.add(credit.id);
  }

  alias(id: string, credit: string): void {
    this.aliases.set(id, credit);
    this.newAliases.set(id, credit);
  }

  putRefund(refund: Refund): void {
    this.refunds.set(refund.id, refund);
    this.changedRefunds.add(refund.id);
  }

  disagree(disagreement: Disagreement): boolean {
    if (this.disagreements.has(disagreement.sameness)) return false;
    this.disagreements.add(disagreement.sameness);
    this.newDisagreements.push(disagreement);
    return true;
  }
}

/** What a dossier owes, by its content. */
export function owedBy({ fees, status }: Pick<DossierContent, 'fees' | 'status'>): Owed {
  const sums = new Map<string, number>();
  for (const { code, amount } of fees ?? []) sums.set(code, (sums.get(code) ?? 0) + amount);
  return { ended: status === 'refused' || status === 'withdrawn' || status === 'stopped', fees: sums };
}
