import { paymentSubject } from '@lienthong/contracts';
import { describeEachStore } from '@lienthong/store/testing';
import type { PaymentView } from './core.js';
import type { CoreHarness } from '../testing/core-harness.js';
import type { MoneyHarness } from '../testing/money-harness.js';
import { closeMoney, full, openMoney } from '../testing/money-stage.js';

/** A provider's word about an order against its word about money, and both before it is known whose they are. */
describeEachStore('what a provider claims', (openStore) => {
  let h: CoreHarness;
  let m: MoneyHarness;
  beforeEach(async () => {
    ({ h, m } = await openMoney(openStore));
  });
  afterEach(() => closeMoney(m));

  const platform = { account: 'nen-tang', provider: 'payment-platform' } as const;
  const order = async (): Promise<PaymentView> => {
    const payment = await m.open('A', { method: 'paymentPlatform' });
    const announced = (await h.announced()).find(({ operation }) => operation === 'init')!;
    await m.tell(h.done(announced));
    return payment;
  };
  const disagreements = async (payment: string) =>
    (await h.core.listMoneyDisagreements({ payment }, { limit: 10 })).items;
  /** A signed confirmation that reached connectors which expected nothing under its reference. */
  const ownerless = ({ reference }: PaymentView, providerId: string, change: { readonly amount?: number } = {}) =>
    m.credit(change.amount ?? full, reference, { ...platform, reference, providerId, confirmed: false });

  it('settles nothing by a confirmation alone, however it came; its query does, and it is one credit', async () => {
    const payment = await order();
    await m.tell(ownerless(payment, 'GD1'));
    expect(await m.view(payment.id)).toMatchObject({ state: 'open', received: 0 });
    await m.tell(m.claim(payment, { source: 'confirm', amount: full, providerId: 'GD1' }));
    expect(await m.view(payment.id)).toMatchObject({
      ...{ state: 'open', received: 0, credits: [{ confirmed: false, providerId: 'GD1' }] },
    });
    await m.tell(m.claim(payment, { amount: full, providerId: 'GD1' }));
    expect(await m.view(payment.id)).toMatchObject({
      state: 'settled',
      received: full,
      credits: [{ confirmed: true }],
    });
    expect((await h.core.listCredits({}, { limit: 10 })).items).toHaveLength(1);
  });

  it('settles for what its query says, whatever nobody has confirmed before', async () => {
    const payment = await order();
    await m.tell(ownerless(payment, 'GD1', { amount: 5 }));
    await m.tell(m.claim(payment, { amount: full, providerId: 'GD1' }));
    expect(await m.view(payment.id)).toMatchObject({
      ...{ state: 'settled', received: full, disagreements: 1 },
      credits: [{ confirmed: true, amount: full }],
    });
    expect(await disagreements(payment.id)).toMatchObject([
      { kind: 'creditToldDifferently', evidence: { kept: full, told: 5 } },
    ]);
  });

  it('failed, by a query, of what its own notification has paid: one disagreement, however often, and nothing is undone', async () => {
    const payment = await m.open('A');
    const paid = m.credit(full, payment.reference, {
      provider: 'vnpay',
      reference: payment.reference,
      providerId: '7',
    });
    await m.tell(paid);
    const failed = () => m.claim(payment, { provider: 'vnpay', state: 'failed', providerId: '7' });
    for (const claim of [failed(), failed()]) await m.tell(claim);
    expect(await m.view(payment.id)).toMatchObject({ state: 'settled', received: full, disagreements: 1 });
    expect(await disagreements(payment.id)).toMatchObject([
      { kind: 'claimAfterSettling', evidence: { credited: full, queryState: 'failed' } },
    ]);
  });

  it('the same in the other order: the money counts, and the disagreement is kept', async () => {
    const payment = await m.open('A');
    await m.tell(m.claim(payment, { provider: 'vnpay', state: 'failed', providerId: '7' }));
    await m.tell(
      m.credit(full, payment.reference, { provider: 'vnpay', reference: payment.reference, providerId: '7' }),
    );
    expect(await m.view(payment.id)).toMatchObject({ state: 'settled', disagreements: 1 });
    expect(await disagreements(payment.id)).toMatchObject([{ kind: 'confirmContradictsQuery' }]);
  });

  it('a confirmation against what two queries say alike is one disagreement', async () => {
    const payment = await m.open('A');
    await m.tell(m.claim(payment, { state: 'failed', source: 'confirm' }));
    for (const _ of [1, 2]) await m.tell(m.claim(payment, { state: 'paid', source: 'query' }));
    expect(await disagreements(payment.id)).toMatchObject([{ kind: 'confirmContradictsQuery' }]);
  });

  it('a first try that failed before another was paid contradicts nothing', async () => {
    const payment = await m.open('A');
    const at = new Date(h.now() - 60_000).toISOString();
    await m.tell(m.claim(payment, { provider: 'vnpay', state: 'failed', source: 'confirm', providerId: '0', at }));
    await m.tell(
      m.credit(full, payment.reference, { provider: 'vnpay', reference: payment.reference, providerId: '7' }),
    );
    await m.tell(m.claim(payment, { provider: 'vnpay', state: 'failed', providerId: '0', at }));
    expect(await m.view(payment.id)).toMatchObject({ state: 'settled', disagreements: 0 });
  });

  it('failed of a part that has come: it stays open for the rest', async () => {
    const payment = await m.open('A');
    await m.tell(
      m.credit(20_000, payment.reference, { provider: 'vnpay', reference: payment.reference, providerId: '7' }),
    );
    await m.tell(m.claim(payment, { provider: 'vnpay', state: 'failed', providerId: '7' }));
    expect(await m.view(payment.id)).toMatchObject({ state: 'open', received: 20_000, disagreements: 1 });
  });

  describe('an order that we do not know', () => {
    const strange = async (): Promise<PaymentView> => ({
      ...(await m.open('A')),
      ...{ id: '0192f3a0-0000-7000-8000-00000000dead', reference: 'LOST', account: 'nen-tang' },
    });
    const credits = async () => (await h.core.listCredits({ account: 'nen-tang' }, { limit: 10 })).items;

    it('another sum under its number: the first stands, and the disagreement is kept with the credit, once', async () => {
      const payment = await strange();
      for (const amount of [7, 8, 8]) await m.tell(m.claim(payment, { amount, providerId: 'GD1' }));
      expect(await credits()).toMatchObject([
        {
          ...{ state: 'unmatched', amount: 7 },
          disagreements: [{ kind: 'creditToldDifferently', evidence: { kept: 7, told: 8, source: 'query' } }],
        },
      ]);
    });

    it('a query confirms what was only said of it, and its sum stands', async () => {
      const payment = await strange();
      await m.tell(m.claim(payment, { amount: 7, providerId: 'GD1', source: 'confirm' }));
      expect(await credits()).toMatchObject([{ state: 'unconfirmed', amount: 7, disagreements: [] }]);
      await m.tell(m.claim(payment, { amount: 8, providerId: 'GD1' }));
      expect(await credits()).toMatchObject([
        {
          ...{ state: 'unmatched', amount: 8, confirmed: true, toldBy: ['query', 'confirm'] },
          disagreements: [{ evidence: { kept: 8, told: 7, source: 'confirm' } }],
        },
      ]);
    });
  });

  it('makes the connectors hear again what is expected, so that they can ask', async () => {
    const payment = await order();
    await h.core.cancelPayment({ client: 'demo', payment: payment.id, mayUseUnit: () => true });
    const before = (await m.expected()).get(payment.id)!;
    const count = () =>
      h.bus.messages.filter(({ headers, key }) => isExpected(headers) && key === paymentSubject(payment.id)).length;
    const told = count();
    await m.tell(ownerless(payment, 'GD1'));
    await h.core.drained();
    expect(count()).toBe(told + 1);
    expect((await m.expected()).get(payment.id)).toMatchObject({ state: 'cancelled', version: before.version });
  });
});

const isExpected = (headers: Readonly<Record<string, string>>) =>
  headers['ce_type'] === 'vn.lienthong.payment.expected';
