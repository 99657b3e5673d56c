import { stableId } from '@lienthong/contracts';
import { describeEachStore } from '@lienthong/store/testing';
import { aPut, type CoreHarness } from '../testing/core-harness.js';
import type { MoneyHarness } from '../testing/money-harness.js';
import { closeMoney, full, openMoney } from '../testing/money-stage.js';
import { sampleDossier } from '../testing/sample-dossier.js';

/** Payments that a provider has to be asked for, and what it says of its orders. */
describeEachStore('a provider that has to be asked', (openStore) => {
  let h: CoreHarness;
  let m: MoneyHarness;
  beforeEach(async () => {
    ({ h, m } = await openMoney(openStore));
  });
  afterEach(() => closeMoney(m));

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

  it('is told of a payer whose address is in former codes by the codes in force', async () => {
    const address = { provinceCode: '26', districtCode: '243', communeCode: '08713', line: '1' };
    const { applicant, fees } = (await h.core.dossier('A'))!.content;
    const content = sampleDossier({ revision: 2, fees: fees!, applicant: { ...applicant, address } });
    expect(await h.core.putDossier(aPut('A', 2, { content }))).toMatchObject({ kind: 'accepted' });
    const { announced } = await order();
    expect(h.payloadOf(announced)).toMatchObject({
      payer: { address: { provinceCode: '25', communeCode: '08707', line: '1' } },
    });
    expect((await h.core.dossier('A'))!.content.applicant.address).toEqual(address);
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

  it('and its answer is lost without a page: the payment says what to do, and the next one asks for what remains', async () => {
    const { payment, announced } = await order();
    await m.tell(h.done(announced));
    const lost = await m.view(payment.id);
    expect(lost).toMatchObject({ state: 'open', toPay: { how: 'newPayment' } });
    expect([lost.redirectUrl, lost.qrPayload]).toEqual([undefined, undefined]);
    await m.tell(m.claim(payment, { source: 'query', amount: 20_000, providerId: 'GD1' }));
    await h.core.cancelPayment({ client: 'demo', payment: payment.id, mayUseUnit: () => true });
    const next = await m.open('A', { method: 'paymentPlatform' });
    const asked = (await h.announced()).find(({ subject }) => subject === `payment:${next.id}`)!;
    expect(h.payloadOf(asked)).toMatchObject({ amount: next.due });
    await m.tell(
      h.changed(asked, {
        outcome: 'done',
        detail: h.detail(asked.exchange, 1, { facts: { redirectUrl: 'https://pay.test/2' } }),
      }),
    );
    expect(await m.view(next.id)).toMatchObject({ redirectUrl: 'https://pay.test/2', toPay: { how: 'page' } });
  });

  it('and confirms what a statement told before: no second credit, however often and in whatever order', async () => {
    const { payment } = await order();
    const more = { account: 'nen-tang', provider: 'payment-platform' } as const;
    const shown = (n: number) =>
      m.shown(full, payment.reference, { ...more, providerId: `statement:${n}`, bankReference: `FT${n}` });
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
    const more = { account: 'nen-tang', provider: 'payment-platform' } as const;
    await m.tell(m.claim(payment, { source: 'confirm', amount: full, providerId: 'GD1' }));
    await m.tell(m.shown(full, payment.reference, { ...more, providerId: 'statement:1', bankReference: 'FT1' }));
    expect(await m.view(payment.id)).toMatchObject({ state: 'settled', received: full });
    await m.tell(m.claim(payment, { source: 'query', amount: full, providerId: 'GD1' }));
    expect(await m.view(payment.id)).toMatchObject({
      ...{ received: full, credits: [{ toldBy: ['query', 'statement', 'confirm'] }] },
    });
  });

  it('and answers while a statement is compared that shows the same: one credit', async () => {
    const { payment } = await order();
    const said = { amount: full, providerId: 'GD1' } as const;
    await m.tell(m.claim(payment, { ...said, source: 'confirm' }), m.claim(payment, { ...said, source: 'query' }));
    const more = { account: 'nen-tang', provider: 'payment-platform' } as const;
    const shown = (n: number) =>
      m.shown(full, payment.reference, { ...more, providerId: `statement:${n}`, bankReference: `FT${n}` });
    await m.tell(shown(1));
    expect(await m.view(payment.id)).toMatchObject({ state: 'settled', received: full, coverage: 'exact' });
    // One more of the same sum is other money: it is not said twice of the one.
    await m.tell(shown(2));
    expect(await m.view(payment.id)).toMatchObject({ received: 2 * full, coverage: 'over' });
  });

  it('and contradicts itself: nothing settles, the disagreement is kept with the payment', async () => {
    const { payment } = await order();
    await m.tell(m.claim(payment, { source: 'confirm', amount: full }), m.claim(payment, { state: 'failed' }));
    expect(await m.view(payment.id)).toMatchObject({ received: 0, disagreements: 1 });
    const { items } = await h.core.listMoneyDisagreements({ payment: payment.id }, { limit: 10 });
    expect(items).toMatchObject([{ kind: 'confirmContradictsQuery', evidence: { queryState: 'failed' } }]);
    expect(await m.kinds('A')).toContain('payment.disagreement');
  });

  it('and says otherwise under the same number of its own: the first word stands, the other is a disagreement', async () => {
    const { payment } = await order();
    const [claim, providerId] = [stableId('claim', 'one'), 'GD1'];
    await m.tell(m.claim(payment, { claim, providerId, amount: full }));
    for (const amount of [full, 5, 5]) await m.tell(m.claim(payment, { claim, providerId, amount }));
    expect(await m.view(payment.id)).toMatchObject({ state: 'settled', received: full, disagreements: 1 });
    const { items } = await h.core.listMoneyDisagreements({ payment: payment.id }, { limit: 10 });
    expect(items).toMatchObject([{ kind: 'claimToldDifferently', evidence: { kept: full, told: 5 } }]);
  });

  it('and says it failed: cancelled, and another may be opened', async () => {
    const { payment } = await order();
    await m.tell(m.claim(payment, { state: 'failed' }));
    expect(await m.view(payment.id)).toMatchObject({ state: 'cancelled', cancelledWhy: 'failed' });
  });

  it('and each of its words is shown, with the receipt; money that it holds for review is a queue of its own', async () => {
    const { payment } = await order();
    const held = async (): Promise<readonly string[]> =>
      (await h.core.listPayments({ claim: 'pending' }, { limit: 10 })).items.map(({ id }) => id);
    expect((await m.view(payment.id)).claims).toEqual([]);
    const from = h.now() - 60_000;
    const at = (second: number): string => new Date(from + second * 1_000).toISOString();
    const personal = { payerName: 'TRAN THI MAU' };
    await m.tell(m.claim(payment, { source: 'confirm', state: 'pending', at: at(1), providerId: 'GD1' }, personal));
    expect(await held()).toEqual([payment.id]);
    await m.tell(m.claim(payment, { at: at(2), amount: full, providerId: 'GD1' }));
    expect(await held()).toEqual([]);
    const [old, receipt] = [{ sha256: 'ab'.repeat(32), bytes: 7 }, { url: 'https://bien-lai.test/1' }];
    for (const one of [old, receipt]) {
      await m.tell(m.claim(payment, { at: at(3), amount: full, providerId: 'GD1' }, { receipt: one }));
    }
    const { claims, ...shown } = await m.view(payment.id);
    expect(claims).toEqual([
      {
        ...{ provider: 'payment-platform', source: 'confirm', state: 'pending', providerId: 'GD1', at: at(1) },
        receivedAt: expect.stringMatching(/Z$/) as string,
      },
      expect.objectContaining({ source: 'query', state: 'paid', amount: full, at: at(2) }),
    ]);
    expect(shown).toMatchObject({ state: 'settled', received: full, receipt });
  });

  it('and knows an order that we do not: its money is kept', async () => {
    const strange = { ...(await m.open('A')), id: '0192f3a0-0000-7000-8000-00000000dead', reference: 'LOST' };
    await m.tell(m.claim(strange, { amount: 7, account: 'nen-tang' }));
    expect((await h.core.listCredits({}, { limit: 10 })).items).toMatchObject([{ state: 'unmatched', amount: 7 }]);
  });
});
