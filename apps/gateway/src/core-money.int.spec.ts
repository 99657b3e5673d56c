import { setTimeout as sleep } from 'node:timers/promises';
import type { DossierSnapshot } from '@lienthong/contracts';
import { describeEachStore } from '@lienthong/store/testing';
import { aPut, CoreHarness } from './testing/core-harness.js';
import { fee, MoneyHarness } from './testing/money-harness.js';
import { sampleDossier } from './testing/sample-dossier.js';

const full = 50_000;

describeEachStore('money', (openStore) => {
  let h: CoreHarness;
  let m: MoneyHarness;
  beforeEach(async () => {
    h = await CoreHarness.open((await openStore()).store);
    m = new MoneyHarness(h);
    await m.dossier('A');
  });
  afterEach(async () => {
    try {
      await m.balanced();
    } finally {
      await h.core.close();
    }
  });
  const until = async (condition: () => Promise<boolean>): Promise<void> => {
    for (let tries = 0; !(await condition()); tries += 1) {
      if (tries > 400) throw new Error('it has not become true');
      await sleep(25);
    }
  };
  const portalNumbers = async (): Promise<readonly DossierSnapshot[]> =>
    (await h.announced())
      .filter(({ operation }) => operation === 'syncDossier')
      .map((one) => h.payloadOf<DossierSnapshot>(one));

  describe('opening', () => {
    it('gives a QR for the sum of the fees, and tells the connectors what to expect', async () => {
      await m.dossier('B', [fee('LP01', 50_000), fee('P02', 20_000)]);
      const payment = await m.open('B', { fees: ['LP01', 'P02'] });
      expect(payment).toMatchObject({
        ...{ dossier: 'B', unit: 'H44.01', amount: 70_000, due: 70_000, state: 'open', coverage: 'none' },
        ...{ late: false, refund: 'none', received: 0, credits: [], disagreements: 0 },
      });
      expect(payment.reference).toMatch(/^HSDVC[2-9A-HJKMNP-Z]{9}$/);
      expect(payment.qrPayload).toContain(`62180814${payment.reference}`);
      expect(payment.qrPayload).toContain('540570000');
      expect((await m.expected()).get(payment.id)).toMatchObject({
        ...{ state: 'open', amount: 70_000, reference: payment.reference, account: 'kho-bac-1' },
      });
    });

    it.each([
      ['an unknown dossier', 'X', {}, { kind: 'notFound' }],
      ["another's dossier", 'A', { mayUseUnit: () => false }, { kind: 'notFound' }],
      ['a fee it does not have', 'A', { fees: ['LP01', 'Z'] }, { kind: 'feesUnknown', fees: ['Z'] }],
      ['another amount', 'A', { amount: 1 }, { kind: 'amountDiffers', amount: full }],
      ['no account', 'A', { accountOf: () => undefined }, { kind: 'noAccount' }],
      ['an end in the past', 'A', { expiresAt: '2020-01-01T00:00:00Z' }, { kind: 'expiresTooEarly' }],
    ] as const)('refuses %s', async (_, dossier, change, answer) => {
      expect(await h.core.openPayment(m.request(dossier, change as never))).toEqual(answer);
    });

    it('refuses what one transfer cannot carry, fees without an amount, and an ended dossier', async () => {
      await m.dossier('B', [fee('LP01', 500_000_000), fee('P0', 0)]);
      expect(await h.core.openPayment(m.request('B'))).toMatchObject({ kind: 'amountTooLarge', amount: 500_000_000 });
      expect(await h.core.openPayment(m.request('B', { fees: ['P0'] }))).toEqual({ kind: 'nothingToPay' });
      await h.core.putDossier(aPut('C', 1, { content: sampleDossier({ status: 'withdrawn' }) }));
      expect(await h.core.openPayment(m.request('C'))).toEqual({ kind: 'dossierEnded' });
    });

    it('lets one payment of a fee be open, and none of one that has been paid', async () => {
      const payment = await m.open('A');
      expect(await h.core.openPayment(m.request('A'))).toEqual({ kind: 'open', payment: payment.id, fees: ['LP01'] });
      await m.tell(m.credit(full, payment.reference));
      expect(await h.core.openPayment(m.request('A'))).toEqual({ kind: 'paid', payment: payment.id, fees: ['LP01'] });
    });

    it('repeats its first answer to the same key', async () => {
      const idempotency = { key: 'k', request: 'POST /v1/payments {}' };
      const first = await h.core.openPayment(m.request('A', { idempotency }));
      const again = await h.core.openPayment(m.request('A', { idempotency }));
      expect(again).toEqual({ ...first, replayed: true });
    });
  });

  describe('payments and post §3.10', () => {
    it('exact, in time: settled, a fact of the dossier, and the portal hears of it without a new revision', async () => {
      const payment = await m.open('A');
      await m.tell(m.credit(full, `MBVCB.242.174.${payment.reference.toLowerCase()}.CT tu 0071 TRAN THI MAU`));
      expect(await m.view(payment.id)).toMatchObject({
        ...{ state: 'settled', coverage: 'exact', late: false, refund: 'none', due: 0, received: full },
        credits: [{ amount: full, matchedBy: 'text', confirmed: true }],
      });
      expect((await m.view(payment.id)).qrPayload).toBeUndefined();
      const { facts, content } = (await h.core.dossier('A'))!;
      expect(facts.paid).toMatchObject({ evidence: payment.id, via: 'bankQr', fees: ['LP01'] });
      expect(content.revision).toBe(1);
      const numbers = await portalNumbers();
      expect(numbers.map((one) => one.facts.paid?.evidence)).toEqual([undefined, payment.id]);
      expect(numbers[1]).toEqual({ ...numbers[0], facts: { paid: facts.paid } });
      expect(await m.kinds('A')).toEqual([
        ...['dossier.accepted', 'payment.opened', 'payment.credited', 'payment.settled', 'exchange.created'],
      ]);
    });

    it('the same notification twenty times: one credit', async () => {
      const payment = await m.open('A');
      const credit = m.credit(full, payment.reference, { providerId: 'same' });
      await Promise.all(Array.from({ length: 10 }, () => m.tell(credit, credit)));
      expect(await m.view(payment.id)).toMatchObject({ state: 'settled', received: full, credits: [{}] });
      const { items } = await h.core.listCredits({}, { limit: 50 });
      expect(items).toHaveLength(1);
      expect(await portalNumbers()).toHaveLength(2);
    });

    it('second real payment: over, due back', async () => {
      const payment = await m.open('A');
      await m.tell(m.credit(full, payment.reference), m.credit(full, payment.reference));
      expect(await m.view(payment.id)).toMatchObject({
        ...{
          state: 'settled',
          coverage: 'over',
          refund: 'due',
          refunds: [{ amount: full, why: 'over', state: 'due' }],
        },
      });
    });

    it('under: not settled, a QR for exactly the remainder, several credits to one fee', async () => {
      const payment = await m.open('A');
      await m.tell(m.credit(20_000, payment.reference));
      const partial = await m.view(payment.id);
      expect(partial).toMatchObject({ state: 'open', coverage: 'partial', due: 30_000 });
      expect(partial.qrPayload).toContain('540530000');
      expect((await m.expected()).get(payment.id)).toMatchObject({ amount: 30_000, state: 'open' });
      await m.tell(m.credit(29_999, payment.reference));
      expect((await m.view(payment.id)).due).toBe(1);
      await m.tell(m.credit(1, payment.reference));
      expect(await m.view(payment.id)).toMatchObject({ state: 'settled', coverage: 'exact', credits: [{}, {}, {}] });
    });

    it('under, and the dossier lapses: due back', async () => {
      const payment = await m.open('A');
      await m.tell(m.credit(20_000, payment.reference));
      await h.core.putDossier(aPut('A', 2, { content: sampleDossier({ revision: 2, status: 'withdrawn' }) }));
      expect(await m.view(payment.id)).toMatchObject({
        ...{ state: 'cancelled', cancelledWhy: 'dossierEnded', refund: 'due', refunds: [{ amount: 20_000 }] },
      });
    });

    it('over: settled, the excess due back', async () => {
      const payment = await m.open('A');
      await m.tell(m.credit(60_000, payment.reference));
      expect(await m.view(payment.id)).toMatchObject({
        ...{ state: 'settled', coverage: 'over', refunds: [{ amount: 10_000, why: 'over' }] },
      });
    });

    it('after expiry, still owed: settled as late', async () => {
      const payment = await m.open('A', { expiresAt: new Date(h.now() + 1_100).toISOString() });
      await until(async () => (await m.view(payment.id)).state === 'expired');
      expect((await m.expected()).get(payment.id)).toMatchObject({ state: 'expired' });
      await sleep(1_000);
      await m.tell(m.credit(full, payment.reference));
      expect(await m.view(payment.id)).toMatchObject({ state: 'settled', late: true });
      expect((await h.core.dossier('A'))!.facts.paid).toBeDefined();
    });

    it('after cancellation, still owed: settled as late; not owed any more: due back', async () => {
      await m.dossier('B');
      const [a, b] = [await m.open('A'), await m.open('B')];
      const cancel = (payment: string) => h.core.cancelPayment({ client: 'demo', payment, mayUseUnit: () => true });
      expect(await cancel(a.id)).toEqual({ kind: 'accepted', replayed: false });
      expect(await cancel(a.id)).toEqual({ kind: 'same', replayed: false });
      await cancel(b.id);
      await m.dossier('B', [], 2);
      await sleep(1_100);
      await m.tell(m.credit(full, a.reference), m.credit(full, b.reference));
      expect(await m.view(a.id)).toMatchObject({ state: 'settled', late: true });
      expect(await m.view(b.id)).toMatchObject({ state: 'cancelled', refund: 'due', refunds: [{ why: 'notOwed' }] });
      expect(await cancel(a.id)).toEqual({ kind: 'ended', state: 'settled' });
    });

    it.each([
      ['no code', 'chuyen tien', 'noReference'],
      ['an unknown code', 'HSDVC7K2QF9XA', 'noReference'],
    ])('%s: kept in the queue', async (_, text) => {
      await m.open('A');
      await m.tell(m.credit(full, text));
      const { items } = await h.core.listCredits({ state: 'unmatched' }, { limit: 10 });
      expect(items).toMatchObject([{ amount: full, text, payerName: 'TRAN THI MAU' }]);
      expect(items[0]!.suggestions).toMatchObject([{ dossier: 'A' }]);
      expect(await m.balanced()).toMatchObject([{ credited: full, unmatched: full, settled: 0 }]);
    });

    it('two codes: nobody gets it', async () => {
      await m.dossier('B');
      const [a, b] = [await m.open('A'), await m.open('B')];
      await m.tell(m.credit(full, `${a.reference} ${b.reference}`));
      expect((await h.core.listCredits({}, { limit: 10 })).items).toMatchObject([
        { state: 'unmatched', why: 'ambiguous' },
      ]);
    });

    it('the right code on another account: nobody gets it', async () => {
      const payment = await m.open('A');
      await m.tell(m.credit(full, payment.reference, { account: 'kho-bac-2' }));
      expect((await h.core.listCredits({}, { limit: 10 })).items).toMatchObject([{ why: 'otherAccount' }]);
    });

    it('outgoing: nobody gets it', async () => {
      const payment = await m.open('A');
      await m.tell(m.credit(full, payment.reference, { direction: 'out' }));
      expect(await m.view(payment.id)).toMatchObject({ state: 'open', received: 0 });
      expect((await h.core.listCredits({}, { limit: 10 })).items).toMatchObject([{ state: 'outgoing' }]);
    });
  });

  it('an unsigned notification settles nothing before it is confirmed', async () => {
    const payment = await m.open('A');
    const said = m.creditOf(full, payment.reference, { confirmed: false });
    await m.tell(h.delivery('credit.received', said.subject, said));
    expect(await m.view(payment.id)).toMatchObject({ state: 'open', received: 0 });
    const confirmed = { ...said, confirmed: true, source: 'query' };
    await m.tell(h.delivery('credit.received', said.subject, confirmed));
    await m.tell(h.delivery('credit.received', said.subject, said));
    expect(await m.view(payment.id)).toMatchObject({ state: 'settled', received: full, credits: [{}] });
  });

  it("money that went out is nobody's fee, whoever confirms it", async () => {
    const payment = await m.open('A');
    const said = m.creditOf(full, payment.reference, { direction: 'out', confirmed: false });
    await m.tell(h.delivery('credit.received', said.subject, said));
    await m.tell(h.delivery('credit.received', said.subject, { ...said, confirmed: true, source: 'query' }));
    expect(await m.view(payment.id)).toMatchObject({ state: 'open', received: 0 });
    expect((await h.core.listCredits({}, { limit: 10 })).items).toMatchObject([{ state: 'outgoing', confirmed: true }]);
  });

  it('whoever takes orders numbers money by itself: what a statement told before is no second credit', async () => {
    const payment = await m.open('A');
    const shown = (number: string) =>
      m.credit(full, payment.reference, {
        source: 'statement',
        bankReference: number,
        providerId: `statement:${number}`,
      });
    const order = (number: string, bankReference: string) =>
      m.credit(full, payment.reference, { reference: payment.reference, bankReference, providerId: number });
    await m.tell(shown('FT26-1'));
    await m.tell(order('1', 'VNP1'));
    await m.tell(order('1', 'VNP1'));
    expect(await m.view(payment.id)).toMatchObject({
      received: full,
      credits: [{ toldBy: ['notification', 'statement'] }],
    });
    // A number of the same counter that differs is another movement, and so is what the provider tells beyond the statement.
    await m.tell(shown('FT26-2'));
    await m.tell(order('2', 'FT26-3'), order('3', 'VNP3'));
    expect(await m.view(payment.id)).toMatchObject({ received: 3 * full });
  });

  it('the same credit with another amount: the first stands, the other is a disagreement', async () => {
    const payment = await m.open('A');
    const said = m.creditOf(full, payment.reference);
    await m.tell(h.delivery('credit.received', said.subject, said));
    await m.tell(h.delivery('credit.received', said.subject, { ...said, amount: 5 }));
    expect(await m.view(payment.id)).toMatchObject({ state: 'settled', received: full });
    const { items } = await h.core.listMoneyDisagreements({}, { limit: 10 });
    expect(items).toMatchObject([{ kind: 'creditToldDifferently', evidence: { kept: full, told: 5 } }]);
  });

  it('a statement of the same movement is no second credit, whichever comes first', async () => {
    await m.dossier('B');
    const [a, b] = [await m.open('A'), await m.open('B')];
    const told = (reference: string, number: string) => [
      m.credit(full, reference, { bankReference: number, providerId: `n-${number}` }),
      m.credit(full, 'khong ro', { source: 'statement', bankReference: number, providerId: `statement:${number}` }),
    ];
    for (const one of told(a.reference, 'FT26-1')) await m.tell(one);
    for (const one of told(b.reference, 'FT26-2').toReversed()) await m.tell(one);
    for (const { id } of [a, b]) {
      expect(await m.view(id)).toMatchObject({
        ...{ state: 'settled', received: full, credits: [{ toldBy: ['notification', 'statement'] }] },
      });
    }
    expect((await h.core.listCredits({}, { limit: 10 })).items).toHaveLength(2);
  });

  it('a credit that the bank takes back counts no longer; one that has settled a fee is a disagreement', async () => {
    await m.dossier('B');
    const [a, b] = [await m.open('A'), await m.open('B')];
    await m.tell(m.credit(20_000, a.reference), m.credit(full, b.reference));
    const reverse = async (payment: string): Promise<void> => {
      const { id, amount } = (await m.view(payment)).credits[0]!;
      await h.core.reverseCredits([{ credit: id, statement: 's', entry: 1, amount, day: '2026-11-22' }]);
    };
    for (const id of [a.id, a.id, b.id, b.id]) await reverse(id);
    expect(await m.view(a.id)).toMatchObject({ state: 'open', received: 0, due: full });
    expect(await m.view(b.id)).toMatchObject({ state: 'settled', disagreements: 1 });
    const { items } = await h.core.listMoneyDisagreements({}, { limit: 10 });
    expect(items).toMatchObject([{ kind: 'creditReversed', payment: b.id, evidence: { reversed: full } }]);
    expect(await m.balanced()).toMatchObject([{ credited: full, settled: full, partial: 0 }]);
  });

  it('a PUT that changes or drops the fee cancels its payment, and says so', async () => {
    const payment = await m.open('A');
    await m.dossier('A', [fee('LP01', 70_000)], 2);
    expect(await m.view(payment.id)).toMatchObject({ state: 'cancelled', cancelledWhy: 'feeChanged' });
    expect(await m.kinds('A')).toContain('payment.cancelled');
    expect((await m.expected()).get(payment.id)).toMatchObject({ state: 'cancelled' });
    const next = await m.open('A');
    await m.tell(m.credit(full, payment.reference), m.credit(70_000, next.reference));
    expect(await m.view(payment.id)).toMatchObject({ refund: 'due', coverage: 'exact', state: 'cancelled' });
    expect(await m.view(next.id)).toMatchObject({ state: 'settled' });
  });

  it('a new payment of the same fee gets what came for the earlier one', async () => {
    const first = await m.open('A');
    await m.tell(m.credit(20_000, first.reference));
    await h.core.cancelPayment({ client: 'demo', payment: first.id, mayUseUnit: () => true });
    const second = await m.open('A');
    expect(second).toMatchObject({
      due: 30_000,
      received: 20_000,
      coverage: 'partial',
      credits: [{ meantFor: first.id }],
    });
    await m.tell(m.credit(30_000, first.reference));
    expect(await m.view(second.id)).toMatchObject({ state: 'settled', coverage: 'exact' });
    expect(await m.view(first.id)).toMatchObject({ continuedBy: second.id, due: 0 });
  });

  describe('two persons', () => {
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
  });

  describe('a provider that has to be asked', () => {
    const order = async () => {
      const payment = await m.open('A', { method: 'paymentPlatform' });
      const announced = (await h.announced()).find(({ operation }) => operation === 'init')!;
      return { payment, announced };
    };

    it('is asked with everything that it needs; then the payment can be made', async () => {
      const { payment, announced } = await order();
      expect(payment).toMatchObject({ state: 'initiating', exchange: announced.exchange });
      expect(announced).toMatchObject({ partner: 'payment-platform', lane: 'once', subject: `payment:${payment.id}` });
      expect(h.payloadOf(announced)).toMatchObject({
        ...{ payment: payment.id, reference: payment.reference, amount: full, account: 'nen-tang' },
        ...{ dossier: { code: 'A', unit: 'H44.01' }, payer: { name: 'NGUYEN VAN MAU' }, fees: [{ code: 'LP01' }] },
      });
      const detail = h.detail(announced.exchange, 2, { facts: { redirectUrl: 'https://pay.test/1' } });
      const done = { version: 2, outcome: 'done', detail } as const;
      await m.tell(h.changed(announced, done), h.changed(announced, done));
      expect(await m.view(payment.id)).toMatchObject({ state: 'open', redirectUrl: 'https://pay.test/1' });
      expect((await h.core.dossier('A'))!.partners['payment']).toMatchObject({ state: 'behind' });
    });

    it('and refuses: cancelled; and nobody knows: unknown, until somebody does', async () => {
      const { payment, announced } = await order();
      await m.tell(h.changed(announced, { version: 1, state: 'unknown' }));
      expect((await m.view(payment.id)).state).toBe('unknown');
      await m.tell(h.changed(announced, { version: 2, outcome: 'refused' }));
      expect(await m.view(payment.id)).toMatchObject({ state: 'cancelled', cancelledWhy: 'providerRefused' });
      await m.open('A');
    });

    it('settles when its answer to our query says so; its own word alone does not', async () => {
      const { payment, announced } = await order();
      await m.tell(h.done(announced));
      await m.tell(m.claim(payment, { source: 'confirm', amount: full, providerId: 'GD1' }));
      expect(await m.view(payment.id)).toMatchObject({ state: 'open', received: 0, credits: [{ confirmed: false }] });
      const query = m.claim(payment, { source: 'query', amount: full });
      await m.tell(query, query, m.claim(payment, { source: 'query', amount: full, providerId: 'GD1' }));
      expect(await m.view(payment.id)).toMatchObject({
        ...{ state: 'settled', received: full, credits: [{ confirmed: true, toldBy: ['query', 'confirm'] }] },
      });
      expect((await h.core.dossier('A'))!.facts.paid).toMatchObject({ via: 'paymentPlatform' });
    });

    it('and confirms what a statement told before: no second credit, however often and in whatever order', async () => {
      const { payment } = await order();
      const more = { source: 'statement', account: 'nen-tang', provider: 'payment-platform' } as const;
      const shown = (n: number) =>
        m.credit(full, payment.reference, { ...more, providerId: `statement:${n}`, bankReference: `FT${n}` });
      await m.tell(shown(1), shown(2));
      for (const [source, providerId] of [
        ...[['confirm', 'GD1'] as const, ['query', 'GD1'] as const, ['confirm', 'GD2'] as const],
      ]) {
        await m.tell(m.claim(payment, { source, amount: full, providerId }));
        expect(await m.view(payment.id)).toMatchObject({ state: 'settled', received: 2 * full });
      }
      expect((await h.core.listCredits({}, { limit: 10 })).items).toHaveLength(2);
    });

    it('and is borne out by a statement before it can be asked: one credit', async () => {
      const { payment } = await order();
      const more = { source: 'statement', account: 'nen-tang', provider: 'payment-platform' } as const;
      await m.tell(m.claim(payment, { source: 'confirm', amount: full, providerId: 'GD1' }));
      await m.tell(m.credit(full, payment.reference, { ...more, providerId: 'statement:1', bankReference: 'FT1' }));
      expect(await m.view(payment.id)).toMatchObject({ state: 'settled', received: full });
      await m.tell(m.claim(payment, { source: 'query', amount: full, providerId: 'GD1' }));
      expect(await m.view(payment.id)).toMatchObject({
        ...{ received: full, credits: [{ toldBy: ['query', 'statement', 'confirm'] }] },
      });
    });

    it('and contradicts itself: nothing settles, the disagreement is kept with the payment', async () => {
      const { payment } = await order();
      await m.tell(m.claim(payment, { source: 'confirm', amount: full }), m.claim(payment, { state: 'failed' }));
      expect(await m.view(payment.id)).toMatchObject({ received: 0, disagreements: 1 });
      const { items } = await h.core.listMoneyDisagreements({ payment: payment.id }, { limit: 10 });
      expect(items).toMatchObject([{ kind: 'confirmContradictsQuery', evidence: { queryState: 'failed' } }]);
      expect(await m.kinds('A')).toContain('payment.disagreement');
    });

    it('and says it failed: cancelled, and another may be opened', async () => {
      const { payment } = await order();
      await m.tell(m.claim(payment, { state: 'failed' }));
      expect(await m.view(payment.id)).toMatchObject({ state: 'cancelled', cancelledWhy: 'failed' });
    });

    it('and knows an order that we do not: its money is kept', async () => {
      const strange = { ...(await m.open('A')), id: '0192f3a0-0000-7000-8000-00000000dead', reference: 'LOST' };
      await m.tell(m.claim(strange, { amount: 7, account: 'nen-tang' }));
      expect((await h.core.listCredits({}, { limit: 10 })).items).toMatchObject([{ state: 'unmatched', amount: 7 }]);
    });
  });

  it('what cannot be read is refused with the reason and harms nobody else', async () => {
    const payment = await m.open('A');
    const good = m.creditOf(full, payment.reference);
    const bad = [
      { ...m.creditOf(1, 'x'), amount: -1 },
      { ...m.creditOf(1, 'x'), amount: 1.5 },
      { ...m.creditOf(1, 'x'), bankTime: 'gestern' },
      { ...m.creditOf(1, 'x'), detail: good.detail },
      { ...m.creditOf(1, 'x'), subject: 'credit:else' },
    ];
    const verdicts = await h.core.handleOutcomes(
      [...bad, good].map((data) => h.delivery('credit.received', data.subject, data)),
    );
    expect(verdicts.map((verdict) => (verdict === 'handled' ? 'handled' : 'poison'))).toEqual([
      ...Array.from({ length: 5 }, () => 'poison'),
      'handled',
    ]);
    expect((await m.view(payment.id)).state).toBe('settled');
  });
});
