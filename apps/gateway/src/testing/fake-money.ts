import type {
  AssignCreditAnswer,
  CancelPaymentAnswer,
  CreditView,
  MoneyCore,
  OpenPayment,
  OpenPaymentAnswer,
  PaymentView,
  RefundAnswer,
  RefundView,
} from '../money/core.js';

export const paymentId = '0192f3a0-0000-7000-8000-000000000001';
export const creditId = '0192f3a0-0000-7000-8000-000000000002';
export const refundId = '0192f3a0-0000-7000-8000-000000000003';

export const aPayment = (changes: Partial<PaymentView> = {}): PaymentView => ({
  ...{ id: paymentId, dossier: 'H44.1', unit: 'H44.01', reference: 'HSDVC7K2QF9XA', method: 'bankQr' },
  ...{ account: 'kho-bac-1', amount: 50_000, fees: [{ code: 'LP01', amount: 50_000 }], state: 'open' },
  ...{ coverage: 'none', late: false, refund: 'none', received: 0, due: 50_000 },
  qrPayload: '00020101021238540010A00000072701240006970436011010175956000208QRIBFTTA5303704',
  ...{ createdAt: '2026-11-22T01:00:00.000Z', expiresAt: '2026-11-23T01:00:00.000Z', disagreements: 0 },
  ...{ credits: [], claims: [], refunds: [] },
  ...changes,
});

export const aCredit = (changes: Partial<CreditView> = {}): CreditView => ({
  ...{ id: creditId, amount: 50_000, bankTime: '2026-11-22T01:10:00Z', receivedAt: '2026-11-22T01:10:01Z' },
  ...{ provider: 'sepay', account: 'kho-bac-1', providerId: '92704', source: 'notification', confirmed: true },
  toldBy: ['notification'],
  ...{
    late: false,
    direction: 'in',
    state: 'unmatched',
    why: 'noReference',
    suggestions: [],
    refunds: [],
    disagreements: [],
  },
  ...changes,
});

export const aRefund = (changes: Partial<RefundView> = {}): RefundView => ({
  ...{ id: refundId, payment: paymentId, dossier: 'H44.1', account: 'kho-bac-1', amount: 10_000, why: 'over' },
  ...{ state: 'requested', requestedBy: 'operator', createdAt: '2026-11-22T01:00:00Z' },
  changedAt: '2026-11-22T01:00:00Z',
  ...changes,
});

/** Money in memory for tests of the HTTP rim: keeps what it is told, and answers what the test says. */
export class FakeMoney implements MoneyCore {
  /** When set, everything throws it. */
  outage: Error | undefined;
  readonly told: { readonly what: string; readonly command: object }[] = [];
  readonly payments = new Map<string, PaymentView>([[paymentId, aPayment()]]);
  readonly credits = new Map<string, CreditView>([[creditId, aCredit({ unit: 'H44.01' })]]);
  paymentAnswer: OpenPaymentAnswer | undefined;
  cancelAnswer: CancelPaymentAnswer | undefined;
  assignAnswer: AssignCreditAnswer | undefined;
  refundAnswer: RefundAnswer | undefined;

  openPayment(command: OpenPayment): Promise<OpenPaymentAnswer> {
    const accepted = { kind: 'accepted', payment: paymentId, state: 'open', exchanges: [], replayed: false } as const;
    return this.#tell('openPayment', command, this.paymentAnswer ?? accepted);
  }
  cancelPayment(command: object): Promise<CancelPaymentAnswer> {
    return this.#tell('cancelPayment', command, this.cancelAnswer ?? { kind: 'accepted', replayed: false });
  }
  payment(id: string) {
    return this.#tell('payment', { id }, this.payments.get(id));
  }
  listPayments(filter: { readonly units?: readonly string[] }) {
    const items = [...this.payments.values()].filter(({ unit }) => filter.units?.includes(unit) ?? true);
    return this.#tell('listPayments', filter, { items });
  }
  credit(id: string) {
    return this.#tell('credit', { id }, this.credits.get(id));
  }
  listCredits(filter: { readonly units?: readonly string[] }) {
    const items = [...this.credits.values()].filter(({ unit = '' }) => filter.units?.includes(unit) ?? true);
    return this.#tell('listCredits', filter, { items });
  }
  assignCredit(command: object): Promise<AssignCreditAnswer> {
    return this.#tell('assignCredit', command, this.assignAnswer ?? { kind: 'awaitsSecondPerson', replayed: false });
  }
  requestRefund = (command: object): Promise<RefundAnswer> => this.#refund('requestRefund', command);
  confirmRefund = (command: object): Promise<RefundAnswer> => this.#refund('confirmRefund', command);
  withdrawRefund = (command: object): Promise<RefundAnswer> => this.#refund('withdrawRefund', command);
  rejectRefund = (command: object): Promise<RefundAnswer> => this.#refund('rejectRefund', command);
  markRefundSent = (command: object): Promise<RefundAnswer> => this.#refund('markRefundSent', command);
  markRefundFailed = (command: object): Promise<RefundAnswer> => this.#refund('markRefundFailed', command);
  markRefundDone = (command: object): Promise<RefundAnswer> => this.#refund('markRefundDone', command);
  refund(id: string) {
    return this.#tell('refund', { id }, id === refundId ? aRefund() : undefined);
  }
  listRefunds(filter: object) {
    return this.#tell('listRefunds', filter, { items: [aRefund()] });
  }
  listMoneyDisagreements(filter: object) {
    const evidence = { confirm: 'paid', query: 'failed' };
    const one = { id: 'd1', payment: paymentId, kind: 'confirmContradictsQuery', at: '2026-11-22T01:00:00Z', evidence };
    return this.#tell('listMoneyDisagreements', filter, { items: [one] });
  }
  books() {
    return this.#tell('books', {}, []);
  }

  #refund(what: string, command: object): Promise<RefundAnswer> {
    const accepted = {
      kind: 'accepted',
      refund: refundId,
      state: 'requested',
      amount: 10_000,
      replayed: false,
    } as const;
    return this.#tell(what, command, this.refundAnswer ?? accepted);
  }
  async #tell<T>(what: string, command: object, answer: T): Promise<T> {
    await Promise.resolve();
    if (this.outage) throw this.outage;
    this.told.push({ what, command });
    return answer;
  }
}
