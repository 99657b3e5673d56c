import { setTimeout as sleep } from 'node:timers/promises';
import { codeOf, persist, type Persistence } from '../proof/persist.mts';
import type { Api, Reply } from '../proof/api.mts';
import { aDossier } from '../support/dossier.ts';
import type { Bank } from './bank.mts';
import type { Till } from './tills.mts';

/** A payment as the API shows it. */
export interface Payment {
  readonly id: string;
  readonly dossier: string;
  readonly reference: string;
  readonly account: string;
  readonly amount: number;
  readonly fees: readonly { readonly code: string }[];
  readonly state: string;
  readonly coverage: string;
  readonly late: boolean;
  readonly refund: string;
  readonly received: number;
  readonly expiresAt: string;
  readonly disagreements: number;
  readonly qr: { readonly payload: string } | null;
  readonly redirectUrl: string | null;
  readonly credits: readonly { readonly id: string }[];
  readonly refunds: readonly { readonly id: string; readonly amount: number; readonly state: string }[];
}

export interface FeeParts {
  readonly api: Api;
  readonly bank: Bank;
  readonly figures: Persistence & { accepted: number };
  readonly till: Till;
  /** Of the dossier. */
  readonly code: string;
  readonly index: number;
  readonly random: () => number;
}

/** VND that many payers pay alike. */
const commonAmounts = [20_000, 50_000, 50_000, 100_000, 150_000];

/** One fee as everybody who has to do with it acts: its agency, its payers, the bank. */
export class Fee {
  readonly till: Till;
  readonly code: string;
  readonly index: number;
  readonly random: () => number;
  readonly amount: number;
  readonly #parts: FeeParts;
  #revision = 0;
  #transfers = 0;
  #said = 0;

  /** `own`: an amount that no other fee of the run has, by which a person tells whose money it was. */
  constructor(parts: FeeParts, own: boolean) {
    this.#parts = parts;
    ({ till: this.till, code: this.code, index: this.index, random: this.random } = parts);
    this.amount = own
      ? 1_000_000 + parts.index * 10
      : commonAmounts[Math.floor(parts.random() * commonAmounts.length)]!;
  }

  /** What the dossier's agency states: fees by code and amount, and a status. */
  async state(fees: Readonly<Record<string, number>>, status: 'received' | 'withdrawn' = 'received'): Promise<void> {
    this.#revision += 1;
    const body = {
      ...aDossier(),
      ...{ revision: this.#revision, unit: this.till.unit, status, summary: `${this.code} lần ${this.#revision}` },
      fees: Object.entries(fees).map(([code, amount]) => {
        return { code, name: 'Lệ phí', amount, kind: 'charge', collectAt: 'reception' };
      }),
    };
    await this.#say('PUT', `/v1/dossiers/${this.code}`, body);
  }

  /** Payments that ended before their payer had seen anything of them; nothing came of them. */
  readonly lapsed: string[] = [];

  /** Opened for so many seconds, with everything that its payer needs; for longer where that was not enough to get so far. */
  async open(fee = 'LP01', seconds = 86_400): Promise<Payment> {
    const payment = await this.#open(fee, seconds);
    if (payment.state === 'open') {
      // Money of the payment before may have come meanwhile: then no page asks for what is left, and a QR does.
      if (this.till.by === 'vnpay' && payment.redirectUrl !== null)
        await this.#parts.bank.openPage(payment.redirectUrl);
      return payment;
    }
    if (payment.state !== 'expired') throw new Error(`${payment.reference} is ${payment.state}`);
    this.lapsed.push(payment.id);
    return this.open(fee, seconds * 3);
  }

  async #open(fee: string, seconds: number): Promise<Payment> {
    const expiresAt = new Date(Date.now() + seconds * 1000).toISOString();
    const body = { dossier: this.code, fees: [fee], method: this.till.method, expiresAt };
    const reply = await this.#ask('POST', '/v1/payments', body);
    // Said again for so long that its end had come: said anew.
    if (codeOf(reply) === 'payment.expiresTooEarly') {
      // Where a clock is ahead of ours, not at once.
      await sleep(100);
      return this.#open(fee, seconds);
    }
    const first = this.#accepted(reply) as Payment;
    const payment = await this.until(first, ({ state }) => state !== 'initiating' && state !== 'unknown', 180);
    if (!payment) throw new Error(`${this.code}: its order never came about`);
    return payment;
  }

  async cancel({ id }: Payment): Promise<void> {
    await this.#say('POST', `/v1/payments/${id}/cancellation`, {});
  }

  /** The payment once it is as wanted; undefined where that takes longer. */
  async until(payment: Payment, is: (now: Payment) => boolean, seconds = 6): Promise<Payment | undefined> {
    for (const until = Date.now() + seconds * 1000; ;) {
      if (is(payment)) return payment;
      if (Date.now() > until) return undefined;
      await sleep(400);
      payment = await this.#parts.api.read<Payment>(`/v1/payments/${payment.id}`, 'client', 60);
    }
  }

  /** Waits as long as it takes: that it ends is promised. */
  async expiry(payment: Payment): Promise<void> {
    await sleep(Math.max(0, Date.parse(payment.expiresAt) - Date.now()));
    if (!(await this.until(payment, ({ state }) => state === 'expired', 90)))
      throw new Error(`${payment.reference} did not expire`);
  }

  /** Somebody pays as the payment says; the number of the transfer. */
  pay(payment: Payment, amount: number, more: object = {}): Promise<string> {
    const { by } = this.till;
    const hasPage = by === 'platform' || (by === 'vnpay' && payment.redirectUrl !== null);
    if (by !== 'transfer' && hasPage) return this.#parts.bank.payOrder(by, payment.reference, amount);
    // An order whose answer was lost has the provider's page only, which says where to pay and with which words.
    const to = payment.qr ? { qr: payment.qr.payload } : { account: payment.account, text: payment.reference };
    return this.transfer({ ...to, amount, distortion: 'random', ...more });
  }

  /** Somebody moves money with words of his own, whatever provider watches the account. */
  transfer(transfer: object): Promise<string> {
    this.#transfers += 1;
    const id = `${this.code}-${this.#transfers}`;
    return this.#parts.bank.transfer({ id, seed: Math.floor(this.random() * 2 ** 32), ...transfer });
  }

  reverse(transfer: string): Promise<void> {
    return this.#parts.bank.reverse(transfer);
  }

  async tellAgain(payment: Payment, transfer: string, copies: number): Promise<void> {
    const { provider, by } = this.till;
    const id =
      by === 'platform'
        ? `PARTNER01:${payment.reference}:${transfer.split('-').at(-1)}`
        : transfer.replace('vnpay-', '');
    await this.#parts.bank.resend(provider, id, copies);
  }

  async #say(method: string, path: string, body: object): Promise<unknown> {
    return this.#accepted(await this.#ask(method, path, body));
  }

  async #ask(method: string, path: string, body: object): Promise<Reply> {
    const { api, figures } = this.#parts;
    this.#said += 1;
    const headers = method === 'POST' ? { 'idempotency-key': `${this.code}-${this.#said}` } : {};
    const { reply } = await persist(api, () => api.once(method, path, { body, headers }), figures);
    return reply;
  }

  #accepted(reply: Reply): unknown {
    if (reply.status >= 300) throw new Error(`refused: ${told(reply)}`);
    this.#parts.figures.accepted += 1;
    return reply.body;
  }
}

const told = (reply: Reply): string => `${reply.status} ${codeOf(reply)}`;
