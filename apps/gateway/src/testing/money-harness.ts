import { randomUUID } from 'node:crypto';
import {
  accountSubject,
  creditIdOf,
  creditSubject,
  paymentSubject,
  sealContext,
  stableId,
  type ClaimDetail,
  type CreditDetail,
  type Fee,
  type PaymentClaimed,
  type PaymentExpected,
  type SealedBox,
} from '@lienthong/contracts';
import type { Delivery } from '@lienthong/bus';
import type { AccountBooks, OpenPayment, PaymentView } from '../money/core.js';
import type { OpenGatewayCore } from '../core-options.js';
import type { ToldCredit } from '../money/pipeline/money-unit.js';
import { keyringSealer } from '../pipeline/keyring-sealer.js';
import { aPut, type CoreHarness } from './core-harness.js';
import { ownAccount } from './sample-accounts.js';
import { sampleDossier } from './sample-dossier.js';

export const fee = (code: string, amount: number): Fee => ({
  ...{ code, name: `Lệ phí ${code}`, amount, kind: 'charge', collectAt: 'reception' },
});

/** From the connectors, or from a statement. */
export type Told = Delivery | ToldCredit;
const isDelivery = (one: Told): one is Delivery => 'headers' in one;

/** Payments of a core under test, and what connectors would tell it of money. */
export class MoneyHarness {
  #movements = 0;

  constructor(readonly h: CoreHarness) {}

  async dossier(code: string, fees: readonly Fee[] = [fee('LP01', 50_000)], revision = 1): Promise<void> {
    const answer = await this.h.core.putDossier(aPut(code, revision, { content: sampleDossier({ revision, fees }) }));
    if (answer.kind !== 'accepted') throw new Error(answer.kind);
  }

  request(dossier: string, change: Partial<OpenPayment> = {}): OpenPayment {
    return {
      ...{ client: 'demo', dossier, fees: ['LP01'], method: 'bankQr' },
      expiresAt: new Date(this.h.now() + 900_000).toISOString(),
      mayUseUnit: (unit) => unit.startsWith('H44'),
      ...change,
    };
  }

  /** Opens a payment of a dossier that is there; its id. */
  async open(dossier: string, change: Partial<OpenPayment> = {}): Promise<PaymentView> {
    const answer = await this.h.core.openPayment(this.request(dossier, change));
    if (answer.kind !== 'accepted') throw new Error(answer.kind);
    return this.view(answer.payment);
  }

  async view(payment: string): Promise<PaymentView> {
    return (await this.h.core.payment(payment))!;
  }

  /** Money that came in with this text, as the connectors tell it. */
  credit(amount: number, text: string, change: Partial<ToldCredit> = {}, detail: CreditDetail = {}): Delivery {
    const data = this.creditOf(amount, text, change, detail);
    return this.h.delivery('credit.received', data.subject, data);
  }

  /** Money that a bank's statement shows, as the gateway tells it itself. */
  shown(amount: number, text: string, change: Partial<ToldCredit> = {}): ToldCredit {
    return this.creditOf(amount, text, { ...change, source: 'statement' });
  }

  creditOf(amount: number, text: string, change: Partial<ToldCredit> = {}, detail: CreditDetail = {}): ToldCredit {
    const now = new Date(this.h.now()).toISOString();
    const providerId = change.providerId ?? `${(this.#movements += 1)}`;
    const [provider, account] = [change.provider ?? 'sepay', change.account ?? ownAccount.name];
    const credit = creditIdOf(provider, account, providerId);
    const whole = { text, payerName: 'TRAN THI MAU', payerAccount: '0071000123456', ...detail };
    return {
      ...{ credit, subject: creditSubject(credit), source: 'notification', provider, account, providerId },
      ...{ direction: 'in', amount, bankTime: now, receivedAt: now, late: false, confirmed: true },
      detail: this.#sealed(whole, sealContext.credit(credit)),
      ...change,
    };
  }

  claim(payment: PaymentView, change: Partial<PaymentClaimed> = {}, detail?: ClaimDetail): Delivery {
    const at = new Date(this.h.now()).toISOString();
    const { id, reference, account } = payment;
    const claim = stableId('claim', randomUUID());
    const data: PaymentClaimed = {
      ...{ claim, subject: paymentSubject(id), payment: id, reference, account },
      ...{ provider: 'payment-platform', state: 'paid', source: 'query', at },
      ...(detail ? { detail: this.#sealed(detail, sealContext.claim(claim)) } : {}),
      ...change,
    };
    return this.h.delivery('payment.claimed', data.subject, data);
  }

  #sealed(detail: ClaimDetail, context: string): SealedBox {
    const sealer = keyringSealer(this.h.keyring);
    const wrapped = sealer.newWrappedKey();
    const box = sealer.seal(sealer.unwrap(wrapped), JSON.stringify(detail), context);
    return { key: wrapped.toString('base64'), box: box.toString('base64') };
  }

  /** A provider's list of an account is told to its end. */
  listed(account: string, from: string, until: string): Delivery {
    const data = { account, subject: accountSubject(account), provider: 'sepay', from, until };
    return this.h.delivery('account.listed', data.subject, data);
  }

  /** Tells the core, and expects that it has taken everything. */
  tell(...told: readonly Told[]): Promise<void> {
    return this.tellTo(this.h.core, ...told);
  }

  /** The same to another process. */
  async tellTo(core: OpenGatewayCore, ...told: readonly Told[]): Promise<void> {
    const [verdicts] = await Promise.all([
      core.handleOutcomes(told.filter(isDelivery)),
      core.tellCredits(told.flatMap((one) => (isDelivery(one) ? [] : [one]))),
    ]);
    const refused = verdicts.filter((verdict) => verdict !== 'handled');
    if (refused.length > 0) throw new Error(JSON.stringify(refused));
  }

  /** The newest word that the connectors have of each payment. */
  async expected(): Promise<ReadonlyMap<string, PaymentExpected>> {
    await this.h.core.drained();
    const found = new Map<string, PaymentExpected>();
    for (const { headers, value } of this.h.bus.messages) {
      if (headers['ce_type'] !== 'vn.lienthong.payment.expected') continue;
      const said = JSON.parse(Buffer.from(value).toString('utf8')) as PaymentExpected;
      if ((found.get(said.payment)?.version ?? 0) < said.version) found.set(said.payment, said);
    }
    return found;
  }

  async kinds(dossier: string): Promise<readonly string[]> {
    const lines = await this.h.core.timeline(dossier, { limit: 200 });
    return lines!.items.map(({ kind }) => kind);
  }

  /** The books of all accounts; every dong of every account has one place. */
  async balanced(): Promise<readonly AccountBooks[]> {
    const books = await this.h.core.books();
    for (const one of books) {
      const { due, requested, approved, sent, done } = one.refunds;
      const parts = one.settled + one.partial + one.unmatched + due + requested + approved + sent + done;
      if (parts !== one.credited) throw new Error(`out of balance: ${JSON.stringify(one)}`);
    }
    return books;
  }
}
