import { describeEachStore } from '@lienthong/store/testing';
import type { CoreHarness } from '../testing/core-harness.js';
import type { MoneyHarness } from '../testing/money-harness.js';
import { closeMoney, full, openMoney } from '../testing/money-stage.js';

/** What only two persons together may do. */
describeEachStore('two persons', (openStore) => {
  let h: CoreHarness;
  let m: MoneyHarness;
  beforeEach(async () => {
    ({ h, m } = await openMoney(openStore));
  });
  afterEach(() => closeMoney(m));

  const loose = async (amount = full): Promise<string> => {
    await m.tell(m.credit(amount, 'nop tien ho'));
    return (await h.core.listCredits({ state: 'unmatched' }, { limit: 1 })).items[0]!.id;
  };

  it('give money to a payment only together', async () => {
    const payment = (await m.open('A')).id;
    const credit = await loose();
    const assign = (operator: string, to = payment) =>
      h.core.assignCredit({ credit, payment: to, operator, reason: 'nhận diện qua biên lai' });
    expect(await assign('lan')).toMatchObject({ kind: 'awaitsSecondPerson' });
    expect(await assign('lan')).toEqual({ kind: 'samePerson' });
    expect((await h.core.credit(credit))!.proposal).toMatchObject({ payment, operator: 'lan' });
    expect((await m.view(payment)).state).toBe('open');
    expect(await assign('minh')).toMatchObject({ kind: 'accepted', payment });
    expect(await m.view(payment)).toMatchObject({ state: 'settled', credits: [{ matchedBy: 'assignment' }] });
    expect(await assign('minh')).toEqual({ kind: 'notAssignable', state: 'matched' });
  });

  it('must name the same payment', async () => {
    await m.dossier('B');
    const [a, b] = [(await m.open('A')).id, (await m.open('B')).id];
    const credit = await loose();
    await h.core.assignCredit({ credit, payment: a, operator: 'lan' });
    expect(await h.core.assignCredit({ credit, payment: b, operator: 'minh' })).toEqual({ kind: 'proposalsDiffer' });
  });

  it('give no money of one account to a payment of another: the other account cannot have it', async () => {
    const payment = (await m.open('A')).id;
    await m.tell(m.credit(full, 'nop tien ho', { account: 'kho-bac-2' }));
    const credit = (await h.core.listCredits({ state: 'unmatched' }, { limit: 1 })).items[0]!.id;
    for (const operator of ['lan', 'minh']) {
      expect(await h.core.assignCredit({ credit, payment, operator })).toEqual({
        ...{ kind: 'otherAccount', creditAccount: 'kho-bac-2', paymentAccount: 'kho-bac-1' },
      });
    }
    expect(await h.core.credit(credit)).toMatchObject({ state: 'unmatched' });
    expect((await m.view(payment)).state).toBe('open');
    expect((await m.balanced()).map(({ account, unmatched }) => [account, unmatched])).toEqual([
      ['kho-bac-1', 0],
      ['kho-bac-2', full],
    ]);
  });

  it('send money back: asked, agreed, ordered, and shown by the outgoing movement', async () => {
    const payment = await m.open('A');
    await m.tell(m.credit(60_000, payment.reference));
    const asked = await h.core.requestRefund({ payment: payment.id, operator: 'lan' });
    expect(asked).toMatchObject({ kind: 'accepted', state: 'requested', amount: 10_000 });
    const { refund } = asked as { refund: string };
    expect(await h.core.confirmRefund({ refund, operator: 'lan' })).toEqual({ kind: 'samePerson' });
    expect(await h.core.confirmRefund({ refund, operator: 'minh' })).toMatchObject({ state: 'approved' });
    expect(await h.core.markRefundSent({ refund, operator: 'lan', bankReference: 'FT99' })).toMatchObject({
      state: 'sent',
    });
    expect((await m.view(payment.id)).refund).toBe('sent');
    await m.tell(m.credit(10_000, 'hoan le phi', { direction: 'out', bankReference: 'FT99' }));
    expect(await m.view(payment.id)).toMatchObject({ refund: 'done', refunds: [{ state: 'done' }] });
    expect((await h.core.refund(refund))!.shownBy).toBeDefined();
    expect(await h.core.requestRefund({ payment: payment.id, operator: 'lan' })).toEqual({ kind: 'nothingDue' });
    expect(await m.balanced()).toMatchObject([{ refunds: { done: 10_000 }, outgoing: 10_000 }]);
  });

  it('send back what belongs to nobody, and then nobody can assign it', async () => {
    const payment = (await m.open('A')).id;
    const credit = await loose();
    const idempotency = { key: 'k', request: 'r' };
    const asked = await h.core.requestRefund({ credit, operator: 'lan', idempotency });
    expect(asked).toMatchObject({ kind: 'accepted', state: 'requested', amount: full });
    expect(await h.core.requestRefund({ credit, operator: 'lan', idempotency })).toEqual({
      ...asked,
      replayed: true,
    });
    expect(await h.core.assignCredit({ credit, payment, operator: 'lan' })).toEqual({
      ...{ kind: 'notAssignable', state: 'refunding' },
    });
    const { refund } = asked as { refund: string };
    expect(await h.core.confirmRefund({ refund, operator: 'minh' })).toMatchObject({ state: 'approved' });
    expect(await m.balanced()).toMatchObject([{ unmatched: 0, refunds: { approved: full } }]);
  });

  it('send back nothing that the first has withdrawn: the money of a payment stays due', async () => {
    const payment = await m.open('A');
    await m.tell(m.credit(60_000, payment.reference));
    const asked = await h.core.requestRefund({ payment: payment.id, operator: 'lan' });
    const { refund } = asked as { refund: string };
    expect(await h.core.withdrawRefund({ refund, operator: 'minh' })).toEqual({ kind: 'otherPerson' });
    expect(await h.core.withdrawRefund({ refund, operator: 'lan', reason: 'nham' })).toMatchObject({ state: 'due' });
    expect(await h.core.confirmRefund({ refund, operator: 'minh' })).toEqual({ kind: 'notApplicable', state: 'due' });
    const shown = (await h.core.refund(refund))!;
    expect(shown).toMatchObject({ state: 'due', calledOff: 'withdrawn', calledOffBy: 'lan' });
    expect(shown.requestedBy).toBeUndefined();
    expect(await m.kinds('A')).toContain('refund.withdrawn');
    expect(await h.core.requestRefund({ payment: payment.id, operator: 'minh' })).toMatchObject({ refund });
    expect(await h.core.rejectRefund({ refund, operator: 'lan', reason: 'da tra tai quay' })).toMatchObject({
      ...{ kind: 'accepted', state: 'due' },
    });
    const { items } = (await h.core.timeline('A', { limit: 200 }))!;
    expect(items.find(({ kind }) => kind === 'refund.rejected')).toMatchObject({
      ...{ by: 'lan', text: expect.stringContaining('da tra tai quay') },
    });
    expect(await m.balanced()).toMatchObject([{ refunds: { due: 10_000, requested: 0 } }]);
  });

  describe('money that was sent back and did not arrive', () => {
    const sentBack = async (over = 10_000) => {
      const payment = await m.open('A');
      await m.tell(m.credit(full + over, payment.reference));
      const { refund } = (await h.core.requestRefund({ payment: payment.id, operator: 'lan' })) as { refund: string };
      await h.core.confirmRefund({ refund, operator: 'minh' });
      await h.core.markRefundSent({ refund, operator: 'lan', bankReference: 'FT99' });
      return { payment, refund };
    };
    const failed = (refund: string, credit?: string) =>
      h.core.markRefundFailed({ refund, operator: 'hoa', reason: 'sai so', ...(credit ? { credit } : {}) });

    it('is owed again, and its dossier says so', async () => {
      const { payment, refund } = await sentBack();
      expect(await failed(refund)).toMatchObject({ kind: 'accepted', state: 'due', amount: 10_000 });
      const shown = (await h.core.refund(refund))!;
      expect(shown).toMatchObject({ state: 'due', calledOff: 'failed', calledOffBy: 'hoa' });
      expect([shown.bankReference, shown.requestedBy]).toEqual([undefined, undefined]);
      expect((await m.view(payment.id)).refund).toBe('due');
      const { items } = (await h.core.timeline('A', { limit: 200 }))!;
      expect(items.find(({ kind }) => kind === 'refund.failed')).toMatchObject({
        ...{ by: 'hoa', text: expect.stringContaining('sai so') },
      });
      expect(await h.core.requestRefund({ payment: payment.id, operator: 'minh' })).toMatchObject({ refund });
      expect(await m.balanced()).toMatchObject([{ refunds: { requested: 10_000, sent: 0 } }]);
    });

    it('and came back as a movement of its own: that is no new money', async () => {
      const { refund } = await sentBack();
      await m.tell(m.credit(10_000, 'hoan le phi', { direction: 'out', bankReference: 'FT99' }));
      expect(await failed(refund)).toEqual({ kind: 'notApplicable', state: 'done' });
      await m.tell(m.credit(10_000, 'tra lai lenh chuyen tien'), m.credit(9_000, 'khac'));
      const { items } = await h.core.listCredits({ state: 'unmatched' }, { limit: 10 });
      const [back, other] = [10_000, 9_000].map((amount) => items.find((one) => one.amount === amount)!.id);
      expect(await failed(refund, other)).toEqual({ kind: 'creditUnfit' });
      expect(await failed(refund, '0192f3a0-0000-7000-8000-00000000dead')).toEqual({ kind: 'creditUnfit' });
      for (const _ of ['once', 'again']) expect(await failed(refund, back)).toMatchObject({ state: 'due' });
      expect(await h.core.credit(back!)).toMatchObject({ state: 'returned' });
      expect(await m.balanced()).toMatchObject([
        {
          credited: full + 19_000,
          settled: full,
          refunds: { due: 10_000 },
          unmatched: 9_000,
          outgoing: 10_000,
          returned: 10_000,
        },
      ]);
      expect(await h.core.requestRefund({ credit: back!, operator: 'lan' })).toEqual({ kind: 'nothingDue' });
    });

    it('of a credit that belongs to nobody: it is free again', async () => {
      const credit = await loose();
      const { refund } = (await h.core.requestRefund({ credit, operator: 'lan' })) as { refund: string };
      await h.core.confirmRefund({ refund, operator: 'minh' });
      await h.core.markRefundSent({ refund, operator: 'lan', bankReference: 'FT98' });
      expect(await failed(refund)).toMatchObject({ state: 'calledOff' });
      expect(await m.balanced()).toMatchObject([{ unmatched: full }]);
    });
  });

  it('free a credit again that belongs to nobody, once its refund is called off', async () => {
    const payment = (await m.open('A')).id;
    const credit = await loose();
    const asked = await h.core.requestRefund({ credit, operator: 'lan' });
    const { refund } = asked as { refund: string };
    expect(await h.core.rejectRefund({ refund, operator: 'minh' })).toMatchObject({ state: 'calledOff' });
    expect(await m.balanced()).toMatchObject([{ unmatched: full }]);
    expect(await h.core.requestRefund({ credit, operator: 'minh' })).toMatchObject({ refund, state: 'requested' });
    expect(await m.balanced()).toMatchObject([{ unmatched: 0, refunds: { requested: full } }]);
    expect(await h.core.withdrawRefund({ refund, operator: 'minh' })).toMatchObject({ state: 'calledOff' });
    for (const operator of ['lan', 'minh']) await h.core.assignCredit({ credit, payment, operator });
    expect(await m.view(payment)).toMatchObject({ state: 'settled', refund: 'none' });
    expect(await h.core.requestRefund({ credit, operator: 'lan' })).toEqual({ kind: 'nothingDue' });
  });
});
